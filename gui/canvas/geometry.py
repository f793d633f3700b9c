"""Form, size and ports of a node, from what it is and what stands in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

from PySide6.QtCore import QPointF, QRectF

from engine.graph.boxes import Box
from engine.ops.spec import Op, Port
from gui.canvas import metrics as m

Form = Literal["box", "circle", "value"]


@dataclass(frozen=True)
class NodeGeometry:
    """Where the parts of a node lie, from its top left corner.

    Attributes:
        form: A box for layers, a circle for arithmetic, a small box for a Value.
        width: Of the form itself.
        height: Of the form itself.
        inputs: Place of each input port, in order.
        output: Place of the output port.
    """

    form: Form
    width: float
    height: float
    inputs: Mapping[str, QPointF]
    output: QPointF

    @property
    def rect(self) -> QRectF:
        """The form without ports and outlines."""
        return QRectF(0, 0, self.width, self.height)

    def port(self, name: str | None) -> QPointF:
        """The place of an input port; None for the output."""
        return self.output if name is None else self.inputs[name]

    def box(self) -> Box:
        """The room it takes, for the layout."""
        return Box(self.width, self.height, self.output.y(), is_round=self.form != "box")


def form_of(op: Op[Any]) -> Form:
    """What a node with this op looks like."""
    if op.symbol is not None:
        return "circle"
    return "value" if op.name == "Value" else "box"


def node_geometry(
    op: Op[Any],
    ports: Sequence[Port] = (),
    *,
    plain: bool = False,
    footer: bool = False,
    body: float = 0.0,
) -> NodeGeometry:
    """The geometry of a node.

    Args:
        op: What it computes.
        ports: Its inputs, where it takes any number of them; left out, those that every such op has.
        plain: Whether its box has a title only.
        footer: Whether its box has a footer.
        body: Height of the tensors in its box, which stand in place of second line and footer.
    """
    names = [port.name for port in ports or op.ports]
    form = form_of(op)
    if form == "circle":
        return _circle(names)
    if form == "value":
        middle = m.VALUE_HEIGHT / 2
        return NodeGeometry(form, m.VALUE_WIDTH, m.VALUE_HEIGHT, {}, QPointF(m.VALUE_WIDTH, middle))
    height = m.PLAIN_HEIGHT if plain and len(names) < 2 and not footer else m.NODE_HEIGHT
    height = max(height, m.PORT_TOP + m.PORT_PITCH * (len(names) - 1) + 20)
    if body:
        height = max(height, m.HEADER + body + 8)
    elif footer:
        height += m.FOOTER
    line = m.PLAIN_HEIGHT / 2 if height == m.PLAIN_HEIGHT else m.PORT_TOP
    inputs = {name: QPointF(0, line + m.PORT_PITCH * index) for index, name in enumerate(names)}
    return NodeGeometry(form, m.NODE_WIDTH, height, inputs, QPointF(m.NODE_WIDTH, line))


def _circle(ports: list[str]) -> NodeGeometry:
    radius = m.CIRCLE / 2
    inputs = {}
    for index, name in enumerate(ports):
        rise = (index - (len(ports) - 1) / 2) * 2 * m.CIRCLE_PORTS
        inputs[name] = QPointF(radius - sqrt(radius**2 - rise**2), radius + rise)
    return NodeGeometry("circle", m.CIRCLE, m.CIRCLE, inputs, QPointF(m.CIRCLE, radius))
