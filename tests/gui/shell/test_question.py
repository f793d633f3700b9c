"""A question over the window: answered by buttons and keys, and nothing else is heard meanwhile."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.shell.question import Answer, Question
from gui.widgets.buttons import Button


class Bench:
    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(800, 500)
        self.field = QLineEdit()
        QVBoxLayout(self.window).addWidget(self.field)
        self.heard: list[str] = []
        QShortcut(QKeySequence("Ctrl+1"), self.window, lambda: self.heard.append("Ctrl+1"))
        self.question = Question(self.window)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
        self.field.setFocus()

    def ask(self) -> None:
        self.question.ask(
            "Save?",
            "Without saving they are lost.",
            [
                Answer("Don’t save", lambda: self.heard.append("discard"), apart=True),
                Answer("Cancel", lambda: self.heard.append("cancel")),
                Answer("Save", lambda: self.heard.append("save"), primary=True),
            ],
        )

    def button(self, text: str) -> Button:
        return next(b for b in self.question.findChildren(Button) if b.text() == text)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


@pytest.mark.parametrize(
    ("text", "heard"), [("Don’t save", "discard"), ("Cancel", "cancel"), ("Save", "save")]
)
def test_a_button_answers(bench: Bench, qtbot: QtBot, text: str, heard: str) -> None:
    bench.ask()
    QTest.mouseClick(bench.button(text), Qt.MouseButton.LeftButton)
    assert bench.heard == [heard]
    assert not bench.question.isVisible()


def test_space_means_the_primary_answer(bench: Bench, qtbot: QtBot) -> None:
    bench.ask()
    assert bench.button("Save").hasFocus()
    QTest.keyClick(bench.button("Save"), Qt.Key.Key_Space)
    assert bench.heard == ["save"]


def test_enter_means_the_answer_with_the_focus(bench: Bench, qtbot: QtBot) -> None:
    bench.ask()
    QTest.keyClick(bench.button("Save"), Qt.Key.Key_Return)
    assert bench.heard == ["save"]


def test_escape_and_a_click_beside_leave_all_as_it_is(bench: Bench, qtbot: QtBot) -> None:
    bench.ask()
    QTest.keyClick(bench.button("Save"), Qt.Key.Key_Escape)
    assert not bench.question.isVisible()
    bench.ask()
    QTest.mouseClick(bench.question, Qt.MouseButton.LeftButton, pos=bench.question.rect().topLeft())
    assert not bench.question.isVisible()
    assert bench.heard == []


def test_keys_of_the_window_rest_while_it_asks(bench: Bench, qtbot: QtBot) -> None:
    bench.ask()
    QTest.keyClick(bench.button("Save"), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert bench.heard == []
    QTest.keyClick(bench.button("Save"), Qt.Key.Key_Escape)
    QTest.keyClick(bench.field, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert bench.heard == ["Ctrl+1"]


def test_tab_goes_round_within_the_card(bench: Bench, qtbot: QtBot) -> None:
    bench.ask()
    seen = []
    for _ in range(3):
        focused = bench.window.focusWidget()
        assert isinstance(focused, Button)
        seen.append(focused.text())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert sorted(seen) == ["Cancel", "Don’t save", "Save"]
    assert bench.button("Save").hasFocus()


def test_another_question_takes_its_place(bench: Bench) -> None:
    bench.ask()
    bench.question.ask("Replace?", "It is there.", [Answer("Replace", lambda: None, primary=True)])
    assert bench.question.isVisible()
    assert bench.button("Replace").isVisible()


def test_answered_it_gives_the_focus_back(bench: Bench) -> None:
    bench.ask()
    QTest.mouseClick(bench.button("Cancel"), Qt.MouseButton.LeftButton)
    assert bench.field.hasFocus()
    QTest.keyClick(bench.field, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert bench.heard == ["cancel", "Ctrl+1"]


def test_where_it_was_asked_from_may_be_gone(bench: Bench) -> None:
    bench.ask()
    bench.field.hide()
    QTest.mouseClick(bench.button("Cancel"), Qt.MouseButton.LeftButton)
    assert bench.window.hasFocus()
