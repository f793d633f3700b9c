"""A wire on the canvas, with its shape at rest and its numbers while stepping."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from engine.graph.model import Edge
from gui.canvas import metrics as m
from gui.canvas.ink import detail, draw_middle, pen, width_of
from gui.canvas.marks import WireMarks
from gui.canvas.routing import Route
from gui.theme import font, theme

_REACH = 8.0
_ROOM = 60.0  # around the path, for numbers and words


@dataclass(frozen=True)
class WireLook:
    """What a wire shows.

    Attributes:
        shape: The shape that flows, written; may be empty.
        wrong: Whether it does not fit where it leads.
        selected: Whether it is selected.
        marks: The stepper's marks, or None.
        from_current: Whether it leaves the current node, whose outline needs room.
    """

    shape: str = ""
    wrong: bool = False
    selected: bool = False
    marks: WireMarks | None = None
    from_current: bool = False


class WireItem(QGraphicsItem):
    """A wire, or the stub that leaves the output node.

    Args:
        edge: Which wire; None for the stub.
        route: Its way.
    """

    def __init__(self, edge: Edge | None, route: Route) -> None:
        super().__init__()
        self.edge = edge
        self._route = route
        self._look = WireLook()
        self._room = _room_of(route)
        self.setZValue(1)

    @property
    def key(self) -> tuple[str, str]:
        """Target and port."""
        assert self.edge is not None
        return self.edge.target, self.edge.port

    def touches(self, node_id: str) -> bool:
        """Whether it begins or ends at a node."""
        return self.edge is not None and node_id in (self.edge.source, self.edge.target)

    def rename(self, old: str, new: str) -> None:
        """Follow a node to its new id."""
        if self.edge is not None:
            source, target = (new if end == old else end for end in (self.edge.source, self.edge.target))
            self.edge = Edge(source, target, self.edge.port)

    @property
    def route(self) -> Route:
        """Its way in the scene."""
        return self._route

    @property
    def look(self) -> WireLook:
        """What it shows."""
        return self._look

    def show_route(self, route: Route) -> None:
        """Take another way."""
        self.prepareGeometryChange()
        self._route = route
        self._room = _room_of(route)
        self.update()

    def show_look(self, look: WireLook) -> None:
        """Show something else."""
        if look != self._look:
            self._look = look
            lit = look.marks is not None and look.marks.lit is not None
            self.setZValue(1.5 if lit or look.wrong or look.selected else 1)
            self.update()

    @override
    def boundingRect(self) -> QRectF:
        """The path, and the numbers around it."""
        return self._room

    @override
    def shape(self) -> QPainterPath:
        """Where it can be clicked: a little around the path."""
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * _REACH)
        return stroker.createStroke(self._route.path)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint the way, then what stands on it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        zoom = detail(painter)
        painter.strokePath(self._route.path, self._pen(zoom))
        marks = self._look.marks
        if marks is not None and (marks.lit is not None or self.edge is None):
            self._paint_arrow(painter, zoom)
        if zoom < m.TITLE_FROM:
            return
        if marks is not None and (marks.value or marks.gradient):
            self._paint_numbers(painter, marks, zoom)
        elif self._look.shape and zoom >= m.FULL_FROM:
            self._paint_shape(painter)
        if marks is not None and marks.local:
            self._paint_local(painter, marks.local, zoom)

    def _colour(self) -> str:
        marks = self._look.marks
        if marks is not None and marks.lit is not None:
            return marks.lit
        return "error" if self._look.wrong else "accent" if self._look.selected else "wire"

    def _pen(self, zoom: float) -> QPen:
        marks = self._look.marks
        loud = self._look.selected or (marks is not None and marks.lit is not None)
        width = max(3.0 / max(1.0, zoom) if loud else 2.0, 1.2 / zoom)
        made = pen(self._colour(), width)
        if self._look.wrong:
            made.setCapStyle(Qt.PenCapStyle.FlatCap)
            made.setDashPattern([5 / width, 5 / width])
        return made

    def _paint_arrow(self, painter: QPainter, zoom: float) -> None:
        """A head at the source, against the data, for what flows back; at the end for the stub at rest."""
        marks = self._look.marks
        painter.setPen(pen(self._colour(), 2.5 / max(1.0, zoom * 0.8)))
        if marks is not None and marks.lit is not None:
            at = self._route.path.pointAtPercent(0)
            tip = at + QPointF(7 + (7 / max(zoom, 0.5) if self._look.from_current else 0), 0)
            arms = 7.0
        else:
            tip, arms = self._route.path.pointAtPercent(1), -6.0
        painter.drawPolyline([tip + QPointF(arms, -6), tip, tip + QPointF(arms, 6)])

    def _paint_shape(self, painter: QPainter) -> None:
        face = font("shape", scaled=False)
        colour = "error" if self._look.wrong else "text2"
        at = self._route.shape_at
        if not self._route.shape_beside:
            draw_middle(painter, at - QPointF(0, 11), self._look.shape, face, colour)
            return
        wide = width_of(self._look.shape, face) + 8
        ground = QRectF(at.x() - wide / 2, at.y() - 9, wide, 18)
        painter.fillRect(ground, theme().colour("canvas"))
        draw_middle(painter, at, self._look.shape, face, colour)

    def _paint_numbers(self, painter: QPainter, marks: WireMarks, zoom: float) -> None:
        """The value above in green, the gradient below; the words only where this step's numbers stand."""
        size = max(m.NUMBER, m.LEAST_NUMBER / zoom)
        face = font("number", size=size, scaled=False)
        halfway = self._route.path.pointAtPercent(0.55)
        at, off = halfway if marks.apart else self._route.number_at, size * 0.55 + 6
        for text, place in ((marks.value, at - QPointF(0, off)), (marks.gradient, at + QPointF(0, off))):
            if marks.apart and text:
                ground = QRectF(0, 0, width_of(text, face) + 6, size * 1.2)
                ground.moveCenter(place)
                painter.fillRect(ground, theme().colour("canvas", 0.85))
        if marks.value:
            draw_middle(painter, at - QPointF(0, off), marks.value, face, "value")
        if not marks.gradient:
            return
        colour = marks.lit or "upstream"
        draw_middle(painter, at + QPointF(0, off), marks.gradient, face, colour)
        if marks.lit is not None and zoom >= m.FULL_FROM and not marks.apart:
            word = font("caption", size=max(7.5, 12 / zoom), scaled=False)
            below = at + QPointF(0, off + size * 0.55 + word.pixelSize() * 0.75)
            draw_middle(painter, below, marks.lit, word, colour)

    def _paint_local(self, painter: QPainter, text: str, zoom: float) -> None:
        """The violet pill where the local gradient acts: at the current node's input."""
        face = font("field_strong", size=max(9.5, min(13, 13 / zoom)), scaled=False)
        wide, high = width_of(text, face) + face.pixelSize() * 1.1, face.pixelSize() * 1.75
        path = self._route.path
        at = path.pointAtPercent(path.percentAtLength(max(0.0, path.length() - 18 - wide / 2)))
        pill = QRectF(at.x() - wide / 2, at.y() - high / 2, wide, high)
        painter.setPen(pen("local", 1.0))
        painter.setBrush(theme().colour("canvas"))
        painter.drawRoundedRect(pill, high / 2, high / 2)
        draw_middle(painter, at, text, face, "local")


def _room_of(route: Route) -> QRectF:
    return route.path.boundingRect().adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM)
