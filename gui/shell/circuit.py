"""Small pictures of graphs for cards: columns by depth; circuits with their values and gradients."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from typing_extensions import override

from engine.graph.model import Graph, Node
from engine.graph.topology import output_node, topological_order
from engine.ops.spec import Array
from gui.shell.picture import Picture
from gui.theme import font, math_font, math_italic, theme
from gui.widgets.icons import op_icon_name, paint_icon
from gui.widgets.numbers import number


@dataclass(frozen=True)
class CircuitNumbers:
    """Value and upstream gradient per node."""

    values: Mapping[str, Array] = field(default_factory=dict)
    upstream: Mapping[str, Array] = field(default_factory=dict)


def circuit_numbers(graph: Graph) -> CircuitNumbers:
    """One forward and one backward pass by the ops' NumPy references; for graphs of values alone."""
    order = topological_order(graph)
    values: dict[str, Array] = {}
    for node_id in order:
        read = [values[source] for source in graph.inputs(node_id).values()]
        values[node_id] = np.asarray(graph.node(node_id).op.forward(*read))
    upstream = {node_id: np.zeros_like(value) for node_id, value in values.items()}
    upstream[output_node(graph)] = np.ones_like(values[output_node(graph)])
    for node_id in reversed(order):
        sources = list(graph.inputs(node_id).values())
        read = [values[source] for source in sources]
        for source, downstream in zip(
            sources, graph.node(node_id).op.backward(upstream[node_id], *read), strict=True
        ):
            if downstream is not None:
                upstream[source] = upstream[source] + downstream
    return CircuitNumbers(values, upstream)


def _is_circuit(graph: Graph) -> bool:
    return all(node.op.name == "Value" or node.op.symbol is not None for node in graph)


class CircuitPicture(Picture):
    """The graph as a circuit: sources at the left, the output at the right."""

    _BOX = (34.0, 26.0)
    _ROUND = 34.0
    _TALLEST_ROW = 48.0
    _WIDEST = 560

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._output = output_node(graph)
        self._numbers = circuit_numbers(graph) if _is_circuit(graph) else CircuitNumbers()
        self._depth: dict[str, int] = {}
        for node_id in topological_order(graph):
            before = [self._depth[source] for source in graph.inputs(node_id).values()]
            self._depth[node_id] = 1 + max(before) if before else 0

    def _places(self, area: QRectF) -> dict[str, QPointF]:
        """The middle of each node."""
        sources = [node_id for node_id, depth in self._depth.items() if depth == 0]
        row = min(theme().px(self._TALLEST_ROW), area.height() / len(sources))
        column = area.width() / (max(self._depth.values()) + 1)
        top = area.center().y() - row * (len(sources) - 1) / 2
        heights = {node_id: top + row * index for index, node_id in enumerate(sources)}
        for node_id in self._depth:
            read = list(self._graph.inputs(node_id).values())
            if read:
                heights[node_id] = sum(heights[source] for source in read) / len(read)
        return {
            node_id: QPointF(area.left() + column * (depth + 0.32), heights[node_id])
            for node_id, depth in self._depth.items()
        }

    @override
    def paint(self, painter: QPainter, area: QRectF) -> None:
        width = min(area.width(), theme().px(self._WIDEST))
        inner = QRectF(area.center().x() - width / 2, area.top(), width, area.height())
        inner.adjust(theme().px(8), theme().px(8), 0, -theme().px(8))
        places = self._places(inner)
        painter.setPen(QPen(theme().colour("wire"), theme().px(2), Qt.PenStyle.SolidLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for edge in self._graph.edges:
            painter.drawPath(_wire(places[edge.source], places[edge.target]))
        end = places[self._output]
        painter.drawLine(end, QPointF(inner.right() - theme().px(20), end.y()))
        for node in self._graph:
            self._paint_numbers(painter, node.id, places[node.id])
            self._paint_node(painter, node, places[node.id])

    def _paint_node(self, painter: QPainter, node: Node, middle: QPointF) -> None:
        painter.setPen(QPen(theme().colour("border2"), 1))
        painter.setBrush(theme().colour("raised"))
        width, height = (theme().px(side) for side in self._BOX)
        box = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        symbol = node.op.symbol
        if symbol is not None:
            radius = theme().px(self._ROUND) / 2
            painter.drawEllipse(middle, radius, radius)
            box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
            painter.setFont(font("title"))
        else:
            painter.drawRoundedRect(box, theme().px(6), theme().px(6))
            painter.setFont(math_font(17))
        if symbol is None and node.op.name != "Value":
            side = theme().px(16)
            spot = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            paint_icon(painter, spot, op_icon_name(node.op.name, node.op.category.title))
            return
        painter.setPen(theme().colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, symbol or math_italic(node.id))

    def _paint_numbers(self, painter: QPainter, node_id: str, middle: QPointF) -> None:
        """Value above the wire that leaves a node, gradient below."""
        painter.setFont(font("strong"))
        width, height = theme().px(44), theme().px(18)
        left = middle.x() + theme().px(20)
        for numbers, token, top in (
            (self._numbers.values, "value", middle.y() - height - theme().px(1)),
            (self._numbers.upstream, "upstream", middle.y() + theme().px(2)),
        ):
            if node_id in numbers and numbers[node_id].size == 1:
                painter.setPen(theme().colour(token))
                text = number(numbers[node_id].item(), 2)
                painter.drawText(QRectF(left, top, width, height), Qt.AlignmentFlag.AlignCenter, text)


def _wire(start: QPointF, end: QPointF) -> QPainterPath:
    """Straight out of the source as far as its numbers stand, then a bend to the target."""
    bend = start.x() + (end.x() - start.x()) * 0.55
    control = (end.x() - bend) / 2
    path = QPainterPath(start)
    path.lineTo(bend, start.y())
    path.cubicTo(QPointF(bend + control, start.y()), QPointF(end.x() - control, end.y()), end)
    return path
