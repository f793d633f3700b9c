"""Notices: the newest on top, one of a kind, gone when dismissed or answered."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.shell.notices import Notice, NoticeBoard, NoticeLine
from gui.shell.question import Question
from gui.widgets.buttons import Button, IconButton


class Bench:
    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(900, 600)
        self.canvas = QWidget()
        QVBoxLayout(self.window).addWidget(self.canvas)
        self.board = NoticeBoard(self.canvas, self.window)
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()

    def titles(self) -> list[str]:
        return [notice.title for notice in self.board.notices()]


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_without_notices_there_is_no_board(bench: Bench) -> None:
    assert not bench.board.isVisible()


def test_the_newest_is_on_top_and_a_kind_has_one(bench: Bench) -> None:
    for kind, title in (("a", "one"), ("b", "two"), ("a", "three")):
        bench.board.show_notice(Notice(kind, title))
    assert bench.titles() == ["three", "two"]


def test_no_more_than_three_stand(bench: Bench) -> None:
    for name in "abcde":
        bench.board.show_notice(Notice(name, name))
    assert bench.titles() == ["e", "d", "c"]


def test_it_lies_within_the_canvas_above_its_bars(bench: Bench) -> None:
    bench.board.show_notice(Notice("a", "title", (NoticeLine("a sentence of some length " * 8),)))
    board, canvas = bench.board.geometry(), bench.canvas.geometry()
    assert canvas.contains(board)
    assert 60 < canvas.bottom() - board.bottom() < 80
    assert abs(board.center().x() - canvas.center().x()) <= 1
    card = bench.board.cards()[0]
    assert card.height() >= card.sizeHint().height() // 2


def test_several_have_room_for_their_words(bench: Bench, qtbot: QtBot) -> None:
    for kind in "ab":
        bench.board.show_notice(Notice(kind, kind, (NoticeLine("a sentence of some length " * 8),)))
    cards = bench.board.cards()
    qtbot.waitUntil(lambda: all(card.height() >= card.heightForWidth(card.width()) for card in cards))


def test_the_cross_dismisses(bench: Bench, qtbot: QtBot) -> None:
    bench.board.show_notice(Notice("a", "title"))
    cross = bench.board.findChild(IconButton)
    assert cross is not None
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert bench.titles() == []
    assert not bench.board.isVisible()


def test_an_offer_runs_once_the_notice_is_gone(bench: Bench, qtbot: QtBot) -> None:
    seen: list[int] = []
    offer = ("Resume", lambda: seen.append(len(bench.board.notices())))
    bench.board.show_notice(Notice("a", "title", offers=(offer,)))
    button = next(b for b in bench.board.findChildren(Button) if b.text() == "Resume")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen == [0]


def test_a_line_leads_to_its_node(bench: Bench, qtbot: QtBot) -> None:
    seen: list[str] = []
    line = NoticeLine("it does not fit", "conv1", lambda: seen.append("conv1"))
    bench.board.show_notice(Notice("a", "title", (line,)))
    spot = next(w for w in bench.board.findChildren(QWidget) if w.toolTip() == "Show conv1")
    QTest.mouseClick(spot, Qt.MouseButton.LeftButton, pos=QPoint(10, 5))
    assert seen == ["conv1"]


def test_a_notice_stays_under_an_open_question(bench: Bench) -> None:
    question = Question(bench.window)
    question.open()
    bench.board.show_notice(Notice("a", "one"))
    children = bench.window.children()
    assert children.index(bench.board) < children.index(question)
    bench.window.resize(960, 640)
    children = bench.window.children()
    assert children.index(bench.board) < children.index(question)
