"""Every gesture by real mouse and key events: what it does, what it refuses, and its one undo."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.graph.model import Graph
from gui.canvas.graph_view import OP_MIME
from gui.document import Document
from tests.gui.canvas.hand import Hand, make_graph

Control = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier
Alt = Qt.KeyboardModifier.AltModifier
EMPTY = QPointF(100, 300)


def undone(hand: Hand, before: str) -> None:
    """One undo gives back the very text of the file, and one redo the other."""
    after = hand.text()
    assert after != before
    stack = hand.canvas.scene.document.undo_stack
    stack.undo()
    assert hand.text() == before
    stack.redo()
    assert hand.text() == after
    stack.undo()


def selected(document: Document) -> list[str]:
    return list(document.selection)


# Selecting -------------------------------------------------------------------------------------------


def test_a_click_selects_one_node_and_tells(hand: Hand, document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(hand.canvas.node_clicked) as clicked:
        hand.click(hand.node("conv"))
    assert clicked.args == ["conv"]
    assert selected(document) == ["conv"]
    hand.click(EMPTY)
    assert selected(document) == []


def test_control_and_shift_add_and_take_away(hand: Hand, document: Document) -> None:
    hand.click(hand.node("x"))
    hand.click(hand.node("conv"), Control)
    assert selected(document) == ["x", "conv"]
    hand.click(hand.node("x"), Shift)
    assert selected(document) == ["conv"]


def test_a_click_on_one_of_several_leaves_it_alone(hand: Hand, document: Document) -> None:
    document.select(["x", "conv"])
    hand.click(hand.node("conv"))
    assert selected(document) == ["conv"]


def test_a_rubber_band_selects_what_it_meets(hand: Hand, document: Document) -> None:
    hand.drag(QPointF(-30, -30), QPointF(250, 30))
    assert selected(document) == ["x", "conv"]


def test_escape_ends_a_rubber_band_as_if_it_had_never_been(hand: Hand, document: Document) -> None:
    items = len(hand.canvas.scene.items())
    hand.press(QPointF(-30, -30))
    hand.move(QPointF(250, 30))
    assert selected(document) == ["x", "conv"]
    hand.key(Qt.Key.Key_Escape)
    assert selected(document) == []
    assert len(hand.canvas.scene.items()) == items
    hand.release(QPointF(250, 30))
    assert selected(document) == []


def test_alt_and_arrows_follow_the_wires(hand: Hand, document: Document) -> None:
    document.select(["x"])
    hand.key(Qt.Key.Key_Right, Alt)
    assert selected(document) == ["conv"]
    hand.key(Qt.Key.Key_Right, Alt)
    hand.key(Qt.Key.Key_Left, Alt)
    assert selected(document) == ["conv"]


def test_a_double_click_tells(hand: Hand, qtbot: QtBot) -> None:
    with qtbot.waitSignal(hand.canvas.node_double_clicked) as clicked:
        QTest.mouseDClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=hand.pixel(hand.node("relu")))
    assert clicked.args == ["relu"]


# Moving ----------------------------------------------------------------------------------------------


def test_dragging_moves_on_the_grid_in_one_edit(hand: Hand, document: Document) -> None:
    before = hand.text()
    start = hand.node("conv")
    hand.drag(start, start + QPointF(83, 51))
    assert document.graph.node("conv").position == (216 + 80, 48)
    assert document.undo_stack.count() == 1
    undone(hand, before)


def test_dragging_moves_the_whole_selection(hand: Hand, document: Document) -> None:
    before = hand.text()
    document.select(["x", "relu"])
    start = hand.node("relu")
    hand.drag(start, start + QPointF(0, 64))
    assert document.graph.node("x").position == (0, 64)
    assert document.graph.node("relu").position == (432, 64)
    assert document.graph.node("conv").position == (216, 0)
    assert document.undo_stack.count() == 1
    undone(hand, before)


def test_a_drag_back_to_where_it_began_is_no_edit(hand: Hand, document: Document) -> None:
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPointF(50, 0))
    hand.move(start)
    hand.release(start)
    assert document.undo_stack.count() == 0


def test_escape_puts_dragged_nodes_back(hand: Hand, document: Document) -> None:
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPointF(80, 80))
    hand.key(Qt.Key.Key_Escape)
    assert hand.canvas.scene.nodes["conv"].pos() == QPointF(216, 0)
    assert document.undo_stack.count() == 0


def test_wires_follow_while_a_node_is_dragged(hand: Hand) -> None:
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPointF(80, 80))
    path = hand.canvas.scene.wires["conv", "input"].route.path
    assert path.pointAtPercent(1) == hand.port("conv", "input")
    hand.release(start + QPointF(80, 80))


def test_arrow_keys_move_by_eight(hand: Hand, document: Document) -> None:
    before = hand.text()
    document.select(["conv", "relu"])
    hand.key(Qt.Key.Key_Down)
    assert document.graph.node("conv").position == (216, 8)
    assert document.graph.node("relu").position == (432, 8)
    undone(hand, before)


# Wires -----------------------------------------------------------------------------------------------


def edges(document: Document) -> list[str]:
    return [str(edge) for edge in document.graph.edges]


@pytest.mark.parametrize("from_output", [True, False])
def test_a_wire_can_be_drawn_from_either_end(hand: Hand, document: Document, from_output: bool) -> None:
    before = hand.text()
    ends = hand.port("relu", None), hand.port("fc", "input")
    start, end = ends if from_output else ends[::-1]
    hand.press(start)
    hand.move(end)
    assert hand.view.tip.words == "relu → fc.input"
    hand.release(end)
    assert "relu → fc.input" in edges(document)
    assert document.undo_stack.count() == 1
    undone(hand, before)


def test_a_wire_snaps_to_a_port_that_is_near(hand: Hand, document: Document) -> None:
    hand.drag(hand.port("relu", None), hand.port("fc", "input") + QPointF(-15, 10))
    assert "relu → fc.input" in edges(document)


def test_a_taken_port_gets_the_new_wire_in_one_edit(hand: Hand, document: Document) -> None:
    before = hand.text()
    start, end = hand.port("x", None), hand.port("relu", "input")
    hand.press(start)
    hand.move(end)
    assert "takes the place of the wire from conv" in hand.view.tip.words
    hand.release(end)
    assert edges(document) == ["x → conv.input", "x → relu.input"]
    assert document.undo_stack.count() == 1
    undone(hand, before)


def test_a_cycle_is_refused_before_the_button_is_let_go(hand: Hand, document: Document) -> None:
    start, end = hand.port("relu", None), hand.port("conv", "input")
    hand.press(start)
    hand.move(end)
    assert "Not possible" in hand.view.tip.words
    assert "close a cycle: conv → relu → conv" in hand.view.tip.words
    assert hand.view.tip.isVisible()
    hand.release(end)
    assert not hand.view.tip.isVisible()
    assert edges(document) == ["x → conv.input", "conv → relu.input"]
    assert document.undo_stack.count() == 0


def test_what_does_not_fit_is_said_with_its_arithmetic(
    show: Callable[[Graph], Hand], document: Document
) -> None:
    hand = show(
        make_graph(
            [
                {"id": "x", "op": "Input", "params": {"shape": [1, 2, 2]}, "position": [0, 0]},
                {"id": "conv", "op": "Conv2d", "position": [300, 0]},
            ],
            [],
        )
    )
    end = hand.port("conv", "input")
    hand.press(hand.port("x", None))
    hand.move(end)
    assert "Does not fit yet" in hand.view.tip.words
    assert "(2 + 2·0 − 3)/1 + 1 = 0" in hand.view.tip.words
    hand.release(end)
    assert edges(document) == ["x → conv.input"]


def test_ports_that_fit_light_up_and_the_rest_steps_back(hand: Hand) -> None:
    hand.press(hand.port("conv", None))
    hand.move(hand.port("conv", None) + QPointF(30, 60))
    nodes = hand.canvas.scene.nodes
    assert nodes["fc"].state.lights == {"input": "fits", None: "dim"}
    assert nodes["x"].state.lights == {None: "dim"}
    assert nodes["relu"].state.lights == {"input": "fits", None: "dim"}
    hand.move(hand.port("fc", "input"))
    assert nodes["fc"].state.lights == {"input": "target", None: "dim"}
    hand.release(EMPTY)
    assert nodes["fc"].state.lights is None


def test_a_wire_let_go_over_nothing_is_no_edit(hand: Hand, document: Document) -> None:
    items = len(hand.canvas.scene.items())
    hand.drag(hand.port("relu", None), EMPTY)
    assert document.undo_stack.count() == 0
    assert len(hand.canvas.scene.items()) == items


def test_a_port_says_its_name(hand: Hand) -> None:
    hand.move(hand.port("conv", "input"))
    assert "input" in hand.view.tip.words
    assert "Pictures" in hand.view.tip.words
    hand.move(EMPTY)
    assert not hand.view.tip.isVisible()


def test_a_node_says_what_it_waits_for(hand: Hand) -> None:
    hand.move(hand.node("fc"))
    assert "Nothing flows into 'input'." in hand.view.tip.words
    hand.move(hand.node("conv"))
    assert not hand.view.tip.isVisible()


def test_what_is_probably_not_meant_is_said(
    show: Callable[[Graph], Hand],
) -> None:
    hand = show(
        make_graph(
            [
                {"id": "x", "op": "Input", "params": {"shape": [1, 5, 5]}, "position": [0, 0]},
                {"id": "pool", "op": "MaxPool2d", "position": [216, 0]},
            ],
            [["x", "pool"]],
        )
    )
    hand.move(hand.node("pool"))
    assert "The last 1 row and 1 column are not read" in hand.view.tip.words


# Deleting --------------------------------------------------------------------------------------------


def test_delete_takes_nodes_with_their_wires_in_one_edit(hand: Hand, document: Document) -> None:
    before = hand.text()
    document.select(["conv", "fc"])
    hand.key(Qt.Key.Key_Delete)
    assert list(document.graph.nodes) == ["x", "relu"]
    assert edges(document) == []
    assert selected(document) == []
    assert document.undo_stack.count() == 1
    undone(hand, before)
    assert set(hand.canvas.scene.wires) == {("conv", "input"), ("relu", "input")}


def test_a_clicked_wire_can_be_deleted(hand: Hand, document: Document) -> None:
    before = hand.text()
    hand.click((hand.port("conv", None) + hand.port("relu", "input")) / 2)
    assert hand.canvas.scene.selected_wire == ("relu", "input")
    hand.key(Qt.Key.Key_Delete)
    assert edges(document) == ["x → conv.input"]
    undone(hand, before)


# Looking ---------------------------------------------------------------------------------------------


def test_the_wheel_zooms_to_the_pointer(hand: Hand, qtbot: QtBot) -> None:
    at = hand.node("relu")
    pixel = hand.pixel(at)
    with qtbot.waitSignal(hand.canvas.zoom_changed):
        wheel(hand, at, 120)
    assert hand.canvas.zoom() == pytest.approx(1.2)
    assert (hand.pixel(at) - pixel).manhattanLength() <= 2


def wheel(hand: Hand, at: QPointF, delta: int) -> None:
    pixel = QPointF(hand.pixel(at))
    event = QWheelEvent(
        pixel,
        hand.view.viewport().mapToGlobal(pixel),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(hand.view.viewport(), event)


def test_control_with_plus_minus_and_nought_zooms_and_fits(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Plus, Control)
    assert hand.canvas.zoom() == pytest.approx(1.25)
    hand.key(Qt.Key.Key_Minus, Control)
    hand.key(Qt.Key.Key_Minus, Control)
    assert hand.canvas.zoom() == pytest.approx(0.8)
    hand.key(Qt.Key.Key_0, Control)
    assert hand.canvas.zoom() == pytest.approx(1.0)
    assert hand.view.zooming.follows


@pytest.mark.parametrize("with_space", [True, False])
def test_the_view_is_panned(hand: Hand, document: Document, with_space: bool) -> None:
    start = hand.node("conv")
    pixel = hand.pixel(start)
    button = Qt.MouseButton.LeftButton if with_space else Qt.MouseButton.MiddleButton
    if with_space:
        QTest.keyPress(hand.view, Qt.Key.Key_Space)
    QTest.mousePress(hand.view.viewport(), button, Qt.KeyboardModifier.NoModifier, pixel)
    to = pixel + (hand.pixel(QPointF(40, 30)) - hand.pixel(QPointF(0, 0)))
    QTest.mouseMove(hand.view.viewport(), to)
    QTest.mouseRelease(hand.view.viewport(), button, Qt.KeyboardModifier.NoModifier, to)
    assert (hand.pixel(start) - to).manhattanLength() <= 2
    assert document.undo_stack.count() == 0
    assert selected(document) == []


# Adding ----------------------------------------------------------------------------------------------


def test_an_op_is_dropped_where_the_pointer_is(hand: Hand, document: Document) -> None:
    before = hand.text()
    data = QMimeData()
    data.setData(OP_MIME, b"MaxPool2d")
    at = QPointF(200, 250)
    pixel = hand.pixel(at)
    enter = QDragEnterEvent(
        pixel, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    hand.view.dragEnterEvent(enter)
    assert enter.isAccepted()
    hand.view.dropEvent(
        QDropEvent(
            QPointF(pixel),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert selected(document) == ["pool1"]
    assert (hand.canvas.scene.nodes["pool1"].scene_rect().center() - at).manhattanLength() <= 8
    undone(hand, before)


def test_what_is_no_op_is_not_taken(hand: Hand) -> None:
    data = QMimeData()
    data.setText("MaxPool2d")
    enter = QDragEnterEvent(
        hand.pixel(EMPTY),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    hand.view.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_tab_looks_for_an_op(hand: Hand, qtbot: QtBot) -> None:
    hand.view.setFocus()
    with qtbot.waitSignal(hand.canvas.search_wanted):
        hand.key(Qt.Key.Key_Tab)


# Looking on only -------------------------------------------------------------------------------------


def test_while_stepping_nothing_can_be_changed(hand: Hand, document: Document, qtbot: QtBot) -> None:
    before = hand.text()
    hand.canvas.set_editable(False)
    with qtbot.waitSignal(hand.canvas.node_clicked):
        hand.click(hand.node("conv"))
    start = hand.node("conv")
    hand.drag(start, start + QPointF(80, 80))
    hand.drag(hand.port("relu", None), hand.port("fc", "input"))
    document.select(["conv"])
    hand.key(Qt.Key.Key_Delete)
    hand.key(Qt.Key.Key_Down)
    assert hand.text() == before
    assert document.undo_stack.count() == 0
