import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.training.head import Controls, Head, Situation
from gui.training.words import HeadWords

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def controls(qtbot: QtBot) -> Controls:
    made = Controls()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("situation", "words", "enabled"),
    [
        (Situation("idle"), "Train", True),
        (Situation("idle", blocked="the graph is empty"), "Train", False),
        (Situation("idle", is_resumable=True), "Resume", True),
        (Situation("starting"), "Starting", False),
        (Situation("running"), "Pause", True),
        (Situation("paused"), "Resume", True),
        (Situation("stopping"), "Stopping", False),
    ],
)
def test_the_first_button(controls: Controls, situation: Situation, words: str, enabled: bool) -> None:
    controls.show_situation(situation)
    assert controls.primary.text() == words
    assert controls.primary.isEnabled() == enabled
    assert controls.primary.toolTip()


def test_a_button_that_is_disabled_says_why(controls: Controls) -> None:
    controls.show_situation(Situation("idle", blocked="the graph is empty"))
    for button in (controls.primary, controls.iteration, controls.epoch):
        assert not button.isEnabled()
        assert button.toolTip() == "the graph is empty"
    assert controls.stop.toolTip() == "No run is going on"
    controls.show_situation(Situation("starting"))
    assert controls.epoch.toolTip() == "The run is just starting"


def test_a_run_cut_short_can_be_taken_up_or_started_again(controls: Controls) -> None:
    controls.show_situation(Situation("idle", is_resumable=True, was_trained=True))
    assert controls.restart.isVisible()
    assert not controls.stop.isVisible()
    controls.show_situation(Situation("running"))
    assert not controls.restart.isVisible()
    assert controls.stop.isVisible()
    assert controls.stop.isEnabled()


def test_each_press_says_what_is_meant(controls: Controls, qtbot: QtBot) -> None:
    for situation, signal in (
        (Situation("idle"), controls.started),
        (Situation("running"), controls.paused),
        (Situation("paused"), controls.resumed),
        (Situation("idle", is_resumable=True), controls.resumed),
    ):
        controls.show_situation(situation)
        with qtbot.waitSignal(signal):
            QTest.mouseClick(controls.primary, LEFT)
    with qtbot.waitSignal(controls.started):
        QTest.mouseClick(controls.restart, LEFT)
    controls.show_situation(Situation("running"))
    for button, signal in (
        (controls.iteration, controls.iteration_asked),
        (controls.epoch, controls.epoch_asked),
        (controls.stop, controls.stopped),
    ):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, LEFT)


def test_what_is_said_is_there_for_screen_readers_and_leads_to_the_node(qtbot: QtBot) -> None:
    head = Head()
    qtbot.addWidget(head)
    head.resize(700, 56)
    head.show()
    progress = head.progress
    progress.show_words(HeadWords("Epoch 1 of 2", "iteration 3 of 4", ("0:01 elapsed",), 0.75))
    assert progress.accessibleName() == "Epoch 1 of 2 iteration 3 of 4 0:01 elapsed"
    plain = progress.grab().toImage()
    progress.show_words(
        HeadWords("fc: no loss", "End the graph with a loss. " * 20, is_error=True, node="fc")
    )
    assert progress.grab().toImage() != plain
    assert "End the graph with a loss" in progress.toolTip()
    with qtbot.waitSignal(progress.node_clicked) as clicked:
        QTest.mouseClick(progress, LEFT)
    assert clicked.args == ["fc"]
