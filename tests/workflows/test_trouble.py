"""What goes wrong: a shape that does not fit, a worker that is killed, a window closed in mid-training."""

import os
import signal
import sys

import pytest
from PySide6.QtCore import Qt

from engine.graph.edits import SetParams, SetSetting
from tests.workflows.person import CONTROL, Person

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is Unix's")


def train_for_long(person: Person) -> None:
    """Start a training that is not over soon."""
    person.press(Qt.Key.Key_Escape)
    document = person.window.document
    document.push(SetSetting("training", {**document.graph.training, "epochs": 5000}))
    person.click(person.window.top_bar.train_button)
    person.sees(lambda: person.bridge.training_state == "running")


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_shape_that_does_not_fit_stays_local_and_can_be_undone(person: Person) -> None:
    person.press(Qt.Key.Key_Escape)
    person.window.document.push(SetParams("conv2", {"kernel_size": 9}))
    person.sees(lambda: "1 problem  in conv2" in person.status)
    person.sees(lambda: not person.window.top_bar.train_button.isEnabled())
    assert person.window.top_bar.train_button.toolTip().startswith("conv2: ")
    assert person.window.document.report.nodes["pool1"].shape is not None
    person.press(Qt.Key.Key_Z, CONTROL)
    person.sees(lambda: "Ready" in person.status)
    person.sees(person.window.top_bar.train_button.isEnabled)


@unix_only
def test_a_training_that_is_killed_is_told_and_another_can_be_started(person: Person) -> None:
    train_for_long(person)
    os.kill(person.bridge.pids()["training"], signal.SIGKILL)
    person.sees(lambda: person.notices() == ["Training was interrupted"])
    notice = person.window.notices.notices()[0]
    assert "SIGKILL" in notice.lines[0].text
    assert "Your graph is safe" in notice.lines[0].text
    assert "conv1" in person.window.document.graph.nodes
    person.press(Qt.Key.Key_Return, CONTROL)
    person.sees(lambda: person.bridge.training_state == "running")
    assert person.notices() == []


@unix_only
def test_a_killed_training_goes_on_from_its_checkpoint(person: Person) -> None:
    train_for_long(person)
    person.sees(lambda: "Epoch 3" in person.words(person.window.workspace.centre))
    os.kill(person.bridge.pids()["training"], signal.SIGKILL)
    person.sees(person.notices)
    person.click_offer("Resume from the last checkpoint")
    person.sees(lambda: person.bridge.training_state == "running")


@unix_only
def test_the_engine_for_stepping_is_killed_and_the_next_step_starts_another(person: Person) -> None:
    person.click_card("f = (x + y) z")
    person.sees(lambda: "−12" in person.status)
    os.kill(person.bridge.pids()["interactive"], signal.SIGKILL)
    person.sees(lambda: person.notices() == ["The engine’s process ended"])
    person.press(Qt.Key.Key_1, CONTROL)
    person.window.document.push(SetParams("x", {"value": 7.0}))
    person.press(Qt.Key.Key_2, CONTROL)
    person.sees(lambda: "−48" in person.status)  # (7 + 5) · (−4)


@unix_only
def test_closed_in_mid_training_nothing_is_left_running(person: Person) -> None:
    train_for_long(person)
    pids = list(person.bridge.pids().values())
    assert all(is_alive(pid) for pid in pids)
    person.window.document.undo_stack.setClean()
    assert person.window.close()
    assert not any(is_alive(pid) for pid in pids)
