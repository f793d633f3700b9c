"""Which pictures are of which class and for what part, told from the names of the folders they lie in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from engine.errors import DataError, Problem

PARTS: Final = ("train", "validation", "test")
_SUFFIXES: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".pbm"}
)
_PART_NAMES: Final = {
    "train": "train", "training": "train",
    "validation": "validation", "valid": "validation", "val": "validation",
    "test": "test", "testing": "test",
}  # fmt: skip
_Paths = list[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Picture:
    """A picture to be read.

    Attributes:
        name: Its path.
        part: "train", "validation" or "test".
        label: Number of its class.
    """

    name: str
    part: str
    label: int


@dataclass(frozen=True)
class Catalogue:
    """All pictures, in the order of part, class and name.

    Attributes:
        pictures: What is to be read.
        classes: Names of the classes, in alphabetical order.
        has_parts: Whether the folders name parts.
    """

    pictures: Sequence[Picture]
    classes: tuple[str, ...]
    has_parts: bool

    @staticmethod
    def of(names: Iterable[str]) -> "Catalogue":
        """From the paths of files and folders; a folder's ends with a slash.

        Raises:
            DataError: There are no class folders, or one has no pictures.
        """
        paths = _without_root([(name, PurePosixPath(name).parts) for name in names])
        first = [parts for name, parts in paths if _is_picture(name) and _part(parts) == "train"]
        has_parts = bool(first) and all(len(parts) >= 3 for parts in first)
        sorted_in = [
            (_part(parts) if has_parts else "train", parts[int(has_parts) :], name) for name, parts in paths
        ]
        inside = [
            (part, parts[0], name)
            for part, parts, name in sorted_in
            if part is not None and len(parts) > (0 if name.endswith("/") else 1)
        ]
        classes = tuple(sorted({label for _, label, _ in inside}))
        pictures = [
            Picture(name, part, classes.index(label)) for part, label, name in inside if _is_picture(name)
        ]
        pictures.sort(key=lambda picture: (PARTS.index(picture.part), picture.label, picture.name))
        require_pictures(pictures, classes)
        return Catalogue(pictures, classes, has_parts)


def require_pictures(pictures: Sequence[Picture], classes: Sequence[str]) -> None:
    """Refuse a class that nothing can be learned of.

    Raises:
        DataError: There is one.
    """
    if not pictures:
        raise DataError(
            Problem(
                "there are no pictures in folders named by class",
                expected="a folder for each class, or train/ and test/ with such folders",
                found="no picture within such a folder",
                mend="Sort the pictures into folders, one a class",
            )
        )
    learned = {picture.label for picture in pictures if picture.part == "train"}
    empty = [name for label, name in enumerate(classes) if label not in learned]
    if empty:
        raise DataError(
            Problem(
                f"the class '{empty[0]}' has no pictures to train on",
                expected="at least one picture in each class's folder",
                found=f"none in {len(empty)} of {len(classes)}",
                mend="Add pictures, or remove the folder",
            )
        )


def _is_picture(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in _SUFFIXES and not name.endswith("/")


def _part(parts: tuple[str, ...]) -> str | None:
    return _PART_NAMES.get(parts[0].lower())


def _without_root(paths: _Paths) -> _Paths:
    """Without what is hidden, and without folders that lie around everything and are no part and no class."""
    paths = [
        (name, parts) for name, parts in paths if not any(part.startswith((".", "__")) for part in parts)
    ]
    while True:
        pictures = [parts for name, parts in paths if _is_picture(name)]
        roots = {parts[0] for parts in pictures}
        is_around = len(roots) == 1 and all(len(parts) >= 3 for parts in pictures)
        if not is_around or _part(pictures[0]) is not None:
            return paths
        paths = [(name, parts[1:]) for name, parts in paths if parts[0] in roots and len(parts) > 1]
