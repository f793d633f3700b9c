"""train from the command line, as the contract describes it."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

import engine.cli.train as train_verb
from engine.cli.main import main
from engine.training.records import Step
from tests.engine.graph.graphs import CNN, changed

TRAINING = {
    "dataset": {"name": "digits", "limit": 200},
    "preprocess": [{"name": "Standardize"}],
    "optimizer": {"name": "SGD", "lr": 0.05, "momentum": 0.9},
    "epochs": 2,
}


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "a.graph.json"
    path.write_text(json.dumps(changed(CNN, training=TRAINING)), encoding="utf-8")
    return str(path)


def events(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> list[dict[str, Any]]:
    assert main(["train", *arguments, "--json"]) == status
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def timeless(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    without = {"seconds", "samples_per_second", "checkpoint"}
    return [{key: value for key, value in event.items() if key not in without} for event in found]


def test_the_events_are_the_contract_s(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = events(capsys, file, "--run-dir", str(tmp_path / "run"))
    assert [event["event"] for event in found] == [
        "start",
        *["step"] * 3,
        "epoch",
        *["step"] * 3,
        "epoch",
        "end",
    ]
    start, step, epoch, end = found[0], found[1], found[4], found[-1]
    assert start["device"]
    assert start["parameters"] == 690
    assert start["samples"] == 140
    assert set(step) == {"event", "step", "epoch", "loss", "lr"}
    assert (step["step"], step["epoch"], step["lr"]) == (1, 1, 0.05)
    wanted = {"epoch", "train_loss", "validation_loss", "validation_accuracy", "lr", "samples_per_second"}
    assert wanted <= set(epoch)
    assert {"reason", "test_loss", "test_accuracy", "epochs", "seconds", "checkpoint"} <= set(end)
    assert Path(end["checkpoint"]).is_file()


def test_the_same_file_gives_the_same_numbers(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (events(capsys, file, "--run-dir", str(tmp_path / name)) for name in "ab")
    assert timeless(one) == timeless(other)
    changed_seed = events(capsys, file, "--run-dir", str(tmp_path / "c"), "--set", "seed=1")
    assert timeless(changed_seed) != timeless(one)


def test_a_resumed_run_equals_one_never_stopped(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = events(capsys, file, "--run-dir", str(tmp_path / "whole"), "--epochs", "3")
    events(capsys, file, "--run-dir", str(tmp_path / "parts"), "--epochs", "1")
    rest = events(capsys, file, "--run-dir", str(tmp_path / "parts"), "--epochs", "3", "--resume")
    after_first_epoch = [event for event in whole if event.get("epoch", 0) > 1 or event["event"] == "end"]
    assert timeless(rest)[1:] == timeless(after_first_epoch)


def test_weights_of_a_run_can_be_stepped_and_exported(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    end = events(capsys, file, "--run-dir", str(tmp_path / "run"))[-1]
    losses = []
    for options in ([], ["--checkpoint", end["checkpoint"]]):
        assert main(["step", file, "--batch", "20", "--json", "--max-elements", "10", *options]) == 0
        losses.append(json.loads(capsys.readouterr().out)["loss"])
    assert losses[1] < losses[0]
    out = tmp_path / "net.py"
    options = ["--checkpoint", end["checkpoint"], "--json"]
    assert main(["export", file, str(out), "--to", "pytorch", *options]) == 0
    assert Path(json.loads(capsys.readouterr().out)["weights"]).is_file()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "optimizer.lr=-1"], "optimizer.lr"),
        (["--set", "optimiser.lr=1"], "optimizer"),
        (["--set", "optimizer.name=SDG"], "SGD"),
        (["--set", "lr"], "KEY=VALUE"),
        (["--resume"], "nothing to resume"),
        (["--resume", "--run-dir", "EMPTY"], "nothing to resume"),
        (["--set", "device=cuda"], "cuda"),
    ],
)
def test_bad_input_is_said_before_training_starts(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    options = [str(tmp_path / "empty") if option == "EMPTY" else option for option in options]
    assert main(["train", file, *options]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert "Traceback" not in captured.err


def test_a_diverging_run_names_the_node_and_fails(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--run-dir", str(tmp_path / "run"), "--set", "optimizer.lr=1e30"]
    failed = events(capsys, file, *options, status=1)[-1]
    assert failed["event"] == "failed"
    assert failed["node"] in {"conv1", "fc", "loss"}
    assert failed["error"]


def test_on_a_terminal_it_says_how_it_went(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", file, "--run-dir", str(tmp_path / "run")]) == 0
    text = capsys.readouterr().out
    assert "epoch   2" in text
    assert "done after 2 epochs" in text


def test_ctrl_c_ends_with_a_checkpoint_to_go_on_from(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = train_verb.JsonLines.on_iteration

    def press_ctrl_c(self: train_verb.JsonLines, record: Step) -> None:
        printed(self, record)
        if record.step == 2:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(train_verb.JsonLines, "on_iteration", press_ctrl_c)
    run = str(tmp_path / "run")
    end = events(capsys, file, "--run-dir", run, status=1)[-1]
    assert end["reason"] == "stopped"
    rest = events(capsys, file, "--run-dir", run, "--resume")
    assert [event["step"] for event in rest if event["event"] == "step"] == [3, 4, 5, 6]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
