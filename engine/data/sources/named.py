"""What well-known picture sets share: they are found in a folder, or downloaded."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np

from engine.data.files.pictures import PictureOptions, read_pictures
from engine.data.files.places import roots
from engine.data.sources.spec import DataSource, Samples
from engine.errors import DataError, Problem
from engine.graph.shape_check import SampleShapes
from engine.ops.shapes import format_shape


class NamedPictures(DataSource):
    """A picture set that everybody knows.

    Attributes:
        folders: Names that its folder goes by, in small letters without dashes.
        sample: Shape of one picture.
        classes: Names of its classes, by number.
    """

    folders: ClassVar[tuple[str, ...]]
    sample: ClassVar[tuple[int, int, int]]
    classes: ClassVar[tuple[str, ...]]

    def shapes(self) -> SampleShapes:
        return SampleShapes(self.sample, (), len(self.classes))

    def load(self, data_dir: Path | None) -> Samples:
        samples = self._find(data_dir)
        if samples.features.shape[1:] != self.sample:
            raise DataError(
                Problem(
                    f"what was found is not {self.name}",
                    expected=f"pictures of {format_shape(self.sample)}",
                    found=format_shape(samples.features.shape[1:]),
                    mend="Name another folder (--data-dir), or read it as an image_folder",
                    param="dataset",
                )
            )
        return samples

    def read_original(self, folder: Path) -> Samples | None:
        """The set from a folder in its original format; None if it is not there.

        Raises:
            DataError: It is there and broken.
        """
        raise NotImplementedError

    def download(self) -> Samples:
        """The set from the net.

        Raises:
            DataError: It cannot be had.
        """
        raise NotImplementedError

    def _find(self, data_dir: Path | None) -> Samples:
        for root in roots(data_dir):
            for folder in self._places(root):
                if (samples := self.read_original(folder)) is not None:
                    return samples
            for place in self._own(root):
                if place.suffix.lower() == ".zip" or (place / "train").is_dir():
                    return self._from_pictures(place)
        return self.download()

    def _places(self, root: Path) -> Iterator[Path]:
        """Where under a folder the original files may lie, their own folder first."""
        for folder in self._own(root):
            if folder.is_dir():
                yield folder
                yield folder / "raw"
        yield root

    def _own(self, root: Path) -> list[Path]:
        """What bears the set's name: a folder itself, and what is in it."""
        there = [root, *sorted(root.iterdir())] if root.is_dir() else []
        return [
            place
            for place in there
            if plain_name(place) in self.folders
            or (place.suffix.lower() == ".zip" and plain_name(place).startswith(self.folders))
        ]

    def _from_pictures(self, place: Path) -> Samples:
        samples = read_pictures(place, PictureOptions(grayscale=self.sample[0] == 1))
        return self._in_order(place, samples)

    def _in_order(self, place: Path, samples: Samples) -> Samples:
        """The classes in the set's own order; folders may be named by class or by number."""
        found = samples.classes or ()
        numbers = tuple(str(number) for number in range(len(self.classes)))
        order = self.classes if set(found) == set(self.classes) else numbers
        if set(found) != set(order):
            raise DataError(
                Problem(
                    f"{place} is not {self.name}",
                    expected=f"folders {', '.join(self.classes)}, or 0 to {len(self.classes) - 1}",
                    found=", ".join(found[:12]),
                    mend="Read it as an image_folder, or name another folder (--data-dir)",
                    param="dataset",
                )
            )
        targets = np.array([order.index(name) for name in found], np.int64)[samples.targets]
        return Samples(samples.features, targets, self.classes, samples.split, samples.left_out)


def plain_name(place: Path) -> str:
    """The name of a file or folder in small letters, without dashes and without its ending."""
    return place.stem.lower().replace("-", "").replace("_", "")
