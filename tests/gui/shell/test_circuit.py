"""The picture of a circuit carries the numbers of one real pass."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from engine.graph.file import graph_from_json
from engine.graph.model import Graph
from gui.shell.circuit import CircuitPicture, circuit_numbers


@pytest.fixture
def circuit() -> Graph:
    """f = (x + y) z at x = −2, y = 5, z = −4, with the gradients of the lecture."""
    return graph_from_json(
        {
            "format": "backstep.graph",
            "version": 1,
            "nodes": [
                {"id": "x", "op": "Value", "params": {"value": -2.0}},
                {"id": "y", "op": "Value", "params": {"value": 5.0}},
                {"id": "z", "op": "Value", "params": {"value": -4.0}},
                {"id": "q", "op": "Add"},
                {"id": "f", "op": "Multiply"},
            ],
            "edges": [["x", "q.a"], ["y", "q.b"], ["q", "f.a"], ["z", "f.b"]],
        }
    )


def test_values_and_gradients_are_those_of_the_board(circuit: Graph) -> None:
    numbers = circuit_numbers(circuit)
    assert {key: value.item() for key, value in numbers.values.items()} == {
        "x": -2.0,
        "y": 5.0,
        "z": -4.0,
        "q": 3.0,
        "f": -12.0,
    }
    assert {key: value.item() for key, value in numbers.upstream.items()} == {
        "x": -4.0,
        "y": -4.0,
        "z": 3.0,
        "q": -4.0,
        "f": 1.0,
    }


def test_gradients_add_up_where_a_wire_forks() -> None:
    square = graph_from_json(
        {
            "format": "backstep.graph",
            "version": 1,
            "nodes": [{"id": "x", "op": "Value", "params": {"value": 3.0}}, {"id": "y", "op": "Multiply"}],
            "edges": [["x", "y.a"], ["x", "y.b"]],
        }
    )
    assert circuit_numbers(square).upstream["x"].item() == 6.0


def test_it_paints_within_its_area(circuit: Graph, qapp: object) -> None:
    image = QImage(300, 160, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    CircuitPicture(circuit).paint(painter, QRectF(0, 0, 300, 160))
    painter.end()
    edge = {image.pixel(x, y) for x in range(300) for y in (0, 159)}
    assert edge == {0xFF000000}
    assert any(image.pixel(x, 80) != 0xFF000000 for x in range(300))
