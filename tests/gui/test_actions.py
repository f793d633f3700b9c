"""Actions as data: enabled or with a reason, named as they are now, on their keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.actions import Action, Actions


class Bench:
    """A window with a counter that one action raises up to 2."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.field = QLineEdit()
        QVBoxLayout(self.window).addWidget(self.field)
        qtbot.addWidget(self.window)
        self.count = 0
        self.away = ""
        self.actions = Actions(self.window)

    def add(self, run: Callable[[], object]) -> None:
        self.actions.add(
            [
                Action(
                    "count.up",
                    lambda: f"Count to {self.count + 1}",
                    run,
                    "Count",
                    keys=("Ctrl+U",),
                    tooltip="One more",
                    blocked=lambda: "Two is the most" if self.count >= 2 else "",
                    checked=lambda: self.count > 0,
                )
            ],
            lambda: self.away,
        )
        self.actions.refresh()

    def up(self) -> None:
        self.count += 1


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    bench = Bench(qtbot)
    bench.add(bench.up)
    return bench


def test_an_action_runs_and_is_called_otherwise_then(bench: Bench, qtbot: QtBot) -> None:
    made = bench.actions.qaction("count.up")
    assert made.text() == "Count to 1"
    assert not made.isChecked()
    with qtbot.waitSignal(bench.actions.refreshed):
        made.trigger()
    assert bench.count == 1
    assert made.text() == "Count to 2"
    assert made.isChecked()


def test_one_that_is_blocked_says_why_and_does_nothing(bench: Bench) -> None:
    made = bench.actions.qaction("count.up")
    assert "One more" in made.toolTip()
    assert "Ctrl+U" in made.toolTip()
    bench.count = 2
    bench.actions.run("count.up")
    assert bench.count == 2
    assert not made.isEnabled()
    assert made.toolTip() == "Two is the most"


def test_away_from_its_place_it_says_where_it_is_done(bench: Bench) -> None:
    bench.away = "This is done in Step"
    bench.actions.run("count.up")
    assert bench.count == 0
    assert bench.actions.qaction("count.up").toolTip() == "This is done in Step"


def test_its_key_starts_it_also_from_a_field(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitActive(bench.window):
        bench.window.show()
    bench.field.setFocus()
    QTest.keyClick(bench.field, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert bench.count == 1


def test_it_tells_before_it_runs(bench: Bench) -> None:
    seen: list[tuple[str, int]] = []
    bench.actions.started.connect(lambda action_id: seen.append((action_id, bench.count)))
    bench.actions.run("count.up")
    assert seen == [("count.up", 0)]
