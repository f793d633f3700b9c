import gzip
from pathlib import Path

import numpy as np
import pytest

from engine.data.files.idx import read_idx
from engine.data.sources.idx import Idx
from engine.errors import DataError
from tests.engine.data.files.made import idx_bytes, write_idx

NUMBERS = np.arange(24).reshape(2, 3, 4)


@pytest.mark.parametrize("kind", ["u1", "i1", "i2", "i4", "f4", "f8"])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_all_types_come_back(kind: str, suffix: str, tmp_path: Path) -> None:
    numbers = (NUMBERS - (0 if kind == "u1" else 7)).astype(kind)
    read = read_idx(write_idx(tmp_path / f"a{suffix}", numbers))
    assert read.dtype == numbers.dtype
    np.testing.assert_array_equal(read, numbers)


def test_bytes_written_by_hand_are_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes([0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 0, 0xFF, 0xFE]))
    assert read_idx(tmp_path / "a").tolist() == [256, -2]


WHOLE = idx_bytes(NUMBERS.astype(np.uint8))
PACKED = gzip.compress(WHOLE, mtime=0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no IDX file"),
        (b"\0\0\x08", "is no IDX file"),
        (b"\0\0\x08\0", "is no IDX file"),
        (b"\0\1\x08\1\0\0\0\0", "is no IDX file"),
        (b"\0\0\x07\1\0\0\0\0", "is no IDX file"),
        (b"\0\0\x08\3\0\0\0\2", "is cut off"),
        (WHOLE[:-1], "is cut off"),
        (WHOLE + b"\0", "longer than it says"),
        (b"\0\0\x08\3" + b"\xff" * 12, "is cut off"),
        (PACKED[:-9], "is cut off"),
        (PACKED[:-5] + b"\xff" * 5, "cannot be read"),
    ],
)
def test_what_is_broken_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(DataError, match=words):
        read_idx(tmp_path / "a")


def source(folder: Path, images: np.ndarray, labels: np.ndarray, **more: str) -> Idx:
    paths = [str(write_idx(folder / name, numbers)) for name, numbers in (("x", images), ("y", labels))]
    return Idx(images=paths[0], labels=paths[1], **more)  # type: ignore[arg-type]  # names of fields


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([0, 1, 3], "class 2 has no samples"),
        ([1, 2, 2], "class 0 has no samples"),
        ([0, 1], "Expected 3 labels, found 2"),
        ([[0], [1], [2]], "holds no class numbers"),
    ],
)
def test_labels_that_do_not_fit_are_refused(labels: list[int], words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=words):
        source(tmp_path, np.zeros((3, 4, 4), np.uint8), np.array(labels, np.uint8)).load(None)


def test_numbers_below_0_are_no_classes(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="out of range"):
        source(tmp_path, np.zeros((3, 4, 4), np.uint8), np.array([0, -1, 1], np.int8)).load(None)


def test_test_files_make_a_test_part(tmp_path: Path) -> None:
    extra = {
        "test_images": str(write_idx(tmp_path / "tx", np.ones((2, 4, 4), np.uint8))),
        "test_labels": str(write_idx(tmp_path / "ty", np.array([1, 0], np.uint8))),
    }
    samples = source(tmp_path, np.zeros((3, 4, 4), np.uint8), np.array([0, 1, 0], np.uint8), **extra).load(
        None
    )
    assert samples.split is not None
    assert samples.split.train.tolist() == [0, 1, 2]
    assert samples.split.test.tolist() == [3, 4]
    assert samples.features[3:].min() == 1
    del extra["test_labels"]
    with pytest.raises(DataError, match="images and labels"):
        source(tmp_path, np.zeros((3, 4, 4), np.uint8), np.zeros(3, np.uint8), **extra).load(None)


def test_test_files_of_another_size_are_refused(tmp_path: Path) -> None:
    extra = {
        "test_images": str(write_idx(tmp_path / "tx", np.ones((2, 5, 4), np.uint8))),
        "test_labels": str(write_idx(tmp_path / "ty", np.array([1, 0], np.uint8))),
    }
    with pytest.raises(DataError, match="another size"):
        source(tmp_path, np.zeros((2, 4, 4), np.uint8), np.array([0, 1], np.uint8), **extra).load(None)


def test_a_file_that_is_not_there_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no file or folder 'x'") as caught:
        Idx(images="x", labels="y").load(tmp_path)
    assert str(tmp_path / "x") in str(caught.value)
