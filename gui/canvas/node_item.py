"""A node on the canvas: it knows its id and its look, and never the graph."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gui.canvas import metrics as m
from gui.canvas.geometry import NodeGeometry
from gui.canvas.ink import detail
from gui.canvas.look import NodeLook
from gui.canvas.paint_node import NodeState, form_path, paint_node


class NodeItem(QGraphicsItem):
    """A node.

    Args:
        look: What it shows.
        geometry: Its form.
    """

    def __init__(self, look: NodeLook, geometry: NodeGeometry) -> None:
        super().__init__()
        self._look = look
        self._geometry = geometry
        self._room = _room_of(geometry)
        self._state = NodeState()
        self.setZValue(2)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    @property
    def node_id(self) -> str:
        """The id of the node it shows."""
        return self._look.node_id

    @property
    def look(self) -> NodeLook:
        """What it shows."""
        return self._look

    @property
    def geometry(self) -> NodeGeometry:
        """Its form."""
        return self._geometry

    @property
    def state(self) -> NodeState:
        """How it stands at the moment."""
        return self._state

    def scene_rect(self) -> QRectF:
        """Its form in the scene, without ports and outlines."""
        return self._geometry.rect.translated(self.pos())

    def port_in_scene(self, name: str | None) -> QPointF:
        """An input port's place in the scene; None for the output."""
        return self.pos() + self._geometry.port(name)

    def show_look(self, look: NodeLook, geometry: NodeGeometry) -> bool:
        """Show something else; whether ports moved."""
        if look == self._look and geometry == self._geometry:
            return False
        moved = (geometry.inputs, geometry.output) != (self._geometry.inputs, self._geometry.output)
        if geometry != self._geometry:
            self.prepareGeometryChange()
        self._look, self._geometry, self._room = look, geometry, _room_of(geometry)
        self.update()
        return moved

    def show_state(self, **changes: object) -> None:
        """Change how it stands: fields of `NodeState` by name."""
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]  # fields are checked by replace
        self.setZValue(4 if self._state.current else 3 if self._state.selected else 2)
        self.update()

    @override
    def boundingRect(self) -> QRectF:
        """Form, outlines, ports, and the names around a circle."""
        return self._room

    @override
    def shape(self) -> QPainterPath:
        """Where it can be taken hold of."""
        return form_path(self._geometry)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint it at the zoom of the painter."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_node(painter, self._look, self._geometry, self._state, detail(painter))


def _room_of(geometry: NodeGeometry) -> QRectF:
    if geometry.form == "circle":
        return geometry.rect.adjusted(-56, -44, 56, 56)  # names above and below
    foot = m.MARGIN if geometry.form == "box" else 28  # a note stands below a Value
    return geometry.rect.adjusted(-m.MARGIN, -m.MARGIN, m.MARGIN, foot)
