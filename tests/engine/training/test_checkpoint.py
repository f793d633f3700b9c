import json
import os
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import torch

from engine.compiling.build import build_module
from engine.errors import CheckpointError
from engine.graph.file import graph_to_json
from engine.training.checkpoint import (
    Checkpoint,
    load_checkpoint,
    load_weights,
    restore_weights,
    save_checkpoint,
)
from tests.engine.training.nets import convolutional, linear, trainer_of


def trained() -> Checkpoint:
    trainer = trainer_of(convolutional({"epochs": 1}))
    trainer.run()
    return trainer.checkpoint()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    one = trained()
    save_checkpoint(one, tmp_path / "c.safetensors")
    other = load_checkpoint(tmp_path / "c.safetensors")
    for group in ("weights", "optimizer", "generators", "best_weights"):
        before, after = getattr(one, group), getattr(other, group)
        assert before.keys() == after.keys(), group
        for name, tensor in before.items():
            assert torch.equal(tensor, after[name]), f"{group} {name}"
    assert [list(entry) for entry in other.statistics] == [["mean", "scale"]]
    assert torch.equal(one.statistics[0]["mean"], other.statistics[0]["mean"])
    assert other.shapes == one.shapes
    assert other.progress == one.progress
    assert other.config["optimizer"]["momentum"] == 0.9
    assert other.versions["torch"] == torch.__version__
    assert graph_to_json(other.to_graph()) == one.graph


def test_other_programs_find_the_weights_by_their_names(tmp_path: Path) -> None:
    one = trained()
    save_checkpoint(one, tmp_path / "c.safetensors")
    tensors = safetensors.numpy.load_file(tmp_path / "c.safetensors")
    plain = {name: tensor for name, tensor in tensors.items() if not name.startswith("_")}
    assert sorted(plain) == ["conv.bias", "conv.weight", "fc.bias", "fc.weight"]
    np.testing.assert_array_equal(plain["conv.weight"], one.weights["conv.weight"].numpy())
    assert "_optimizer.conv.weight.momentum_buffer" in tensors


def test_weights_come_back_into_a_module(tmp_path: Path) -> None:
    one = trained()
    save_checkpoint(one, tmp_path / "c.safetensors")
    module = build_module(convolutional(), one.shapes, seed=5)
    restore_weights(module, load_checkpoint(tmp_path / "c.safetensors").weights)
    assert torch.equal(module.get_parameter("fc.weight"), one.weights["fc.weight"])
    arrays = load_weights(tmp_path / "c.safetensors", convolutional())
    np.testing.assert_array_equal(arrays["fc.weight"], one.weights["fc.weight"].numpy())


def test_a_checkpoint_of_another_graph_names_the_tensors_that_differ(tmp_path: Path) -> None:
    save_checkpoint(trained(), tmp_path / "c.safetensors")
    with pytest.raises(CheckpointError) as caught:
        load_weights(tmp_path / "c.safetensors", linear())
    found = {(problem.node, problem.expected, problem.found) for problem in caught.value.problems}
    assert found == {("conv", "no such tensor", "4×1×3×3"), ("conv", "no such tensor", "4")}
    with pytest.raises(CheckpointError, match=r"fc.weight differs. Expected 5×64, found 10×64"):
        load_weights(tmp_path / "c.safetensors", linear(out_features=5))


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00" * 100, "cut off"])
def test_what_is_no_checkpoint_is_refused(content: bytes | str, tmp_path: Path) -> None:
    path = tmp_path / "c.safetensors"
    if isinstance(content, str):
        save_checkpoint(trained(), path)
        content = path.read_bytes()[:-100]
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_checkpoint(path)


def test_other_safetensors_and_missing_files_are_refused(tmp_path: Path) -> None:
    safetensors.numpy.save_file({"a": np.zeros(2)}, tmp_path / "other.safetensors")
    with pytest.raises(CheckpointError, match="no checkpoint of Backstep"):
        load_checkpoint(tmp_path / "other.safetensors")
    with pytest.raises(CheckpointError, match="there is no checkpoint"):
        load_checkpoint(tmp_path / "none.safetensors")


def test_a_header_that_misses_something_is_refused(tmp_path: Path) -> None:
    header = {"backstep": json.dumps({"format": "backstep.checkpoint", "version": 1})}
    safetensors.numpy.save_file({"a": np.zeros(2)}, tmp_path / "c.safetensors", header)
    with pytest.raises(CheckpointError, match="is damaged"):
        load_checkpoint(tmp_path / "c.safetensors")


def test_a_newer_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.training.checkpoint.VERSION", 2)
    save_checkpoint(trained(), tmp_path / "c.safetensors")
    monkeypatch.undo()
    with pytest.raises(CheckpointError, match="newer Backstep"):
        load_checkpoint(tmp_path / "c.safetensors")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_when_writing_fails_the_old_one_stays_whole(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c.safetensors"
    save_checkpoint(trained(), path)
    before = path.read_bytes()

    def no_space(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if step == "fsync" else Path, step, no_space)
    with pytest.raises(CheckpointError, match="No space left on device"):
        save_checkpoint(trained(), path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["c.safetensors"]
