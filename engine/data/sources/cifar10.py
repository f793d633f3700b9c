"""cifar10: small colour photographs of ten kinds of things."""

from pathlib import Path
from typing import ClassVar, Final, Literal

from engine.data.files.cache import decoded, stamp
from engine.data.files.cifar import ARCHIVE, FOLDER, read_cifar
from engine.data.files.download import download
from engine.data.sources.named import NamedPictures
from engine.data.sources.spec import Samples

_URL: Final = f"https://www.cs.toronto.edu/~kriz/{ARCHIVE}"
_MD5: Final = "c58f30108f718f92721af3b95e74349a"


class Cifar10(NamedPictures):
    """60,000 colour photographs of 32×32 pixels, ten classes; 10,000 of them to test on.

    Found in the data folder as Python batches or pictures, else downloaded (170 MB).
    Source: Krizhevsky (2009), Learning Multiple Layers of Features from Tiny Images.
    """

    folders: ClassVar[tuple[str, ...]] = ("cifar10",)
    sample: ClassVar[tuple[int, int, int]] = (3, 32, 32)
    classes: ClassVar[tuple[str, ...]] = (
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    )  # fmt: skip

    name: Literal["cifar10"] = "cifar10"

    def read_original(self, folder: Path) -> Samples | None:
        places = (folder / FOLDER, folder / ARCHIVE)
        found = next((place for place in places if place.exists()), None)
        return None if found is None else self._read(found)

    def download(self) -> Samples:
        return self._read(download(self.name, _URL, _MD5))

    def _read(self, place: Path) -> Samples:
        files = sorted(place.iterdir()) if place.is_dir() else [place]
        return decoded({"cifar": stamp(files)}, lambda: read_cifar(place, self.classes))
