"""idx: pictures or other numbers in IDX files, as MNIST has them."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from engine.data.files.arrays import as_features, classes_of, joined
from engine.data.files.cache import decoded, stamp
from engine.data.files.idx import read_idx
from engine.data.files.places import located
from engine.data.sources.spec import DataSource, Samples
from engine.errors import DataError, Problem
from engine.graph.shape_check import SampleShapes


class Idx(DataSource):
    """Samples and class numbers from two IDX files, plain or compressed by gzip."""

    name: Literal["idx"] = "idx"
    images: str = Field(min_length=1, description="File of the samples; pictures are bytes of rank 3.")
    labels: str = Field(min_length=1, description="File of the class numbers, from 0 on.")
    test_images: str | None = Field(
        default=None, description="File of samples to test on, if they stand apart."
    )
    test_labels: str | None = Field(default=None, description="File of their class numbers.")

    def shapes(self) -> SampleShapes | None:
        return None

    def load(self, data_dir: Path | None) -> Samples:
        if (self.test_images is None) != (self.test_labels is None):
            raise DataError(
                Problem("test samples need images and labels", mend="Name both, or neither", param="dataset")
            )
        files = [(self.images, self.labels)]
        if self.test_images is not None and self.test_labels is not None:
            files.append((self.test_images, self.test_labels))
        return read_pairs([(located(one, data_dir), located(other, data_dir)) for one, other in files])


def read_pairs(files: list[tuple[Path, Path]], classes: tuple[str, ...] | None = None) -> Samples:
    """Samples from files of images and labels: to train on, and to test on if there are two pairs.

    Args:
        files: One pair or two.
        classes: Names of the classes, where they are known.

    Raises:
        DataError: A file cannot be read, or they do not go together.
    """
    key = {"idx": [stamp(pair) for pair in files], "classes": classes}
    return decoded(key, lambda: _read(files, classes))


def _read(files: list[tuple[Path, Path]], classes: tuple[str, ...] | None) -> Samples:
    parts: list[Samples] = []
    for images, labels in files:
        numbers = read_idx(labels)
        if numbers.ndim != 1 or numbers.dtype.kind not in "iu":
            raise DataError(
                Problem(
                    f"{labels} holds no class numbers",
                    expected="whole numbers, one a sample",
                    found=f"{numbers.dtype} of rank {numbers.ndim}",
                )
            )
        known = parts[0].classes if parts else classes
        targets, names = classes_of(numbers, str(labels), known)
        parts.append(Samples(as_features(read_idx(images), str(images)), targets, names))
    return parts[0] if len(parts) == 1 else joined(parts)
