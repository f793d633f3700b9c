"""The plotting area of a chart: axes, grid, curves. Importing this loads pyqtgraph."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

import numpy as np
import pyqtgraph as pg
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, mix, theme
from gui.widgets import numbers
from gui.widgets.envelope import Envelope, Floats
from gui.widgets.plot_scale import LogScale, Scale

LEFT_AXIS = 52
"""Pixels at 100% that the numbers of the upright axis take."""

_BOTTOM_AXIS = 24
_TOP_MARGIN = 8
_RIGHT_MARGIN = 12
_TICK_ROOM = 90  # pixels between two ticks of the lower axis
_TICK_HEIGHT = 36  # pixels between two ticks of the upright axis


@dataclass(frozen=True)
class Curve:
    """One curve of a chart.

    Attributes:
        name: What the legend calls it.
        data: Its points; they may grow.
        colour: A token.
        look: A line of 2 px; a faint one of 1 px that shows every peak; or a dashed one.
        dot: Whether a dot marks its last point.
        listed: Whether it stands in the legend and in the card under the mouse.
    """

    name: str
    data: Envelope
    colour: str = "text"
    look: Literal["line", "faint", "dashed"] = "line"
    dot: bool = False
    listed: bool = True

    def ink(self) -> QColor:
        """Its colour in the theme in force."""
        tokens = theme().tokens
        if self.look == "faint":
            return QColor(mix(tokens.panel, getattr(tokens, self.colour), 0.5))
        return theme().colour(self.colour)

    def pen(self) -> QPen:
        """What it is drawn with."""
        pen = QPen(self.ink(), {"line": 2.0, "faint": 1.0, "dashed": 1.5}[self.look])
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if self.look == "dashed":
            pen.setDashPattern([3.0, 3.0])
        return pen


def write_tick(value: float) -> str:
    """A number at a tick: as short as it gets, so a power of ten is `10²⁴`."""
    return numbers.number(value).removeprefix(f"1{numbers.TIMES}")


@dataclass(frozen=True)
class Mark:
    """A dotted line across a chart at one x, with a few words."""

    x: float
    words: str


class PlotArea(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph is not typed
    """Curves over a shared x. The wheel zooms, a drag moves, a double click shows all.

    Args:
        scale: Of the upright axis.
        write: How the numbers of the upright axis are written.
        x_name: What the lower axis counts.
    """

    pointed = Signal(object)
    """The x under the mouse, None when it has left."""

    zoomed = Signal(bool)
    """Whether only a part is on show now."""

    def __init__(
        self,
        scale: Scale,
        write: Callable[[float], str] = write_tick,
        x_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._left = _Axis("left", write)
        self._bottom = _Axis("bottom", write_tick)
        view = pg.ViewBox(enableMenu=False, defaultPadding=0)
        super().__init__(parent, viewBox=view, axisItems={"left": self._left, "bottom": self._bottom})
        self._view = view
        self._scale = scale
        self._x_name = x_name
        self._curves: Sequence[Curve] = ()
        self._span = (0.0, 1.0)
        self._limits: tuple[float | None, float | None] = (None, None)
        self._is_zoomed = False
        self._hint = ""
        self._painted_ends: list[object] = []
        self._layer = _Layer(self)
        self._view.setFlag(pg.ViewBox.GraphicsItemFlag.ItemClipsChildrenToShape, False)  # dots may stick out
        self._view.addItem(self._layer, ignoreBounds=True)
        self._view.disableAutoRange()
        self._view.setMouseEnabled(x=True, y=False)
        self._view.sigRangeChangedManually.connect(self._on_zoom)
        self.hideButtons()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.set_scale(scale)

    @property
    def scale_in_force(self) -> Scale:
        """The scale of the upright axis."""
        return self._scale

    @property
    def curves(self) -> Sequence[Curve]:
        """What is drawn: faint curves lie under the others."""
        return self._curves

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Draw other curves."""
        self._curves = tuple(curves)
        self._layer.update()
        self.refresh()

    def set_hint(self, hint: str) -> None:
        """Say something in the middle while no curve has a point."""
        self._hint = hint
        self._layer.update()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Draw other marks."""
        self._layer.marks = tuple(marks)
        self._layer.update()

    def set_scale(self, scale: Scale) -> None:
        """Use another scale for the upright axis."""
        self._scale = scale
        self._left.set_scale_in_force(scale)
        self.refresh()

    def set_span(self, low: float, high: float) -> None:
        """Set what the lower axis holds when all is on show."""
        if (low, high) == self._span:
            return
        self._span = (low, high)
        self._view.setLimits(xMin=low, xMax=high, minXRange=(high - low) / 1e5)
        if not self._is_zoomed:
            self._view.setXRange(low, high, padding=0)
        self.refresh()

    def set_limits(self, low: float | None, high: float | None) -> None:
        """Hold an end of the upright axis fast; None leaves it to the curves."""
        self._limits = (low, high)
        self.refresh()

    def set_ticks(self, values: Sequence[float] | None) -> None:
        """Name the ticks of the upright axis; None leaves them to the scale."""
        self._left.set_fixed(values)
        self._layer.update()

    def show_all(self) -> None:
        """Leave the zoom."""
        self._is_zoomed = False
        self._view.setXRange(*self._span, padding=0)
        self.refresh()
        self.zoomed.emit(False)

    def refresh(self) -> None:
        """Show what the curves hold by now."""
        low, high = self._shown_range()
        axis_low, axis_high = self._scale.to_axis(np.array([low, high])).tolist()
        if [axis_low, axis_high] != self._view.viewRange()[1]:
            self._view.setYRange(axis_low, axis_high, padding=0)
        ends = self._ends()
        if ends != self._painted_ends:
            self._painted_ends = ends
            self._layer.update()

    def _ends(self) -> list[object]:
        """What tells whether a curve looks otherwise by now: the pixel its last point is at, and the view."""
        found: list[object] = [self._view.viewRange(), self.size()]
        for curve in self._curves:
            last = curve.data.value_at(curve.data.end)
            place = None if last is None else self.place_of(curve.data.end, last).toPoint()
            found += [id(curve.data), place if place is not None else len(curve.data)]
        return found

    def _shown_range(self) -> tuple[float, float]:
        """The range of the upright axis that the part on show needs."""
        left, right = self._view.viewRange()[0]
        positive = isinstance(self._scale, LogScale)
        found = [curve.data.bounds(left, right, positive=positive) for curve in self._curves]
        bounds = [pair for pair in found if pair is not None]
        low = min((pair[0] for pair in bounds), default=0.1 if positive else 0.0)
        high = max((pair[1] for pair in bounds), default=1.0)
        low, high = self._scale.range(low, high)
        fixed_low, fixed_high = self._limits
        return low if fixed_low is None else fixed_low, high if fixed_high is None else fixed_high

    # Places ------------------------------------------------------------------------------------

    def plot_rect(self) -> QRectF:
        """Where the curves are drawn, in pixels of this widget."""
        room = self._view.sceneBoundingRect()
        return QRectF(
            QPointF(self.mapFromScene(room.topLeft())), QPointF(self.mapFromScene(room.bottomRight()))
        )

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a point of the data is, in pixels of this widget."""
        axis_y = float(self._scale.to_axis(np.array([y]))[0])
        return QPointF(self.mapFromScene(self._view.mapViewToScene(QPointF(x, axis_y))))

    def x_at(self, pixel: float) -> float:
        """The x at a pixel of this widget."""
        return float(self._view.mapSceneToView(self.mapToScene(round(pixel), 0)).x())

    # Mouse and look ------------------------------------------------------------------------------

    def _on_zoom(self, *_args: object) -> None:
        low, high = self._view.viewRange()[0]
        self._is_zoomed = (high - low) < 0.999 * (self._span[1] - self._span[0])
        self.refresh()
        self.zoomed.emit(self._is_zoomed)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is pointed at."""
        super().mouseMoveEvent(event)
        inside = self.plot_rect().contains(event.position())
        self.pointed.emit(self.x_at(event.position().x()) if inside else None)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave the zoom."""
        self.show_all()
        event.accept()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        """Tell that nothing is pointed at."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def _restyle(self) -> None:
        px = theme().px
        self.setBackground(theme().colour("panel"))
        self._left.restyle()
        self._bottom.restyle()
        self._left.setWidth(px(LEFT_AXIS))
        self._bottom.setHeight(px(_BOTTOM_AXIS))
        self.getPlotItem().layout.setContentsMargins(0, px(_TOP_MARGIN), px(_RIGHT_MARGIN), 0)
        self._layer.update()

    @override
    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Write what the lower axis counts under the numbers of the upright one."""
        super().drawForeground(painter, rect)
        painter.setFont(font("caption"))
        painter.setPen(theme().colour("text3"))
        plot = self._view.sceneBoundingRect()
        place = QRectF(0, plot.bottom(), plot.left() - theme().px(12), theme().px(_BOTTOM_AXIS))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._x_name)
        if self._hint and not any(len(curve.data) for curve in self._curves):
            painter.setFont(font("field"))
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter, self._hint)


class _Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph is not typed
    """An axis without a line: numbers alone, in the caption's face."""

    def __init__(self, side: Literal["left", "bottom"], write: Callable[[float], str]) -> None:
        super().__init__(side, maxTickLength=0)
        self._upright = side == "left"
        self._write = write
        self._scale_in_force = Scale()
        self._fixed: Sequence[float] | None = None

    def set_scale_in_force(self, scale: Scale) -> None:
        self._scale_in_force = scale
        self._renew()

    def set_fixed(self, values: Sequence[float] | None) -> None:
        self._fixed = values
        self._renew()

    def _renew(self) -> None:
        self.picture = None
        self.update()

    @override
    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        """Draw the numbers alone, neither the axis nor its ticks."""
        p.setFont(self.style["tickFont"])
        p.setPen(self.textPen())
        for place, flags, text in textSpecs:
            p.drawText(place, int(flags), text)

    def restyle(self) -> None:
        offset = theme().px(8 if self._upright else 4)
        self.setStyle(
            tickFont=font("caption"),
            tickTextOffset=offset,
            autoExpandTextSpace=False,
            hideOverlappingLabels=False,
        )
        self.setTextPen(theme().colour("text3"))

    def values(self, low: float, high: float) -> list[float]:
        """The numbers that get a tick between two places on the axis."""
        scale = self._scale_in_force
        ends = scale.from_axis(low), scale.from_axis(high)
        if self._fixed is not None:
            return [value for value in self._fixed if ends[0] <= value <= ends[1]]
        length = self.height() if self._upright else self.width()
        most = max(2, int(length / theme().px(_TICK_HEIGHT if self._upright else _TICK_ROOM)))
        return scale.ticks(*ends, most)

    @override
    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """The places of the ticks."""
        found = self._scale_in_force.to_axis(np.array(self.values(minVal, maxVal), dtype=np.float64))
        return [(1.0, found.tolist())]

    @override
    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """What stands at the ticks."""
        return [self._write(self._scale_in_force.from_axis(value)) for value in values]


class _Layer(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph is not typed
    """Grid, marks and curves, painted in pixels."""

    def __init__(self, area: PlotArea) -> None:
        super().__init__()
        self._area = area
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
        curves = sorted(self._area.curves, key=lambda curve: curve.look != "faint")
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
        axis = self._area.getAxis("left")
        places = self._area.scale_in_force.to_axis(
            np.array(axis.values(view.top(), view.bottom()), dtype=float)
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
        ends = view.left(), view.right(), max(1, ceil(room.width()))
        trace = curve.data.outline if curve.look == "faint" else curve.data.midline
        x, y = trace(*ends)
        pixels_x = x * to_pixels.m11() + to_pixels.dx()
        pixels_y = self._area.scale_in_force.to_axis(y) * to_pixels.m22() + to_pixels.dy()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, curve.look != "faint")
        painter.setPen(curve.pen())
        for line in _lines(pixels_x, pixels_y, room):
            painter.drawPolyline(line)

    def _paint_dot(self, painter: QPainter, curve: Curve, to_pixels: QTransform) -> None:
        last = curve.data.value_at(curve.data.end)
        if last is None:
            return
        place = float(self._area.scale_in_force.to_axis(np.array([last]))[0])
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
