"""Finding actions and nodes by what is typed."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.shell.search import Hit, Search, find
from gui.widgets.fields import SearchField


def hit(title: str, blocked: str = "", also: str = "") -> Hit:
    return Hit(title, lambda: None, blocked=blocked, also=also)


def titles(words: str, *among: Hit) -> list[str]:
    return [found.title for found in find(words, among)]


def test_names_that_start_so_come_first() -> None:
    assert titles("tra", hit("Constrain"), hit("One training"), hit("Train")) == [
        "Train",
        "One training",
        "Constrain",
    ]


def test_every_word_must_fit_in_any_order() -> None:
    assert titles("as save", hit("Save"), hit("Save as …")) == ["Save as …"]


def test_what_cannot_be_done_comes_last_among_equals() -> None:
    assert titles("u", hit("Undo", "There is nothing to undo"), hit("Up")) == ["Up", "Undo"]


def test_other_words_lead_there_too() -> None:
    assert titles("conv", hit("first", also="Conv2d")) == ["first"]
    assert titles("xyz", hit("first", also="Conv2d")) == []


class Bench:
    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(800, 500)
        self.field = SearchField("Find", "Ctrl K")
        self.home = QWidget()
        self.home.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self.window)
        column.addWidget(self.field)
        column.addWidget(self.home, 1)
        self.run: list[str] = []
        self.search = Search(self.field, self.window, self.everything, self.home)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()

    def everything(self) -> list[Hit]:
        names = ("Train", "Undo", "Stop training")
        return [
            Hit(name, partial(self.run.append, name), blocked="Nothing" if name == "Undo" else "")
            for name in names
        ]


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_it_opens_with_the_focus_and_enter_takes_the_first(bench: Bench, qtbot: QtBot) -> None:
    bench.search.start()
    assert bench.search.list.isVisible()
    QTest.keyClicks(bench.field, "tra")
    assert [found.title for found in bench.search.list.hits()] == ["Train", "Stop training"]
    QTest.keyClick(bench.field, Qt.Key.Key_Return)
    assert bench.run == ["Train"]
    assert not bench.search.list.isVisible()
    assert bench.field.text() == ""
    assert bench.home.hasFocus()


def test_arrows_move_and_wrap(bench: Bench, qtbot: QtBot) -> None:
    bench.search.start()
    QTest.keyClicks(bench.field, "tra")
    QTest.keyClick(bench.field, Qt.Key.Key_Up)
    QTest.keyClick(bench.field, Qt.Key.Key_Return)
    assert bench.run == ["Stop training"]


def test_one_that_is_blocked_is_not_taken(bench: Bench, qtbot: QtBot) -> None:
    bench.search.start()
    QTest.keyClicks(bench.field, "undo")
    QTest.keyClick(bench.field, Qt.Key.Key_Return)
    assert bench.run == []


def test_escape_leaves_it(bench: Bench, qtbot: QtBot) -> None:
    bench.search.start()
    QTest.keyClicks(bench.field, "tra")
    QTest.keyClick(bench.field, Qt.Key.Key_Escape)
    assert not bench.search.list.isVisible()
    assert bench.home.hasFocus()
    assert bench.run == []


def test_a_click_takes_a_hit(bench: Bench, qtbot: QtBot) -> None:
    bench.search.start()
    QTest.keyClicks(bench.field, "tra")
    hits = bench.search.list
    second_row = QPoint(40, 4 + 32 + 16)
    QTest.mouseMove(hits, second_row)
    QTest.mouseClick(hits, Qt.MouseButton.LeftButton, pos=second_row)
    assert bench.run == ["Stop training"]
