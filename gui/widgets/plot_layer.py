"""What lies between the axes of a chart, in one item: grid, marks, curves, dots."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import pyqtgraph as pg
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF, QTransform
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets.envelope import Floats
from gui.widgets.plot_axis import Axis
from gui.widgets.plot_curve import Curve, Mark


class Layer(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph is not typed
    """Grid, marks and curves, painted in pixels.

    Args:
        axis: The upright axis, whose scale and ticks it follows.

    Attributes:
        curves: What is drawn.
        marks: What is drawn across.
    """

    def __init__(self, axis: Axis) -> None:
        super().__init__()
        self._axis = axis
        self.curves: Sequence[Curve] = ()
        self.marks: Sequence[Mark] = ()

    @override
    def boundingRect(self) -> QRectF:
        """What is on show."""
        return QRectF(self.viewRect())

    @override
    def viewRangeChanged(self) -> None:
        """What is on show changed."""
        self.prepareGeometryChange()

    @override
    def paint(self, painter: QPainter, *_args: Any) -> None:
        """Paint all that lies between the axes."""
        view = self.viewRect()
        to_pixels = painter.transform()
        painter.save()
        painter.resetTransform()
        room = to_pixels.mapRect(view)
        self._paint_grid(painter, to_pixels, room)
        self._paint_marks(painter, to_pixels, room)
        curves = sorted(self.curves, key=lambda curve: curve.look != "faint")
        painter.setClipRect(room)
        for curve in curves:
            self._paint_curve(painter, curve, to_pixels, room)
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for curve in curves:
            if curve.dot and view.left() <= curve.data.end <= view.right():
                self._paint_dot(painter, curve, to_pixels)
        painter.restore()

    def _paint_grid(self, painter: QPainter, to_pixels: QTransform, room: QRectF) -> None:
        view = self.viewRect()
        places = self._axis.scale_in_force.to_axis(
            np.array(self._axis.values(view.top(), view.bottom()), dtype=float)
        )
        painter.setPen(theme().colour("grid"))
        for place in places.tolist():
            y = round(to_pixels.map(QPointF(0.0, place)).y())
            y = min(y, int(room.bottom()) - 1)
            painter.drawLine(int(room.left()), y, int(room.right()), y)

    def _paint_marks(self, painter: QPainter, to_pixels: QTransform, room: QRectF) -> None:
        pen = QPen(theme().colour("border2"), 1.0)
        pen.setDashPattern([2.0, 3.0])
        painter.setFont(font("caption"))
        metrics = QFontMetricsF(painter.font())
        free_from = room.left()
        for mark in self.marks:
            x = round(to_pixels.map(QPointF(mark.x, 0.0)).x())
            painter.setPen(pen)
            painter.drawLine(x, int(room.top()), x, int(room.bottom()))
            width = metrics.horizontalAdvance(mark.words)
            left = x + theme().px(6)
            if left >= free_from and left + width <= room.right():
                painter.setPen(theme().colour("text3"))
                painter.drawText(QPointF(left, room.top() + metrics.ascent()), mark.words)
                free_from = left + width + theme().px(12)

    def _paint_curve(self, painter: QPainter, curve: Curve, to_pixels: QTransform, room: QRectF) -> None:
        view = self.viewRect()
        columns = max(1, ceil(room.width()))
        if curve.look == "faint":
            x, y = curve.data.outline(view.left(), view.right(), columns)
        else:  # a corner every other pixel: what smooth lines cost goes by their corners
            x, y = curve.data.midline(view.left(), view.right(), columns // 2)
        pixels_x = x * to_pixels.m11() + to_pixels.dx()
        pixels_y = self._axis.scale_in_force.to_axis(y) * to_pixels.m22() + to_pixels.dy()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, curve.look != "faint")
        painter.setPen(curve.pen())
        for line in _lines(pixels_x, pixels_y, room):
            painter.drawPolyline(line)

    def _paint_dot(self, painter: QPainter, curve: Curve, to_pixels: QTransform) -> None:
        last = curve.data.value_at(curve.data.end)
        if last is None:
            return
        place = float(self._axis.scale_in_force.to_axis(np.array([last]))[0])
        if np.isfinite(place):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(curve.ink())
            painter.drawEllipse(to_pixels.map(QPointF(curve.data.end, place)), 4.0, 4.0)


def _lines(x: Floats, y: Floats, room: QRectF) -> list[QPolygonF]:
    """The unbroken parts of a line; what is far outside is brought near, as painters cannot go that far."""
    far = 4 * room.height()
    whole = np.isfinite(y)
    y = np.clip(y, room.top() - far, room.bottom() + far)
    if whole.all():
        return [arrayToQPolygonF(x, y)] if len(x) else []
    edges = np.flatnonzero(np.diff(np.concatenate([[False], whole, [False]]).astype(np.int8)))
    return [
        arrayToQPolygonF(x[start:stop], y[start:stop])
        for start, stop in zip(edges[0::2], edges[1::2], strict=True)
    ]
