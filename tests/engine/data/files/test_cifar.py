import pickle
import tarfile
from pathlib import Path

import numpy as np
import pytest

from engine.data.files.cifar import read_cifar
from engine.data.sources.cifar10 import Cifar10
from engine.errors import DataError
from tests.engine.data.files.made import write_cifar

CLASSES = Cifar10.classes


class Malicious:
    def __reduce__(self) -> tuple[object, ...]:
        return eval, ("1/0",)


def test_batches_come_from_the_folder_and_the_archive(tmp_path: Path) -> None:
    write_cifar(tmp_path / "cifar-10-batches-py")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "cifar-10-batches-py", "cifar-10-batches-py")
    folder, packed = (read_cifar(tmp_path / name, CLASSES) for name in ("cifar-10-batches-py", "a.tar.gz"))
    np.testing.assert_array_equal(folder.features, packed.features)
    assert folder.features.shape == (60, 3, 32, 32)
    assert folder.split is not None
    assert folder.split.sizes() == {"train": 50, "validation": 0, "test": 10}
    third = pickle.loads((tmp_path / "cifar-10-batches-py/data_batch_3").read_bytes())  # noqa: S301  # our own
    np.testing.assert_array_equal(folder.features[20].reshape(-1), third[b"data"][0])
    assert folder.label(3) == "cat"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pickle.dumps(Malicious()), "it asks for builtins.eval"),
        (pickle.dumps({b"data": np.array([Path()], object), b"labels": [0]}), "it asks for pathlib"),
        (pickle.dumps({b"data": np.zeros((10, 3072), np.uint8)}), "is no batch"),
        (pickle.dumps({b"data": np.zeros((10, 3071), np.uint8), b"labels": [0] * 10}), "is no batch"),
        (pickle.dumps({b"data": np.zeros((10, 3072), np.uint8), b"labels": [10] * 10}), "out of range"),
        (pickle.dumps([1, 2]), "is no batch"),
        (b"", "is no batch"),
        (b"\x80\x02]", "is no batch"),
    ],
)
def test_what_is_no_batch_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    write_cifar(tmp_path / "b")
    (tmp_path / "b/data_batch_2").write_bytes(content)
    with pytest.raises(DataError, match=words):
        read_cifar(tmp_path / "b", CLASSES)


def test_a_missing_batch_and_a_broken_archive_are_refused(tmp_path: Path) -> None:
    write_cifar(tmp_path / "b")
    (tmp_path / "b/test_batch").unlink()
    with pytest.raises(DataError, match="no test_batch"):
        read_cifar(tmp_path / "b", CLASSES)
    (tmp_path / "a.tar.gz").write_bytes(b"\x1f\x8b nonsense")
    with pytest.raises(DataError, match="cannot be read"):
        read_cifar(tmp_path / "a.tar.gz", CLASSES)
