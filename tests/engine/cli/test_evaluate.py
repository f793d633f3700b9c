"""evaluate, predict and runs from the command line, on a net that was trained there."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import classification_report, confusion_matrix, r2_score

from engine.cli.main import main
from engine.data.config import data_config
from engine.data.feed import feed
from engine.data.prepared import read_samples
from engine.training.checkpoint import load_checkpoint
from tests.engine.graph.graphs import CNN, changed

TRAINING: dict[str, Any] = {
    "dataset": {"name": "digits", "limit": 600},
    "preprocess": [{"name": "Standardize", "per": "channel"}],
    "augment": [{"name": "RandomCrop", "padding": 1}],
    "optimizer": {"name": "Adam", "lr": 0.01},
    "epochs": 4,
}
REGRESSION: dict[str, Any] = {
    "nodes": [
        {"id": "x", "op": "Input"},
        {"id": "hidden", "op": "Linear", "params": {"out_features": 16}},
        {"id": "bend", "op": "Tanh"},
        {"id": "y", "op": "Linear", "params": {"out_features": 1}},
        {"id": "t", "op": "Target"},
        {"id": "loss", "op": "MSELoss"},
    ],
    "edges": [["x", "hidden"], ["hidden", "bend"], ["bend", "y"], ["y", "loss.input"], ["t", "loss.target"]],
}


def answer(capsys: pytest.CaptureFixture[str], *arguments: object, status: int = 0) -> Any:
    assert main([*map(str, arguments), "--json"]) == status
    out = capsys.readouterr().out
    return json.loads(out.splitlines()[-1]) if out else None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph file, and two runs of it."""
    path: Path = tmp_path_factory.mktemp("trained")
    (path / "a.graph.json").write_text(json.dumps(changed(CNN, training=TRAINING)), encoding="utf-8")
    for name, rate in (("one", "0.01"), ("two", "0.003")):
        arguments = ["--set", f"optimizer.lr={rate}", "--run-dir", str(path / "runs" / name), "--json"]
        assert main(["train", str(path / "a.graph.json"), *arguments]) == 0
    return path


@pytest.fixture
def file(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    capsys.readouterr()
    return folder / "a.graph.json"


@pytest.fixture
def checkpoint(folder: Path) -> Path:
    return folder / "runs" / "one" / "last.safetensors"


def test_evaluate_says_what_the_end_of_training_said(
    file: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "evaluate", file, "--checkpoint", checkpoint)
    *_, end = map(json.loads, (checkpoint.parent / "events.jsonl").read_text().splitlines())
    assert found["samples"] == 120
    assert found["loss"] == pytest.approx(end["test_loss"], rel=1e-5)
    assert found["accuracy"] == end["test_accuracy"] > 0.6
    assert found["accuracy"] <= found["top5_accuracy"] <= 1


def test_evaluate_agrees_with_scikit_learn(
    file: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The answers come from predict, the labels from the data set."""
    found = answer(capsys, "evaluate", file, "--checkpoint", checkpoint)
    samples, split = read_samples(data_config(TRAINING))
    pictures = []
    for number in split.test:
        path = tmp_path / f"{number}.png"
        Image.fromarray(np.rint(samples.features[number, 0] * (255 / 16)).astype(np.uint8)).save(path)
        pictures.append(path)
    predicted = answer(capsys, "predict", file, *pictures, "--checkpoint", checkpoint)["predictions"]
    answers = [int(one["class"]) for one in predicted]
    truth = samples.targets[split.test]
    assert found["confusion_matrix"] == confusion_matrix(truth, answers, labels=range(10)).tolist()
    theirs = classification_report(truth, answers, output_dict=True, zero_division=0)
    for name in "0123456789":
        ours = found["classes"][name]
        row = theirs[name]
        assert ours["precision"] == pytest.approx(row["precision"])
        assert ours["recall"] == pytest.approx(row["recall"])
        assert ours["f1"] == pytest.approx(row["f1-score"])
        assert ours["support"] == row["support"]
    assert found["averages"]["macro"]["f1"] == pytest.approx(theirs["macro avg"]["f1-score"])
    assert found["averages"]["weighted"]["recall"] == pytest.approx(theirs["weighted avg"]["recall"])
    for one in predicted:
        assert sum(one["probabilities"].values()) == pytest.approx(1)
        assert max(one["probabilities"], key=one["probabilities"].get) == one["class"]


def test_other_parts_and_settings_can_be_evaluated(
    file: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = answer(capsys, "evaluate", file, "--checkpoint", checkpoint, "--part", "train")
    assert (train["part"], train["samples"]) == ("train", 420)
    other = answer(capsys, "evaluate", file, "--checkpoint", checkpoint, "--set", "dataset.limit=1000")
    assert other["samples"] == 200


def test_text_says_the_same(file: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(file), "--checkpoint", str(checkpoint)]) == 0
    text = capsys.readouterr().out
    assert "120 samples (test): loss" in text
    assert "weighted" in text
    assert "taken for" in text


def test_a_regression_has_errors_and_no_classes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    training = {
        "dataset": {"name": "gaussian_regression", "samples": 300},
        "optimizer": {"name": "Adam", "lr": 0.02},
        "epochs": 5,
    }
    path = tmp_path / "b.graph.json"
    path.write_text(json.dumps(changed(CNN, training=training, **REGRESSION)), encoding="utf-8")
    assert main(["train", str(path), "--run-dir", str(tmp_path / "run"), "--json"]) == 0
    capsys.readouterr()
    checkpoint = tmp_path / "run" / "last.safetensors"
    found = answer(capsys, "evaluate", path, "--checkpoint", checkpoint)
    assert set(found) == {"part", "samples", "loss", "mse", "mae", "r2"}
    assert found["loss"] == pytest.approx(found["mse"])
    assert load_checkpoint(checkpoint).classes is None
    truth = read_samples(data_config(training))
    targets = truth[0].targets[truth[1].test]
    assert found["r2"] == pytest.approx(1 - found["mse"] / float(targets.var()), rel=1e-4)
    assert r2_score(targets, targets) == 1
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    assert main(["predict", str(path), str(tmp_path / "a.png"), "--checkpoint", str(checkpoint)]) == 2
    assert "does not tell pictures apart" in capsys.readouterr().err


def test_pictures_of_any_size_and_colour_are_brought_to_shape(
    file: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A digit drawn large in colour is the digit."""
    digit = feed(data_config({}), index=0).raw[0, 0]
    large = np.kron(digit * 255.0 / 16, np.ones((20, 20)))
    wide = np.pad(large, ((0, 0), (50, 50)))
    Image.fromarray(np.stack([wide] * 3, axis=2).astype(np.uint8)).save(tmp_path / "zero.jpg")
    (found,) = answer(capsys, "predict", file, tmp_path / "zero.jpg", "--checkpoint", checkpoint)[
        "predictions"
    ]
    assert found["image"] == str(tmp_path / "zero.jpg")
    assert found["class"] == "0"
    assert main(["predict", str(file), str(tmp_path / "zero.jpg"), "--checkpoint", str(checkpoint)]) == 0
    assert "zero.jpg: 0 " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evaluate", "FILE"], "--checkpoint"),
        (["evaluate", "FILE", "--checkpoint", "nowhere"], "no checkpoint nowhere"),
        (["evaluate", "FILE", "--checkpoint", "ONE", "--set", "split.tst=1"], "Did you mean split.test"),
        (["evaluate", "FILE", "--checkpoint", "ONE", "--set", "split.test=0"], "no samples for the test"),
        (["evaluate", "FILE", "--checkpoint", "ONE", "--part", "all"], "all"),
        (["predict", "FILE", "nowhere.png", "--checkpoint", "ONE"], "nowhere.png cannot be read"),
        (["predict", "FILE", "FILE", "--checkpoint", "ONE"], "Expected a picture"),
        (["runs", "show", "three", "--runs-dir", "RUNS"], "one of: two, one"),
        (["runs", "compare", "one", "three", "--runs-dir", "RUNS"], "no run 'three'"),
        (["runs", "delete", "three", "--yes", "--runs-dir", "RUNS"], "no run 'three'"),
        (["runs", "export", "one", "/nowhere/a.csv", "--runs-dir", "RUNS"], "cannot be written"),
    ],
)
def test_bad_input_is_said_with_status_2(
    file: Path, checkpoint: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"FILE": str(file), "ONE": str(checkpoint), "RUNS": str(file.parent / "runs")}
    assert main([names.get(argument, argument) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


def test_runs_are_listed_and_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--runs-dir", file.parent / "runs"]
    listed = answer(capsys, "runs", "list", *place)
    assert [run["name"] for run in listed] == ["two", "one"]
    assert all(run["state"] == "done" and run["epochs"] == 4 for run in listed)
    assert listed[0]["test_accuracy"] > 0.3
    shown = answer(capsys, "runs", "show", "one", *place)
    assert shown["training"]["optimizer"]["lr"] == 0.01
    assert [row["epoch"] for row in shown["history"]] == [1, 2, 3, 4]
    assert shown["end"]["test_accuracy"] == listed[1]["test_accuracy"]
    assert shown["start"]["samples"] == 420
    assert answer(capsys, "runs", "show", file.parent / "runs" / "one")["name"] == "one"
    for arguments in (["list"], ["show", "one"], ["compare", "one", "two"]):
        assert main(["runs", *arguments, *map(str, place)]) == 0
        assert "one" in capsys.readouterr().out


def test_runs_are_compared_by_what_differs(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "runs", "compare", "one", "two", "--runs-dir", file.parent / "runs")
    assert found["runs"] == ["one", "two"]
    assert found["settings"] == {"optimizer.lr": [0.01, 0.003]}
    assert found["results"]["epochs"] == [4, 4]
    assert found["results"]["test_loss"][0] != found["results"]["test_loss"][1]


@pytest.mark.parametrize(("each", "count"), [("epoch", 4), ("step", 28)])
def test_runs_are_exported_as_tables(
    file: Path, each: str, count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.csv"
    arguments = ["--to", "csv", "--each", each, "--runs-dir", file.parent / "runs"]
    assert answer(capsys, "runs", "export", "one", out, *arguments) == {"path": str(out)}
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == count
    events = map(json.loads, (file.parent / "runs/one/events.jsonl").read_text().splitlines())
    written = [event for event in events if event["event"] == each]
    for row, event in zip(rows, written, strict=True):
        assert {key: float(value) for key, value in row.items()} == {
            key: value for key, value in event.items() if key != "event"
        }


def test_only_what_belongs_to_a_run_is_deleted(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        assert main(["train", str(file), "--epochs", "1", "--run-dir", str(tmp_path / name), "--json"]) == 0
    (tmp_path / "b" / "notes.txt").write_text("mine")
    capsys.readouterr()
    arguments = ["runs", "delete", "a", "b", "--runs-dir", tmp_path]
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert answer(capsys, *arguments, status=1) is None
    assert (tmp_path / "a").exists()
    assert answer(capsys, *arguments, "--yes") == {"deleted": ["a", "b"]}
    assert not (tmp_path / "a").exists()
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["notes.txt"]


def test_listing_runs_loads_no_torch(file: Path) -> None:
    code = (
        "import sys; from engine.cli.main import main;"
        f"main(['runs', 'list', '--runs-dir', {str(file.parent / 'runs')!r}]);"
        "assert not {'torch', 'sklearn', 'PySide6'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
