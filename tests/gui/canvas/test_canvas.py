"""The canvas as others use it: adding, arranging, looking; and the strip."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.graph.edits import AddNode, RemoveNode
from engine.graph.model import Graph, make_node
from gui.canvas.strip import Strip
from gui.document import Document
from tests.gui.canvas.hand import Hand, chain


def test_added_ops_go_beside_the_selection_and_never_onto_a_node(hand: Hand, document: Document) -> None:
    before = hand.text()
    document.select(["relu"])
    added = [hand.canvas.add_op("MaxPool2d") for _ in range(6)]
    assert added == [f"pool{number}" for number in range(1, 7)]
    assert document.graph.node("pool1").position == (432 + 160 + 56, 0)
    assert document.selection == ("pool6",)
    rects = [item.scene_rect() for item in hand.canvas.scene.nodes.values()]
    assert not any(one.intersects(other) for one, other in combinations(rects, 2))
    for _ in added:
        document.undo_stack.undo()
    assert hand.text() == before


def test_without_a_selection_it_goes_to_the_middle_of_the_view(hand: Hand, document: Document) -> None:
    hand.canvas.view.centerOn(2000, 2000)
    hand.canvas.add_op("Add")
    middle = hand.canvas.scene.nodes["add1"].scene_rect().center()
    assert (middle - QPointF(2000, 2000)).manhattanLength() < 16


def test_arranging_is_one_edit(hand: Hand, document: Document) -> None:
    before = hand.text()
    hand.canvas.arrange()
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Arrange nodes"
    hand.canvas.arrange()
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert hand.text() == before


def test_fit_brings_everything_into_sight(hand: Hand, document: Document) -> None:
    document.push(AddNode(make_node("far", "ReLU", position=(4000, 3000))))
    hand.canvas.fit()
    seen = hand.view.mapToScene(hand.view.viewport().rect()).boundingRect()
    assert seen.contains(hand.canvas.scene.content_rect())


def test_a_fitted_view_stays_fitted_when_resized_until_it_is_moved(hand: Hand) -> None:
    hand.canvas.fit()
    hand.canvas.resize(500, 400)
    assert hand.canvas.zoom() < 1
    hand.canvas.set_zoom(0.9)
    hand.canvas.resize(1000, 700)
    assert hand.canvas.zoom() == pytest.approx(0.9)


def test_centring_brings_a_node_to_the_middle_and_the_last_into_sight(hand: Hand, document: Document) -> None:
    document.push(AddNode(make_node("middle", "ReLU", position=(2000, 1500))))
    document.push(AddNode(make_node("last", "ReLU", position=(4000, 3000))))
    view = hand.view.viewport()
    hand.canvas.centre_on("middle")
    at = view.mapFromGlobal(hand.canvas.node_rect_on_screen("middle").center())
    assert (at - view.rect().center()).manhattanLength() <= 4
    hand.canvas.centre_on("last")
    assert view.rect().contains(view.mapFromGlobal(hand.canvas.node_rect_on_screen("last").center()))


def test_a_node_well_in_sight_is_not_moved(hand: Hand) -> None:
    hand.canvas.centre_on("conv", gently=False)
    before = hand.canvas.node_rect_on_screen("conv")
    hand.canvas.centre_on("conv")
    assert hand.canvas.node_rect_on_screen("conv") == before


def test_places_on_the_screen_are_where_the_mouse_finds_them(hand: Hand, document: Document) -> None:
    viewport = hand.view.viewport()
    pixel = viewport.mapFromGlobal(hand.canvas.node_rect_on_screen("conv").center())
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=pixel + QPoint(0, 10))
    assert document.selection == ("conv",)
    QTest.mouseMove(viewport, viewport.mapFromGlobal(hand.canvas.port_pos_on_screen("conv", None)))
    assert "output" in hand.view.tip.words


def test_an_empty_canvas_says_how_to_begin(
    show: Callable[[Graph], Hand], document: Document, qtbot: QtBot
) -> None:
    hand = show(Graph())
    assert hand.canvas.hint.isVisible()
    with qtbot.waitSignal(hand.canvas.scene.settled):
        hand.canvas.add_op("Conv2d")
    assert not hand.canvas.hint.isVisible()
    with qtbot.waitSignal(hand.canvas.scene.settled):
        document.push(RemoveNode("conv1"))
    assert hand.canvas.hint.isVisible()
    bar = hand.view.horizontalScrollBar()
    bar.setRange(0, 500)
    bar.setValue(300)
    assert hand.canvas.hint.geometry() == hand.canvas.rect()


def test_the_strip_shows_the_same_document(qtbot: QtBot, document: Document) -> None:
    strip = Strip(document)
    qtbot.addWidget(strip)
    strip.resize(800, 112)
    document.replace_graph(chain())
    strip.set_captions({"conv": ("grad 0.009", "downstream")})
    strip.set_current("x")
    with qtbot.waitSignal(strip.node_clicked) as clicked:
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.node_rect("conv").center().toPoint())
    assert clicked.args == ["conv"]
    assert document.selection == ("conv",)
    assert not strip.grab().isNull()
    document.push(RemoveNode("conv"))
    assert not strip.grab().isNull()


def test_a_long_strip_brings_the_selected_node_into_sight(qtbot: QtBot, document: Document) -> None:
    graph = Graph()
    for number in range(40):
        graph.add_node(make_node(f"relu{number}", "ReLU"))
    strip = Strip(document)
    qtbot.addWidget(strip)
    strip.resize(800, 112)
    document.replace_graph(graph)
    assert strip.node_rect("relu39").left() > 800
    document.select(["relu39"])
    assert strip.node_rect("relu39").right() <= 800
