from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.examples import read_example
from engine.graph.edits import RemoveNode
from engine.runtime.messages import (
    Filters,
    Iterations,
    TrainingEnded,
    TrainingFailed,
    TrainingStarted,
    WorkerDied,
)
from gui.shell.file_dialog import FileDialog
from gui.training.workspace import TrainWorkspace
from gui.widgets.fields import ComboBox
from tests.gui.on_show import OnShow

LEFT = Qt.MouseButton.LeftButton


class Scene(OnShow[TrainWorkspace]):
    def __init__(self, qtbot: QtBot, example: str = "digits-cnn") -> None:
        super().__init__(qtbot, TrainWorkspace, example)

    def words(self) -> str:
        return self.space.head.progress.accessibleName()


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    return Scene(qtbot)


def test_the_first_click_trains(scene: Scene) -> None:
    assert scene.words().startswith("Ready to train 60 epochs of digits, SGD at 0.05")
    QTest.mouseClick(scene.space.head.controls.primary, LEFT)
    assert ("start", None, False) in scene.fake.told
    assert scene.words().startswith("Starting")


def test_curves_filters_and_words_follow_the_run(scene: Scene, qtbot: QtBot) -> None:
    space = scene.space
    before = space.charts.loss.grab().toImage(), space.filters.bank.grab().toImage()
    with qtbot.waitSignal(space._live.grew):
        scene.fake.play(920)
    assert scene.words().startswith("Epoch 47 of 60 iteration 920 of 1,200 9,200 images/s")
    assert space.charts.loss.grab().toImage() != before[0]
    assert space.filters.bank.grab().toImage() != before[1]
    assert space.head.controls.primary.text() == "Pause"
    assert space.status() == "Training digits-cnn"
    assert dict(space.filters.summary.rows)["parameters"] == "6,090"


def test_steering(scene: Scene) -> None:
    controls = scene.space.head.controls
    scene.fake.play(30)
    QTest.mouseClick(controls.primary, LEFT)
    QTest.mouseClick(controls.iteration, LEFT)
    QTest.mouseClick(controls.epoch, LEFT)
    scene.fake.enter("paused")
    QTest.mouseClick(controls.primary, LEFT)
    QTest.mouseClick(controls.stop, LEFT)
    told = [word for word in scene.fake.told if word[0] != "watch"]
    assert told == [("pause",), ("iteration", False), ("epoch", False), ("resume",), ("stop",)]


def test_one_iteration_without_a_run_begins_one(scene: Scene) -> None:
    QTest.mouseClick(scene.space.head.controls.iteration, LEFT)
    assert [word for word in scene.fake.told if word[0] != "watch"] == [
        ("start", None, False),
        ("iteration", False),
    ]


def test_a_run_cut_short_goes_on_from_its_checkpoint(scene: Scene) -> None:
    scene.fake.play(50)
    scene.fake.say(TrainingEnded({"reason": "stopped", "epochs": 2, "seconds": 1.0, "checkpoint": "/r/last"}))
    controls = scene.space.head.controls
    assert controls.primary.text() == "Resume"
    QTest.mouseClick(controls.primary, LEFT)
    assert scene.fake.told[-1] == ("start", "/runs/digits-cnn-1", True)


def set_rate(scene: Scene, qtbot: QtBot, rate: str) -> None:
    field = scene.space.form.optimizer.editor("lr")
    field.setFocus()
    field.setProperty("text", rate)
    with qtbot.waitSignal(scene.document.report_changed):
        QTest.keyClick(field, Qt.Key.Key_Return)


def rates_told(scene: Scene) -> list[float]:
    return [word[1] for word in scene.fake.told if word[0] == "lr"]


def test_the_rate_is_changed_while_it_runs_and_undone(scene: Scene, qtbot: QtBot) -> None:
    scene.fake.play(50)
    set_rate(scene, qtbot, "0.01")
    assert rates_told(scene) == [0.01]
    assert scene.document.graph.training["optimizer"]["lr"] == 0.01
    assert "learning rate 0.01" in [mark.words for mark in scene.space.charts._marks()]
    with qtbot.waitSignal(scene.document.report_changed):
        scene.document.undo_stack.undo()
    assert rates_told(scene) == [0.01, 0.05]


def test_other_settings_leave_the_run_alone(scene: Scene, qtbot: QtBot) -> None:
    scene.fake.play(50)
    box = scene.space.form.optimizer.editor("name")
    assert isinstance(box, ComboBox)
    with qtbot.waitSignal(scene.document.report_changed):
        box.picked.emit("Adam")
    assert rates_told(scene) == []


def test_before_a_run_another_rate_is_for_the_next_one_alone(scene: Scene, qtbot: QtBot) -> None:
    set_rate(scene, qtbot, "0.01")
    assert rates_told(scene) == []


def test_a_graph_that_cannot_be_trained_is_told_with_a_mend(scene: Scene, qtbot: QtBot) -> None:
    with qtbot.waitSignal(scene.document.report_changed):
        scene.document.push(RemoveNode("loss"))
    controls = scene.space.head.controls
    assert not controls.primary.isEnabled()
    assert "the graph has no loss" in controls.primary.toolTip()
    words = scene.space.head.progress.words
    assert words.is_error
    assert words.plain.startswith("Add one, such as CrossEntropyLoss")


def test_a_failure_leads_to_the_node(scene: Scene) -> None:
    scene.fake.play(30)
    scene.fake.say(TrainingFailed((Problem("the loss is not a finite number", node="conv2", mend="Less"),)))
    assert scene.words().startswith("Training failed at conv2")
    assert scene.document.selection == ("conv2",)
    assert scene.space.head.controls.primary.text() == "Train"
    scene.document.select(["fc"])
    QTest.mouseClick(scene.space.head.progress, LEFT)
    assert scene.document.selection == ("conv2",)


def test_a_dead_worker_leaves_the_curves(scene: Scene, qtbot: QtBot) -> None:
    with qtbot.waitSignal(scene.space._live.grew):
        scene.fake.play(300)
    curves = scene.space.charts.loss.grab().toImage()
    scene.fake.say(WorkerDied("training", -9, "The training process was killed.", resumable=True))
    assert scene.words().startswith("Training was interrupted in epoch 16")
    assert scene.space.charts.loss.grab().toImage() == curves
    controls = scene.space.head.controls
    assert (controls.primary.text(), controls.restart.isVisible()) == ("Resume", True)


def test_another_graph_forgets_the_run(scene: Scene) -> None:
    scene.fake.play(30)
    scene.fake.say(TrainingEnded({"reason": "done", "epochs": 60, "seconds": 1.0}))
    scene.document.replace_graph(read_example("digits-linear"))
    assert scene.space._live.record is None


def test_nothing_is_painted_while_another_workspace_is_on_show(scene: Scene, qtbot: QtBot) -> None:
    scene.space.deactivate()
    assert scene.fake.told[-1] == ("watch", False)
    with qtbot.waitSignal(scene.space._live.grew):
        scene.fake.play(200)
    assert "iteration 200" not in scene.words()
    scene.space.activate()
    assert "iteration 200" in scene.words()


def test_a_graph_without_filters_says_so(qtbot: QtBot) -> None:
    scene = Scene(qtbot, "scalar")
    assert scene.space.filters._why.text() == "There are no filters to show"
    assert scene.space.filters._why.isVisible()


def test_filters_of_a_linear_layer_and_of_colour(qtbot: QtBot) -> None:
    scene = Scene(qtbot, "digits-linear")
    samples = {"train": 10, "validation": 0, "test": 0}
    scene.fake.say(TrainingStarted("/r", "cpu", 650, samples, 2, 5))
    rows = np.random.default_rng(0).normal(size=(10, 1, 8, 8)).astype(np.float32)
    scene.fake.say(Filters("fc", rows, rows, 1))
    scene.fake.say(Iterations(1, np.ones(1, np.float32), np.ones(1), 10.0))
    with qtbot.waitSignal(scene.space._live.grew):
        pass
    assert scene.space.filters._layer.text() == "fc, 10 of 8×8"
    scene.fake.say(Filters("fc", np.concatenate([rows] * 3, axis=1), None, 2))
    with qtbot.waitSignal(scene.space._live.grew):
        pass
    assert scene.space.filters.bank.channel is None


def test_numbers_are_saved_where_a_person_says(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    scene.fake.play(40)
    scene.space.charts.loss.csv_asked.emit()
    dialog = scene.room.findChildren(FileDialog)[0]
    dialog.fileSelected.emit(str(tmp_path / "run.csv"))
    dialog.close()
    head, *rows = (tmp_path / "run.csv").read_text(encoding="utf-8").splitlines()
    assert head == (
        'epoch,"loss train, smoothed","loss train, each batch",loss validation,'
        "accuracy train,accuracy validation,learning rate"
    )
    assert len(rows) == 40
    assert float(rows[-1].split(",")[-1]) == 0.05


def test_a_place_that_cannot_be_written_to_is_told(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    scene.space.charts.loss.png_asked.emit()
    dialog = scene.room.findChildren(FileDialog)[0]
    with qtbot.waitSignal(scene.document.file_failed) as failed:
        dialog.fileSelected.emit(str(tmp_path / "nowhere" / "run.png"))
    dialog.close()
    assert failed.args[0] == "run.png was not saved"
