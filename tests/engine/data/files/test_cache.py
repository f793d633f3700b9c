import logging
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.data.files import cache
from engine.data.files.cache import decoded
from engine.data.sources.spec import Samples
from engine.data.split import Split

SAMPLES = Samples(
    np.arange(24, dtype=np.uint8).reshape(2, 3, 2, 2),
    np.array([1, 0]),
    ("a", "b"),
    Split(np.array([0]), np.array([], np.int64), np.array([1])),
    ("broken.png",),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path)
    return tmp_path / "decoded"


def never() -> Samples:
    raise AssertionError("it was decoded again")


def test_what_was_decoded_once_is_mapped_into_memory(folder: Path) -> None:
    for samples in (decoded({"a": 1}, lambda: SAMPLES), decoded({"a": 1}, never)):
        assert isinstance(samples.features, np.memmap)
        np.testing.assert_array_equal(samples.features, SAMPLES.features)
        np.testing.assert_array_equal(samples.targets, SAMPLES.targets)
        assert (samples.classes, samples.left_out) == (SAMPLES.classes, SAMPLES.left_out)
        assert samples.split is not None
        assert samples.split.sizes() == {"train": 1, "validation": 0, "test": 1}
    assert [path.name[0] != "." for path in folder.iterdir()] == [True]


def test_other_options_are_other_samples(folder: Path) -> None:
    other = Samples(SAMPLES.features + 1, SAMPLES.targets, SAMPLES.classes)
    decoded({"a": 1}, lambda: SAMPLES)
    assert decoded({"a": 2}, lambda: other).features[0, 0, 0, 0] == 1
    assert decoded({"a": 2}, never).split is None


def test_nobody_changes_the_file(folder: Path) -> None:
    tensor = torch.from_numpy(decoded({"a": 1}, lambda: SAMPLES).features)
    tensor.zero_()
    np.testing.assert_array_equal(decoded({"a": 1}, never).features, SAMPLES.features)


@pytest.mark.parametrize("name", ["features.npy", "labels.npz", "words.json"])
def test_a_damaged_file_is_made_anew(name: str, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    decoded({"a": 1}, lambda: SAMPLES)
    (path,) = folder.glob(f"*/{name}")
    path.write_bytes(path.read_bytes()[:-20])
    with caplog.at_level(logging.WARNING):
        np.testing.assert_array_equal(decoded({"a": 1}, lambda: SAMPLES).features, SAMPLES.features)
    assert "is damaged" in caplog.text
    decoded({"a": 1}, never)


def test_without_room_the_samples_stay_in_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def no_room(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numpy.save", no_room)
    assert decoded({"a": 1}, lambda: SAMPLES) is SAMPLES
    assert "No space left" in caplog.text
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_no_hindrance(folder: Path) -> None:
    folder.write_text("in the way")
    assert decoded({"a": 1}, lambda: SAMPLES) is SAMPLES
