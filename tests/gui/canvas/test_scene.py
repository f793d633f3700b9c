"""The scene follows the graph: events, reports, selection, marks, error cards."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from engine.graph.edits import AddNode, Connect, Disconnect, RemoveNode, RenameNode, SetParams
from engine.graph.model import Edge, Graph, make_node
from gui.canvas.marks import Marks, NodeMarks, WireMarks
from gui.document import Document
from gui.theme import theme
from tests.gui.canvas.hand import Hand, make_graph

Show = Callable[[Graph], Hand]


def too_small() -> Graph:
    """A picture of 2×2 that a 3×3 filter does not fit."""
    return make_graph(
        [
            {"id": "x", "op": "Input", "params": {"shape": [1, 2, 2]}, "position": [0, 0]},
            {"id": "conv", "op": "Conv2d", "position": [216, 0]},
            {"id": "relu", "op": "ReLU", "position": [432, 0]},
        ],
        [["x", "conv"], ["conv", "relu"]],
    )


def circuit() -> Graph:
    """(x + y) z, without positions."""
    return make_graph(
        [
            {"id": "x", "op": "Value", "params": {"value": -2}},
            {"id": "y", "op": "Value", "params": {"value": 5}},
            {"id": "z", "op": "Value", "params": {"value": -4}},
            {"id": "q", "op": "Add"},
            {"id": "f", "op": "Multiply"},
        ],
        [["x", "q.a"], ["y", "q.b"], ["q", "f.a"], ["z", "f.b"]],
    )


def test_items_follow_edits_and_undo(hand: Hand, document: Document) -> None:
    scene = hand.canvas.scene
    document.push(AddNode(make_node("tanh", "ReLU", position=(0, 200))))
    document.push(Connect(Edge("conv", "tanh", "input")))
    assert set(scene.nodes) == {"x", "conv", "relu", "fc", "tanh"}
    assert ("tanh", "input") in scene.wires
    document.push(RemoveNode("conv"))
    assert set(scene.wires) == set()
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert set(scene.nodes) == {"x", "conv", "relu", "fc"}
    assert set(scene.wires) == {("conv", "input"), ("relu", "input")}


def test_a_renamed_node_keeps_its_wires_and_its_place(show: Show, document: Document, qtbot: QtBot) -> None:
    hand = show(circuit())
    scene = hand.canvas.scene
    place = scene.nodes["q"].pos()
    document.select(["q"])
    with qtbot.waitSignal(document.report_changed):
        document.push(RenameNode("q", "total"))
    assert scene.nodes["total"].pos() == place
    assert scene.nodes["total"].look.node_id == "total"
    assert scene.nodes["total"].state.selected
    assert set(scene.wires) == {("total", "a"), ("total", "b"), ("f", "a"), ("f", "b")}
    document.push(Disconnect(Edge("total", "f", "a")))
    assert ("f", "a") not in scene.wires


def test_shapes_and_counts_follow_the_report(hand: Hand, document: Document, qtbot: QtBot) -> None:
    scene = hand.canvas.scene
    assert scene.wires["relu", "input"].look.shape == "4×6×6"
    assert scene.nodes["conv"].look.learns == "40"
    with qtbot.waitSignal(document.report_changed):
        document.push(SetParams("conv", {"out_channels": 8, "padding": 1}))
    assert scene.wires["relu", "input"].look.shape == "8×8×8"
    assert scene.nodes["conv"].look.learns == "80"
    assert scene.nodes["conv"].geometry.height == 80


def test_nodes_without_a_place_get_one_that_is_no_edit(show: Show, document: Document) -> None:
    hand = show(circuit())
    rects = [item.scene_rect() for item in hand.canvas.scene.nodes.values()]
    assert not any(a.intersects(b) for a in rects for b in rects if a is not b)
    assert document.undo_stack.count() == 0
    assert all(node.position is None for node in document.graph)


def test_what_does_not_fit_has_a_card_whose_button_mends_it(
    show: Show, document: Document, qtbot: QtBot
) -> None:
    hand = show(too_small())
    scene = hand.canvas.scene
    before = hand.text()
    assert troubles(hand) == {"x": "none", "conv": "wrong", "relu": "none"}
    assert scene.wires["conv", "input"].look.wrong
    assert not scene.wires["relu", "input"].look.wrong
    card = scene.callouts.cards["conv"]
    assert card.sceneBoundingRect().top() >= scene.nodes["conv"].scene_rect().bottom()
    button = next(b for b in card.buttons if b.fix.label == "Set padding to 1")
    with qtbot.waitSignal(document.report_changed):
        hand.click(button.sceneBoundingRect().center())
    assert document.graph.node("conv").op.explicit_params()["padding"] == 1
    assert scene.callouts.cards == {}
    assert set(troubles(hand).values()) == {"none"}
    document.undo_stack.undo()
    assert hand.text() == before


def test_a_port_without_a_wire_is_no_error_yet(hand: Hand) -> None:
    scene = hand.canvas.scene
    assert scene.nodes["fc"].look.trouble == "open"
    assert "fc" not in scene.callouts.cards


def test_the_selection_shows_and_is_the_documents(hand: Hand, document: Document) -> None:
    document.select(["x", "fc"])
    shown = {node_id for node_id, item in hand.canvas.scene.nodes.items() if item.state.selected}
    assert shown == {"x", "fc"}


def troubles(hand: Hand) -> dict[str, str]:
    return {node_id: item.look.trouble for node_id, item in hand.canvas.scene.nodes.items()}


def current(hand: Hand) -> list[str]:
    return [node_id for node_id, item in hand.canvas.scene.nodes.items() if item.state.current]


def step_marks() -> Marks:
    return Marks(
        nodes={n: NodeMarks(current=n == "q", forward_done=True) for n in "xyzqf"},
        wires={
            ("q", "a"): WireMarks("−2", "−4", "downstream", "× 1", "value −2.0"),
            ("f", "a"): WireMarks("3", "−4", "upstream"),
        },
        output=("f", WireMarks("−12", "1")),
    )


def test_marks_come_and_go_and_leave_nothing_behind(show: Show) -> None:
    hand = show(circuit())
    scene = hand.canvas.scene
    items = len(scene.items())
    at_rest = {n: item.port_in_scene(None) for n, item in scene.nodes.items()}
    hand.canvas.show_marks(step_marks())
    assert current(hand) == ["q"]
    assert len(scene.items()) == items + 1  # the stub that leaves the output
    assert scene.wires["f", "a"].look.from_current
    assert {n: item.port_in_scene(None) for n, item in scene.nodes.items()} == at_rest
    hand.canvas.show_marks(None)
    assert current(hand) == []
    assert len(scene.items()) == items


def test_marks_of_nodes_that_are_gone_do_no_harm(show: Show, document: Document) -> None:
    hand = show(circuit())
    hand.canvas.show_marks(step_marks())
    document.push(RemoveNode("q"))
    hand.canvas.show_marks(step_marks())
    assert "q" not in hand.canvas.scene.nodes


def test_boxes_grow_for_tensors_and_shrink_again(hand: Hand) -> None:
    scene = hand.canvas.scene
    port = scene.nodes["relu"].port_in_scene("input")
    value = np.zeros((4, 6, 6))
    hand.canvas.show_marks(Marks({"relu": NodeMarks(True, True, True, value, value, value)}))
    assert scene.nodes["relu"].geometry.height == 36 + 56 + 8
    assert scene.nodes["relu"].port_in_scene("input") == port
    hand.canvas.show_marks(None)
    assert scene.nodes["relu"].geometry.height == 56


@pytest.mark.parametrize("zoom", [1.6, 1.0, 0.5, 0.2])
@pytest.mark.parametrize("mode", ["dark", "light"])
def test_everything_can_be_painted_at_every_zoom(show: Show, zoom: float, mode: str) -> None:
    hand = show(circuit())
    try:
        theme().set_mode("light" if mode == "light" else "dark")
        hand.canvas.show_marks(step_marks())
        hand.canvas.set_zoom(zoom)
        image = hand.canvas.grab().toImage()
        colours = {image.pixelColor(x, y).name() for x in range(0, 1000, 5) for y in range(0, 640, 5)}
        assert theme().tokens.canvas.lower() in colours
        assert len(colours) > 3
    finally:
        theme().set_mode("dark")


def test_dragged_cards_follow_their_node(show: Show) -> None:
    hand = show(too_small())
    card = hand.canvas.scene.callouts.cards["conv"]
    before = card.pos()
    start = hand.node("conv")
    hand.press(start)
    hand.move(start + QPointF(0, 80))
    assert card.pos() - before == QPointF(0, 80)
    hand.release(start)


def joined() -> Graph:
    """A Concat of three branches."""
    return make_graph(
        [
            {"id": "x", "op": "Input", "params": {"shape": [2, 4, 4]}, "position": [0, 0]},
            {"id": "relu", "op": "ReLU", "position": [216, 0]},
            {"id": "cat", "op": "Concat", "position": [432, 0]},
        ],
        [["x", "relu"], ["x", "cat.0"], ["relu", "cat.1"], ["x", "cat.2"]],
    )


def test_a_node_of_any_number_of_inputs_shows_a_free_port_for_the_next(
    show: Show, document: Document, qtbot: QtBot
) -> None:
    scene = show(joined()).canvas.scene
    assert list(scene.nodes["cat"].geometry.inputs) == ["0", "1", "2", "3"]
    for edit, ports in (
        (Connect(Edge("relu", "cat", "3")), 5),
        (Connect(Edge("relu", "cat", "7")), 8),
        (Disconnect(Edge("relu", "cat", "7")), 5),
        (RemoveNode("relu"), 3),
        (RemoveNode("cat"), 0),
    ):
        with qtbot.waitSignal(document.report_changed):
            assert document.push(edit)
        assert "cat" not in scene.nodes or len(scene.nodes["cat"].geometry.inputs) == ports
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert set(scene.wires) == {("relu", "input"), ("cat", "0"), ("cat", "1"), ("cat", "2")}
