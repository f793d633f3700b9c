"""The room nodes take on a canvas, and the grid they lie on."""

from dataclasses import dataclass
from typing import Final

from engine.graph.model import Node, Position

GAP: Final = 56
ROUND_GAP: Final = 128  # numbers stand on the wires of a circuit
ROW_GAP: Final = 68
SIDE_GAP: Final = 56  # room for the rows of tensors that a node grows while stepping
ROW_HEIGHT: Final = 80
MOST_COLUMNS: Final = 6
SNAP: Final = 8
_LINE: Final = 28  # where wires meet a node of the usual height


@dataclass(frozen=True)
class Box:
    """The room a node takes, in pixels at 100%.

    Attributes:
        width: From its left edge to its right.
        height: From its top to its bottom.
        port: How far below its top the wires meet it, so that neighbours can be lined up.
        is_round: Whether it belongs to a circuit, whose wires bear numbers.
    """

    width: float = 160
    height: float = 56
    port: float = 28
    is_round: bool = False


def default_box(node: Node) -> Box:
    """The room a node takes as the canvas draws it."""
    if node.op.symbol is not None:
        return Box(56, 56, 28, is_round=True)
    if node.op.name == "Value":
        return Box(75, 35, 17.5, is_round=True)
    ports = max(1, len(node.op.ports))
    footer = 24 if "trainable" in node.op.Params.model_fields else 0
    return Box(160, max(56, 48 + 32 * (ports - 1)) + footer)


def snapped(place: Position, box: Box) -> Position:
    """The nearest place on the grid, by the left edge and the line on which the wires meet the node.

    A node of the usual height has its top on the grid then, and one of another height still lines up with it.
    """
    x, y = place
    line = _LINE - box.port
    return round(x / SNAP) * SNAP, round((y - line) / SNAP) * SNAP + line
