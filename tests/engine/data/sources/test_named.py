"""Well-known picture sets, wherever and however they lie."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.files.download import without_downloads
from engine.data.sources.cifar10 import Cifar10
from engine.data.sources.fashion_mnist import FashionMnist
from engine.data.sources.mnist import Mnist
from engine.errors import DataError
from tests.engine.data.files.made import picture, real, write_cifar, write_files, write_mnist


@pytest.mark.parametrize("folder", ["", "mnist", "MNIST/raw", "mnist/raw"])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_mnist_is_found_under_its_usual_names(folder: str, suffix: str, tmp_path: Path) -> None:
    write_mnist(tmp_path / folder, suffix=suffix)
    samples = Mnist().load(tmp_path)
    assert samples.features.shape == (60, 1, 28, 28)
    assert samples.split is not None
    assert samples.split.sizes() == {"train": 40, "validation": 0, "test": 20}


def test_one_set_is_not_taken_for_another(tmp_path: Path) -> None:
    write_mnist(tmp_path / "mnist", train=30)
    write_mnist(tmp_path / "fashion-mnist", train=50)
    assert len(Mnist().load(tmp_path)) == 50
    assert len(FashionMnist().load(tmp_path)) == 70
    assert FashionMnist().load(tmp_path / "fashion-mnist").label(9) == "ankle boot"
    with without_downloads(), pytest.raises(DataError, match="fashion_mnist is not on this machine"):
        FashionMnist().load(tmp_path / "mnist")


def test_a_part_that_is_missing_is_named(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    (tmp_path / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match="no t10k-labels-idx1-ubyte"):
        Mnist().load(tmp_path)


def test_another_size_is_refused(tmp_path: Path) -> None:
    write_mnist(tmp_path, size=20)
    with pytest.raises(DataError, match=r"is not mnist. Expected pictures of 1×28×28, found 1×20×20"):
        Mnist().load(tmp_path)


@pytest.mark.parametrize("place", ["cifar10", "CIFAR-10", "cifar10-images.zip", "cifar-10.zip"])
def test_cifar_is_found_as_pictures(place: str, tmp_path: Path) -> None:
    files = {
        f"cifar10/{part}/{name}/1.png": picture((number, 0, 0), (32, 32))
        for part in ("train", "test")
        for number, name in enumerate(Cifar10.classes)
    }
    if not place.endswith(".zip"):
        files = {name.removeprefix("cifar10/"): content for name, content in files.items()}
    write_files(tmp_path / place, files)
    samples = Cifar10().load(tmp_path)
    assert samples.classes == Cifar10.classes
    np.testing.assert_array_equal(samples.features[:, 0, 0, 0], samples.targets)
    assert samples.split is not None
    assert samples.split.sizes() == {"train": 10, "validation": 0, "test": 10}


@pytest.mark.parametrize("number", [True, False])
def test_folders_may_be_named_by_class_or_number(number: bool, tmp_path: Path) -> None:
    names = [str(label) if number else name for label, name in enumerate(FashionMnist.classes)]
    files = {
        f"{part}/{name}/1.png": picture((label,) * 3, (28, 28))
        for part in ("train", "test")
        for label, name in enumerate(names)
    }
    write_files(tmp_path / "fashion", files)
    samples = FashionMnist().load(tmp_path)
    assert samples.classes == FashionMnist.classes
    np.testing.assert_array_equal(samples.features[:, 0, 0, 0], samples.targets)


def test_pictures_of_other_classes_are_refused(tmp_path: Path) -> None:
    write_files(tmp_path / "cifar10", {f"train/{name}/1.png": picture(size=(32, 32)) for name in "ab"})
    with pytest.raises(DataError, match="is not cifar10"):
        Cifar10().load(tmp_path)


def test_the_environment_may_name_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_cifar(tmp_path / "cifar-10-batches-py")
    monkeypatch.setenv("BACKSTEP_DATA_DIR", str(tmp_path))
    assert len(Cifar10().load(None)) == 60


def test_what_was_downloaded_is_checked_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.data.files.download.downloads_folder", lambda: tmp_path)
    monkeypatch.setattr("engine.data.files.places.downloads_folder", lambda: tmp_path)
    write_mnist(tmp_path / "source")
    asked: list[str] = []

    def retrieve(url: str, known_hash: str, fname: str, path: Path) -> str:
        assert known_hash == f"md5:{Mnist.checksums[fname]}"
        asked.append(url)
        path.mkdir(exist_ok=True)
        (path / fname).write_bytes((tmp_path / "source" / fname).read_bytes())
        return str(path / fname)

    monkeypatch.setattr("pooch.retrieve", retrieve)
    assert len(Mnist().load(None)) == 60
    assert len(Mnist().load(None)) == 60
    assert sorted(asked) == sorted(Mnist.url + file for file in Mnist.checksums)


@pytest.mark.parametrize("error", [ConnectionError("no route"), ValueError("MD5 hash differs")])
def test_offline_it_says_what_to_do(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any, **_more: Any) -> None:
        raise error

    monkeypatch.setattr("pooch.retrieve", fail)
    with pytest.raises(DataError, match=r"cannot be downloaded from .*: (ConnectionError|MD5).*--data-dir"):
        Cifar10().load(tmp_path)


def test_the_real_mnist() -> None:
    samples = Mnist().load(real("mnist"))
    assert samples.features.shape == (70000, 1, 28, 28)
    assert samples.targets[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert np.bincount(samples.targets[60000:]).tolist() == [
        980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
    ]  # fmt: skip
    assert samples.features[:60000].mean() / 255 == pytest.approx(0.1307, abs=1e-4)
