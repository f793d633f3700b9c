"""Forms, sizes and ports of nodes, as the visual language has them."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from engine.ops.registry import make_op, op_class
from gui.canvas.geometry import node_geometry
from gui.canvas.look import NodeLook
from gui.canvas.marks import NodeMarks
from gui.canvas.naming import new_id
from gui.canvas.paint_tensors import mosaic
from gui.canvas.tensor_rows import body_height, tensor_lines


def test_a_layer_is_a_box_with_its_port_28_below_its_top() -> None:
    geometry = node_geometry(make_op("ReLU"))
    assert (geometry.form, geometry.width, geometry.height) == ("box", 160, 56)
    assert geometry.inputs == {"input": QPointF(0, 28)}
    assert geometry.output == QPointF(160, 28)


def test_a_footer_adds_24() -> None:
    assert node_geometry(make_op("Conv2d"), footer=True).height == 80


def test_two_ports_stand_32_apart() -> None:
    geometry = node_geometry(make_op("CrossEntropyLoss"))
    assert geometry.inputs == {"input": QPointF(0, 28), "target": QPointF(0, 60)}
    assert geometry.height == 80


def test_arithmetic_is_a_circle_with_its_ports_on_the_rim() -> None:
    geometry = node_geometry(make_op("Add"))
    assert (geometry.form, geometry.width, geometry.height) == ("circle", 56, 56)
    middle = QPointF(28, 28)
    for port in (*geometry.inputs.values(), geometry.output):
        off = port - middle
        assert (off.x() ** 2 + off.y() ** 2) ** 0.5 == pytest.approx(28)
    assert geometry.inputs["a"].y() < 28 < geometry.inputs["b"].y()


def test_tensors_never_move_ports() -> None:
    for name in ("ReLU", "CrossEntropyLoss", "Conv2d"):
        op = make_op(name)
        rest, grown = node_geometry(op, footer=True), node_geometry(op, body=72)
        assert (rest.inputs, rest.output) == (grown.inputs, grown.output)
    assert node_geometry(make_op("ReLU"), body=48).height == 36 + 48 + 8


def look(op: str = "ReLU", dims: tuple[int, ...] = (8,), *, has_gradient: bool = True) -> NodeLook:
    return NodeLook(
        node_id="n",
        op=op,
        icon=op,
        caption="",
        learns="",
        shape="",
        dims=dims,
        symbol="",
        trouble="none",
        problem=None,
        warnings=(),
        connected=frozenset(),
        is_read=True,
        has_gradient=has_gradient,
    )


def kinds(marks: NodeMarks, shown: NodeLook) -> list[list[tuple[str, str, bool]]]:
    """Meaning, kind, and whether it is computed, row by row."""
    lines = tensor_lines(shown, marks)
    return [[(part.meaning, part.kind, part.array is not None) for part in line.parts] for line in lines]


def test_what_is_not_computed_waits_in_the_same_rows() -> None:
    before = NodeMarks()
    after = NodeMarks(forward_done=True, backward_done=True, value=np.ones(8), upstream=np.ones(8))
    assert kinds(before, look()) == [[("value", "cells", False)], [("upstream", "cells", False)]]
    assert kinds(after, look()) == [[("value", "cells", True)], [("upstream", "cells", True)]]
    assert body_height(tensor_lines(look(), before)) == body_height(tensor_lines(look(), after)) == 48


def test_a_value_that_is_known_but_not_reached_yet_is_not_shown() -> None:
    assert kinds(NodeMarks(value=np.ones(8)), look())[0] == [("value", "cells", False)]


def test_the_current_node_shows_what_flows_on_too() -> None:
    marks = NodeMarks(True, True, True, np.ones(8), np.ones(8), np.ones(4))
    assert [row[0][0] for row in kinds(marks, look())] == ["value", "upstream", "downstream"]


def test_pictures_stand_side_by_side() -> None:
    marks = NodeMarks(True, True, True, np.ones((4, 6, 6)), np.ones((4, 6, 6)), np.ones((4, 6, 6)))
    rows = kinds(marks, look(dims=(4, 6, 6)))
    assert rows == [[(meaning, "picture", True) for meaning in ("value", "upstream", "downstream")]]


def test_numbers_long_vectors_and_photographs() -> None:
    assert kinds(NodeMarks(forward_done=True, value=np.array(2.0)), look(dims=()))[0][0][1] == "number"
    assert kinds(NodeMarks(forward_done=True, value=np.ones(128)), look(dims=(128,)))[0][0][1] == "band"
    photo = kinds(NodeMarks(forward_done=True, value=np.ones((1, 8, 8))), look("Input", (1, 8, 8)))
    assert photo[0][0][1] == "photo"


def test_labels_have_a_note_and_no_rows() -> None:
    assert kinds(NodeMarks(forward_done=True, note="class 2"), look("Target", (), has_gradient=False)) == []


def test_a_mosaic_keeps_every_number_and_parts_channels_by_zeros() -> None:
    array = np.arange(1.0, 2 * 3 * 4 + 1).reshape(6, 2, 2)
    sheet = mosaic(array, ratio=1.0)
    assert sorted(sheet[sheet != 0].tolist()) == array.reshape(-1).tolist()
    assert sheet[:2, :2].tolist() == array[0].tolist()
    assert not sheet[2, :].any()
    assert mosaic(np.ones((5, 7))).shape == (5, 7)


def test_new_nodes_get_names_as_in_a_lecture() -> None:
    assert new_id(op_class("Conv2d"), []) == "conv1"
    assert new_id(op_class("Conv2d"), ["conv1", "conv2"]) == "conv3"
    assert new_id(op_class("MaxPool2d"), []) == "pool1"
    assert new_id(op_class("Linear"), []) == "fc1"
    assert new_id(op_class("CrossEntropyLoss"), []) == "loss"
    assert new_id(op_class("CrossEntropyLoss"), ["loss"]) == "loss1"
    assert new_id(op_class("Input"), []) == "x"
    assert new_id(op_class("Value"), ["x", "y"]) == "z"
