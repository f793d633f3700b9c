"""The graph as a slim strip: one row of small nodes, a second view of the same document."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from engine.graph.model import Node
from engine.graph.topology import topological_order
from gui.canvas.ink import draw_middle, pen
from gui.document import Document
from gui.theme import font, theme

_HEIGHT = 112
_MARGIN = 12.0
_GAP = 12.0
_BOX_TOP, _BOX_HEIGHT = 36.0, 32.0
_LEAST_PITCH, _MOST_WIDTH = 72.0, 104.0
_DOTS = 24


class Strip(QWidget):
    """The nodes in the order of the data, with their names above and a few words below.

    Args:
        document: The document on show.
        parent: Where it stands.

    Signals:
        node_clicked: A node was clicked.
    """

    node_clicked = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._captions: Mapping[str, tuple[str, str]] = {}
        self._current: str | None = None
        self._order: list[str] = []
        self._scrolled = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Graph as a strip")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        document.graph_replaced.connect(self._follow)
        document.graph_event.connect(self._follow)
        document.report_changed.connect(self.update)
        document.selection_changed.connect(self._show_selected)
        theme().changed.connect(self._restyle)
        self._follow()

    def set_captions(self, captions: Mapping[str, tuple[str, str]]) -> None:
        """Write words below nodes: per id, the words and the token of their colour."""
        self._captions = dict(captions)
        self.update()

    def set_current(self, node_id: str | None) -> None:
        """Outline a node as the current one, or none."""
        self._current = node_id
        self.update()

    def node_rect(self, node_id: str) -> QRectF:
        """Where a node's box lies in the widget."""
        return self._box(self._order.index(node_id))

    def _follow(self) -> None:
        graph = self._document.graph
        self._order = [n for n in topological_order(graph) if graph.nodes[n].op.fed_by != "targets"]
        self._scroll_to(self._scrolled)
        self.update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    # Places ----------------------------------------------------------------------------------------

    def _pitch(self) -> float:
        room = self.width() - 2 * _MARGIN + _GAP
        return min(max(_LEAST_PITCH, room / max(1, len(self._order))), _MOST_WIDTH + _GAP)

    def _box(self, index: int) -> QRectF:
        pitch, scale = self._pitch(), theme().scale
        left = _MARGIN + index * pitch - self._scrolled
        return QRectF(left, _BOX_TOP * scale, pitch - _GAP, _BOX_HEIGHT * scale)

    def _scroll_to(self, scrolled: float) -> None:
        whole = len(self._order) * self._pitch() - _GAP + 2 * _MARGIN
        self._scrolled = min(max(0.0, scrolled), max(0.0, whole - self.width()))

    def _show_selected(self) -> None:
        """Bring the selected node into sight."""
        chosen = [n for n in self._document.selection if n in self._order]
        if chosen:
            box = self._box(self._order.index(chosen[0]))
            if box.left() < _MARGIN or box.right() > self.width() - _MARGIN:
                self._scroll_to(self._scrolled + box.center().x() - self.width() / 2)
        self.update()

    def _node_at(self, at: QPointF) -> str | None:
        for index, node_id in enumerate(self._order):
            box = self._box(index)
            if box.left() - _GAP / 2 <= at.x() <= box.right() + _GAP / 2:
                return node_id
        return None

    # Events ----------------------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        """Names, boxes, words below."""
        return QSize(600, theme().px(_HEIGHT))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the end at the end."""
        self._scroll_to(self._scrolled)
        super().resizeEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move along where the graph is longer than the strip."""
        self._scroll_to(self._scrolled - (event.angleDelta().x() or event.angleDelta().y()) / 2)
        self.update()
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a node."""
        node_id = self._node_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._document.select([] if node_id is None else [node_id])
        if node_id is not None:
            self.node_clicked.emit(node_id)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say the whole name of a node."""
        node_id = self._node_at(event.position())
        words = "" if node_id is None else f"{self._document.graph.nodes[node_id].op.name} {node_id}"
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    # Painting --------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the paper, the wires, the nodes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme().colour("canvas"))
        self._paint_dots(painter)
        self._paint_wires(painter)
        for index, node_id in enumerate(self._order):
            self._paint_node(painter, self._box(index), self._document.graph.nodes[node_id])

    def _paint_dots(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("dot"))
        for x in range(_DOTS // 2, self.width(), _DOTS):
            for y in range(_DOTS // 2, self.height(), _DOTS):
                painter.drawEllipse(QPointF(x, y), 1, 1)

    def _paint_wires(self, painter: QPainter) -> None:
        """Neighbours are joined straight, others by a way below the boxes."""
        place = {node_id: index for index, node_id in enumerate(self._order)}
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen("wire", 2.0))
        for edge in self._document.graph.edges:
            if edge.source not in place or edge.target not in place:
                continue
            start, end = self._box(place[edge.source]), self._box(place[edge.target])
            if place[edge.target] - place[edge.source] == 1:
                middle = start.center().y()
                painter.drawLine(QPointF(start.right(), middle), QPointF(end.left(), middle))
                continue
            low = start.bottom() + 7
            way = QPainterPath(QPointF(start.center().x(), start.bottom()))
            way.quadTo(QPointF(start.center().x(), low), QPointF(start.center().x() + 8, low))
            way.lineTo(end.center().x() - 8, low)
            way.quadTo(QPointF(end.center().x(), low), QPointF(end.center().x(), end.bottom()))
            painter.drawPath(way)

    def _paint_node(self, painter: QPainter, box: QRectF, node: Node) -> None:
        if box.right() < 0 or box.left() > self.width():
            return
        report = self._document.report.nodes.get(node.id)
        wrong = report is not None and report.problem is not None
        painter.setBrush(theme().colour("raised"))
        painter.setPen(pen("error", 1.5) if wrong else pen("border2"))
        painter.drawRoundedRect(box, 6, 6)
        outline = "current" if node.id == self._current else "accent"
        if node.id in self._document.selection or node.id == self._current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(outline, 2.0))
            painter.drawRoundedRect(box.adjusted(-4, -4, 4, 4), 9, 9)
        face = font("field_strong")
        draw_middle(painter, box.center(), _title(node, box.width() - 8), face, "error" if wrong else "text")
        above = QPointF(box.center().x(), box.top() - theme().px(14))
        draw_middle(painter, above, _cut(node.id, box.width() + 8), font("code"), "text3")
        words, colour = self._captions.get(node.id, ("", "text3"))
        if words:
            below = QPointF(box.center().x(), box.bottom() + theme().px(18))
            draw_middle(painter, below, words, font("caption"), colour)


def _title(node: Node, room: float) -> str:
    """The op's name, shortened to what fits."""
    measures = QFontMetricsF(font("field_strong"))
    names = [node.op.name, "Loss" if node.op.is_loss else node.op.name.removesuffix("2d").removesuffix("1d")]
    fitting = [name for name in names if measures.horizontalAdvance(name) <= room]
    return fitting[0] if fitting else measures.elidedText(names[-1], Qt.TextElideMode.ElideRight, room)


def _cut(text: str, room: float) -> str:
    return QFontMetricsF(font("code")).elidedText(text, Qt.TextElideMode.ElideRight, room)
