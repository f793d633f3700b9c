"""A canvas on show."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from engine.graph.model import Graph
from gui.canvas.view import Canvas
from gui.document import Document
from gui.theme import theme
from tests.gui.canvas.hand import Hand, chain


@pytest.fixture
def document(qapp: object) -> Document:
    return Document()


@pytest.fixture
def show(qtbot: QtBot, document: Document) -> Callable[[Graph], Hand]:
    """Shows a graph on a canvas of 1000 × 700."""
    canvas = Canvas(document)
    qtbot.addWidget(canvas)
    theme().set_reduce_motion(True)

    def show_graph(graph: Graph) -> Hand:
        document.replace_graph(graph)
        canvas.resize(1000, 700)
        canvas.show()
        qtbot.waitExposed(canvas)
        with qtbot.waitSignal(document.report_changed):
            pass
        canvas.set_zoom(1.0)
        canvas.view.centerOn(300, 120)
        return Hand(canvas)

    return show_graph


@pytest.fixture
def hand(show: Callable[[Graph], Hand]) -> Hand:
    """A hand on `chain`."""
    return show(chain())
