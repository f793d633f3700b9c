"""Small files in the formats that data comes in."""

import gzip
import io
import os
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

REAL = Path(os.environ.get("BACKSTEP_TEST_DATA", Path(__file__).parents[5] / "shared" / "data"))
"""Where real data sets may lie; tests that need one are skipped where it does not."""


def real(name: str) -> Path:
    """A real data set's file or folder."""
    if not (REAL / name).exists():
        pytest.skip(f"{name} is not here; BACKSTEP_TEST_DATA names the folder of real data")
    return REAL / name


def idx_bytes(numbers: np.ndarray) -> bytes:
    kinds = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}
    header = bytes([0, 0, kinds[numbers.dtype.str[1:]], numbers.ndim])
    shape = struct.pack(f">{numbers.ndim}I", *numbers.shape)
    return header + shape + numbers.astype(numbers.dtype.newbyteorder(">")).tobytes()


def write_idx(path: Path, numbers: np.ndarray) -> Path:
    content = idx_bytes(numbers)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_mnist(folder: Path, train: int = 40, test: int = 20, size: int = 28, suffix: str = ".gz") -> None:
    rng = np.random.default_rng(0)
    for stem, count in (("train", train), ("t10k", test)):
        pictures = rng.integers(0, 256, (count, size, size)).astype(np.uint8)
        write_idx(folder / f"{stem}-images-idx3-ubyte{suffix}", pictures)
        write_idx(folder / f"{stem}-labels-idx1-ubyte{suffix}", (np.arange(count) % 10).astype(np.uint8))


def write_cifar(folder: Path, each: int = 10) -> None:
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    for name in (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"):
        data = rng.integers(0, 256, (each, 3072)).astype(np.uint8)
        batch = {b"data": data, b"labels": [number % 10 for number in range(each)]}
        (folder / name).write_bytes(pickle.dumps(batch, protocol=2))


def picture(
    colour: tuple[int, int, int] = (10, 200, 30), size: tuple[int, int] = (6, 5), kind: str = "PNG"
) -> bytes:
    """A picture of one colour, (width, height)."""
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind)
    return content.getvalue()


def write_files(place: Path, files: dict[str, bytes]) -> Path:
    """Files in a directory, or in a zip file if that is what `place` is called."""
    if place.suffix == ".zip":
        with zipfile.ZipFile(place, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return place
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            (place / name).write_bytes(content)
        else:
            (place / name).mkdir(exist_ok=True)
    return place


def required(name: str, folder: Path) -> dict[str, Any]:
    """Settings of a data set that has no default for all of them, and its files."""
    rng = np.random.default_rng(0)
    labels = np.arange(30) % 3
    match name:
        case "idx":
            write_idx(folder / "images", rng.integers(0, 256, (30, 8, 8)).astype(np.uint8))
            write_idx(folder / "labels", labels.astype(np.uint8))
            return {"images": str(folder / "images"), "labels": str(folder / "labels")}
        case "npz":
            np.savez(folder / "a.npz", x=rng.standard_normal((30, 4)), y=labels)
            return {"path": str(folder / "a.npz")}
        case "csv":
            lines = [f"{number / 7:.3f},{number % 5},{'abc'[number % 3]}" for number in range(30)]
            (folder / "a.csv").write_text("length,width,kind\n" + "\n".join(lines))
            return {"path": str(folder / "a.csv")}
        case "image_folder":
            files = {f"{kind}/{number}.png": picture() for kind in "abc" for number in range(10)}
            return {"path": str(write_files(folder / "pictures", files))}
        case "mnist" | "fashion_mnist":
            write_mnist(folder / name)
        case "cifar10":
            write_cifar(folder / "cifar-10-batches-py")
    return {}
