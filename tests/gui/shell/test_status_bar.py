"""The status bar: one honest line."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.runtime.messages import WorkerDied, WorkerReady
from gui.shell.status_bar import StatusBar, problem_words


@pytest.mark.parametrize(
    ("nodes", "waiting", "counted", "where"),
    [
        ([], False, "", "Ready"),
        (["conv3"], False, "1 problem", "in conv3, the rest is ready"),
        (["a", "b"], True, "2 problems", "in a, b, what follows waits"),
        (["a", "b", "c", "d", "e"], False, "5 problems", "in a, b, c and 2 more, the rest is ready"),
        ([None], False, "1 problem", "no such data"),
    ],
)
def test_problems_in_words(nodes: list[str | None], waiting: bool, counted: str, where: str) -> None:
    problems = [Problem("no such data", node=node) for node in nodes]
    assert problem_words(problems, waiting) == (counted, where)


@pytest.fixture
def bar(qtbot: QtBot) -> StatusBar:
    bar = StatusBar()
    bar.resize(900, 24)
    qtbot.addWidget(bar)
    with qtbot.waitExposed(bar):
        bar.show()
    return bar


def test_it_tells_state_size_and_engine(bar: StatusBar) -> None:
    bar.show_state("", [])
    bar.show_graph(12, 11, 6090)
    bar.show_ready(WorkerReady("interactive", "cpu", 16))
    assert bar.words() == "Ready  12 nodes, 11 wires  6,090 parameters  CPU, 16 threads  Engine ready"


def test_one_is_not_many(bar: StatusBar) -> None:
    bar.show_graph(1, 1, 1)
    bar.show_ready(WorkerReady("interactive", "cuda:1", 1))
    assert "1 node, 1 wire  1 parameter  GPU 1, 1 thread" in bar.words()


def test_what_a_workspace_says_comes_before_problems(bar: StatusBar) -> None:
    bar.show_state("Forward done, backward 2 of 5", [Problem("x", node="a")])
    assert bar.words().startswith("Forward done, backward 2 of 5")


def test_a_click_on_the_problem_leads_there(bar: StatusBar, qtbot: QtBot) -> None:
    bar.show_state("", [Problem("x", node="conv3")])
    qtbot.waitUntil(lambda: bar.childAt(QPoint(40, 12)) is not None)
    with qtbot.waitSignal(bar.problem_clicked):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(60, 12))


def test_without_a_problem_a_click_does_nothing(bar: StatusBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.problem_clicked):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(20, 12))


def test_the_end_of_the_engine_is_told(bar: StatusBar) -> None:
    bar.show_ready(WorkerReady("interactive", "cpu", 2))
    bar.show_died(WorkerDied("training", -9, "killed"))
    assert "Engine ready" in bar.words()
    bar.show_died(WorkerDied("interactive", -9, "killed"))
    assert "Engine stopped" in bar.words()
