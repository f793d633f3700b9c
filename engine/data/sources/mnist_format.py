"""What MNIST and the sets made after it share: four IDX files."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Final

from engine.data.files.download import download
from engine.data.sources.idx import read_pairs
from engine.data.sources.named import NamedPictures, plain_name
from engine.data.sources.spec import Samples
from engine.errors import DataError, Problem

# Images and labels, to train on and to test on.
_FILES: Final = (
    ("train-images", "idx3-ubyte"),
    ("train-labels", "idx1-ubyte"),
    ("t10k-images", "idx3-ubyte"),
    ("t10k-labels", "idx1-ubyte"),
)
_FAMILY: Final = frozenset({"mnist", "fashion", "fashionmnist", "kmnist", "qmnist", "emnist"})


class MnistFormat(NamedPictures):
    """A set of four IDX files.

    Attributes:
        url: Where they are, with a slash at the end.
        checksums: MD5 of each compressed file.
    """

    url: ClassVar[str]
    checksums: ClassVar[Mapping[str, str]]
    sample: ClassVar[tuple[int, int, int]] = (1, 28, 28)

    def read_original(self, folder: Path) -> Samples | None:
        if plain_name(folder) in _FAMILY - set(self.folders):
            return None  # another set's files bear the same names
        found = [_file(folder, stem, kind) for stem, kind in _FILES]
        if found[0] is None:
            return None
        missing = [f"{stem}-{kind}" for (stem, kind), path in zip(_FILES, found, strict=True) if path is None]
        if missing:
            raise DataError(
                Problem(
                    f"{folder} is not complete",
                    expected=", ".join(f"{stem}-{kind}.gz" for stem, kind in _FILES),
                    found=f"no {missing[0]}",
                    mend="Put the missing file there",
                    param="dataset",
                )
            )
        return self._read([path for path in found if path is not None])

    def download(self) -> Samples:
        files = [f"{stem}-{kind}.gz" for stem, kind in _FILES]
        return self._read([download(self.name, self.url + file, self.checksums[file]) for file in files])

    def _read(self, files: list[Path]) -> Samples:
        return read_pairs([(files[0], files[1]), (files[2], files[3])], self.classes)


def _file(folder: Path, stem: str, kind: str) -> Path | None:
    """A file under one of the names it is known by."""
    names = [f"{stem}{joint}{kind}{suffix}" for joint in "-." for suffix in ("", ".gz")]
    return next((folder / name for name in names if (folder / name).is_file()), None)
