"""Pictures in folders named by class, in a directory or a zip file."""

import io
import logging
import zipfile
import zlib
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from engine.data.files.cache import decoded
from engine.data.files.catalogue import PARTS, Catalogue, Picture, require_pictures
from engine.data.files.containers import Container, container
from engine.data.sources.spec import Array, Samples
from engine.data.split import Split
from engine.errors import DataError, Problem

# What Pillow and zipfile raise for broken content.
BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PictureOptions:
    """How pictures are read.

    Attributes:
        size: Height and width: the largest such window of the middle, resized; None takes them as they are.
        grayscale: One channel instead of three.
    """

    size: tuple[int, int] | None = None
    grayscale: bool = False


def read_pictures(path: Path, options: PictureOptions) -> Samples:
    """All pictures of a directory or zip file, from the cache if they were read before.

    What cannot be read is left out, with a warning.

    Raises:
        DataError: There are none, a class has none, or they differ in size and none is given.
    """
    with closing(container(path)) as files:
        key = {"pictures": files.stamp(), **asdict(options)}
        try:
            samples = decoded(key, lambda: _decode(files, Catalogue.of(files.names()), options))
        except DataError as error:
            raise DataError(*(_within(path, problem) for problem in error.problems)) from None
    if samples.left_out:
        shown = ", ".join(samples.left_out[:10]) + (" …" if len(samples.left_out) > 10 else "")
        _log.warning("%d pictures cannot be read and are left out: %s", len(samples.left_out), shown)
    return samples


def read_picture(content: bytes, options: PictureOptions) -> Array:
    """One picture.

    Shape:
        (channels, height, width) uint8.

    Raises:
        OSError: It is no picture, or broken; Pillow raises other errors too.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content)) as opened:
            mode = "L" if options.grayscale else "RGB"
            size = None if options.size is None else options.size[::-1]
            if size is not None:
                opened.draft(mode, size)  # a large JPEG is decoded at half its size or less
            image = ImageOps.exif_transpose(opened).convert(mode)
    except Image.DecompressionBombError as error:
        raise OSError(str(error)) from None
    if size is not None and image.size != size:
        image = ImageOps.fit(image, size, Image.Resampling.BICUBIC)
    pixels = np.asarray(image)
    return pixels[None] if options.grayscale else pixels.transpose(2, 0, 1)


def _decode(files: Container, catalogue: Catalogue, options: PictureOptions) -> Samples:
    features: Array | None = None
    kept: list[Picture] = []
    left_out: list[str] = []
    for picture in catalogue.pictures:
        try:
            pixels = read_picture(files.read(picture.name), options)
        except BROKEN:
            left_out.append(picture.name)
            continue
        if features is None:
            features = np.empty((len(catalogue.pictures), *pixels.shape), np.uint8)
        if pixels.shape != features.shape[1:]:
            raise _another_size(picture.name, pixels.shape, kept[0].name, features.shape[1:])
        features[len(kept)] = pixels
        kept.append(picture)
    if features is None:
        raise DataError(Problem(f"none of {len(left_out)} pictures can be read", mend="Get them again"))
    require_pictures(kept, catalogue.classes)
    labels = np.array([picture.label for picture in kept], np.int64)
    split = None
    if catalogue.has_parts:
        parts = np.array([picture.part for picture in kept])
        split = Split(*(np.flatnonzero(parts == part) for part in PARTS))
    return Samples(features[: len(kept)], labels, catalogue.classes, split, tuple(left_out))


def _within(path: Path, problem: Problem) -> Problem:
    """The problem, with the place where the pictures lie."""
    return Problem(
        f"{path}: {problem.message}", expected=problem.expected, found=problem.found,
        mend=problem.mend, param=problem.param,
    )  # fmt: skip


def _another_size(name: str, found: tuple[int, ...], first: str, expected: tuple[int, ...]) -> DataError:
    return DataError(
        Problem(
            f"{name} is of another size than {first}",
            expected=f"{expected[1]}×{expected[2]} pixels",
            found=f"{found[1]}×{found[2]}",
            mend="Give a size, to which all are cropped and resized",
            param="dataset.size",
        )
    )
