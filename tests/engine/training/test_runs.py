import json
from pathlib import Path

import pytest

from engine.errors import CheckpointError, TrainingError
from engine.graph.file import graph_from_json, graph_to_json
from engine.graph.model import Graph
from engine.training.checkpoint import load_checkpoint
from engine.training.config import TrainingConfig
from engine.training.control import Change, Command, Stop
from engine.training.launch import launch
from engine.training.records import End, Epoch, Start, Step
from engine.training.runs import RunFolder, default_runs_dir, list_runs, new_run_dir
from tests.engine.training.nets import Watcher, linear
from tests.engine.training.test_resume import StopAfter


def run(graph: Graph, folder: Path, **more: object) -> End:
    end = launch(graph, run_dir=folder, **more).run()  # type: ignore[arg-type]  # options of launch
    assert isinstance(end, End)
    return end


def test_a_run_keeps_all_there_is(tmp_path: Path) -> None:
    graph, watcher = linear({"epochs": 2}), Watcher()
    end = run(graph, tmp_path / "run", callbacks=[watcher])
    folder = RunFolder(tmp_path / "run")
    assert sorted(path.name for path in folder.path.iterdir()) == [
        "best.safetensors", "config.json", "events.jsonl", "graph.json", "last.safetensors",
    ]  # fmt: skip
    assert graph_to_json(graph_from_json(folder.graph())) == graph_to_json(graph)
    assert TrainingConfig.read(folder.config()) == TrainingConfig.read(graph.training)
    events = list(folder.events())
    assert [event["event"] for event in events] == [
        "start",
        *["step"] * 5,
        "epoch",
        *["step"] * 5,
        "epoch",
        "end",
    ]
    assert [event for event in events if event["event"] == "step"] == [
        step.to_json() for step in watcher.steps
    ]
    assert events[-1] == end.to_json()
    assert end.checkpoint == str(folder.last)
    assert load_checkpoint(folder.last).progress["epoch"] == 2
    best = load_checkpoint(folder.best)
    assert best.progress["epoch"] == best.progress["best_epoch"] == end.best_epoch


def test_with_early_stopping_the_best_checkpoint_is_the_result(tmp_path: Path) -> None:
    training = {"epochs": 30, "optimizer": {"lr": 3.0}, "early_stopping": {"patience": 2}}
    end = run(linear({**training, "split": {"validation": 0.3}}), tmp_path / "run")
    assert end.reason == "early_stopping"
    assert end.checkpoint == str(tmp_path / "run" / "best.safetensors")
    assert load_checkpoint(end.checkpoint).progress["epoch"] == end.best_epoch


def test_a_resumed_run_has_the_record_of_one_that_never_stopped(tmp_path: Path) -> None:
    graph = linear()
    run(graph, tmp_path / "whole")
    assert run(graph, tmp_path / "parts", control=StopAfter(7)).reason == "stopped"
    run(graph, tmp_path / "parts", resume=True)

    def told(name: str) -> list[dict[str, object]]:
        events = RunFolder(tmp_path / name).events()
        return [
            {key: value for key, value in event.items() if key != "samples_per_second"}
            for event in events
            if event["event"] in ("step", "epoch")
        ]

    assert told("parts") == told("whole")
    kinds = [event["event"] for event in RunFolder(tmp_path / "parts").events()]
    assert kinds.count("end") == 1
    assert kinds.count("start") == 2


def test_what_came_after_the_checkpoint_is_forgotten(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.begin(linear(), TrainingConfig())
    for record in (
        Start("cpu", 1, 1, 1, 1, 3, 2),
        Step(1, 1, 0.5, 0.1),
        Step(2, 1, 0.5, 0.1),
        Epoch(1, 0.5, 0.5, 0.5, 0.1, 1.0),
        Step(3, 2, 0.5, 0.1),
        Step(4, 2, 0.5, 0.1),
        Epoch(2, 0.5, 0.5, 0.5, 0.1, 1.0),
        End("stopped", None, None, 2, 1.0, None),
    ):
        folder.append(record)
    folder.close()
    folder.rewind(iteration=3, epochs=1)
    kept = [(event["event"], event.get("step", event.get("epoch"))) for event in folder.events()]
    assert kept == [("start", None), ("step", 1), ("step", 2), ("epoch", 1), ("step", 3)]


def test_a_line_cut_off_by_a_crash_is_left_out(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.begin(linear(), TrainingConfig())
    folder.append(Step(1, 1, 0.5, 0.1))
    folder.close()
    with (tmp_path / "events.jsonl").open("a") as file:
        file.write('{"event": "step", "st')
    assert [event["step"] for event in folder.events()] == [1]


def test_a_run_is_never_written_over(tmp_path: Path) -> None:
    run(linear({"epochs": 1}), tmp_path / "run")
    with pytest.raises(TrainingError, match="holds a run already"):
        launch(linear(), run_dir=tmp_path / "run")


@pytest.mark.parametrize("exists", [False, True])
def test_there_must_be_something_to_resume(exists: bool, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="nothing to resume"):
        launch(linear(), run_dir=tmp_path if exists else None, resume=True)


class ChangeAndStop:
    """Lowers the learning rate after two iterations and stops after three."""

    def __init__(self) -> None:
        self._commands: list[Command | None] = [None, None, Change({"optimizer.lr": 0.01}), None, Stop()]

    def next_command(self, *, wait: bool) -> Command | None:
        return self._commands.pop(0)


def test_what_was_changed_while_it_ran_stays_changed_and_more_epochs_are_heard(tmp_path: Path) -> None:
    run(linear(), tmp_path / "run", control=ChangeAndStop())
    watcher = Watcher()
    end = run(linear({"epochs": 4}), tmp_path / "run", resume=True, callbacks=[watcher])
    assert end.epochs == 4
    assert {step.lr for step in watcher.steps} == {0.01}


def test_a_run_of_another_graph_cannot_be_resumed(tmp_path: Path) -> None:
    run(linear({"epochs": 1}), tmp_path / "run")
    with pytest.raises(CheckpointError, match=r"fc.weight differs"):
        launch(linear(out_features=12), run_dir=tmp_path / "run", resume=True)


def test_names_are_readable_and_never_taken_twice(tmp_path: Path) -> None:
    names = [new_run_dir("f = (x + y) z!", tmp_path).name for _ in range(3)]
    assert names == ["f-x-y-z-1", "f-x-y-z-2", "f-x-y-z-3"]
    assert new_run_dir("…", tmp_path).name == "run-1"


def test_without_a_folder_the_users_own_is_taken() -> None:
    trainer = launch(linear({"epochs": 1}))
    trainer.run()
    assert trainer.run_folder is not None
    assert trainer.run_folder.path.parent == default_runs_dir()
    assert trainer.run_folder.path.name.startswith("linear-net-")


def test_runs_are_listed_the_latest_first(tmp_path: Path) -> None:
    run(linear({"epochs": 1}), tmp_path / "one")
    run(linear(), tmp_path / "two", control=StopAfter(7))
    launch(linear({"optimizer": {"lr": 1e38}}), run_dir=tmp_path / "three").run()
    (tmp_path / "no run").mkdir()
    runs = list_runs(tmp_path)
    assert [(one.name, one.state, one.epochs) for one in runs] == [
        ("three", "failed", 0),
        ("two", "stopped", 1),
        ("one", "done", 1),
    ]
    assert runs[1].graph == "Linear Net"
    assert runs[1].resumable
    assert runs[1].last_epoch is not None
    assert list_runs(tmp_path / "nowhere") == []


def test_a_place_that_cannot_be_written_to_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TrainingError, match="cannot be written to"):
        launch(linear(), run_dir=tmp_path / "file" / "run").run()
    with pytest.raises(TrainingError, match="cannot be written to"):
        new_run_dir("net", tmp_path / "file")


def test_a_failed_run_keeps_the_last_good_checkpoint(tmp_path: Path) -> None:
    launch(linear({"optimizer": {"lr": 1e38}, "epochs": 50}), run_dir=tmp_path / "run").run()
    folder = RunFolder(tmp_path / "run")
    assert all(tensor.isfinite().all() for tensor in load_checkpoint(folder.last).weights.values())
    *_, failed = folder.events()
    assert failed["event"] == "failed"
    assert failed["node"] == "fc"
    assert json.loads((folder.path / "graph.json").read_text())["name"] == "Linear Net"
