"""The plotting area of a chart: axes, grid, curves. Importing this loads pyqtgraph."""

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets.plot_axis import Axis, write_tick
from gui.widgets.plot_curve import Curve, Mark
from gui.widgets.plot_layer import Layer
from gui.widgets.plot_scale import LogScale, Scale

LEFT_AXIS = 52
"""Pixels at 100% that the numbers of the upright axis take."""

_BOTTOM_AXIS = 24
_TOP_MARGIN = 8
_RIGHT_MARGIN = 12


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
        self._left = Axis("left", write)
        self._bottom = Axis("bottom", write_tick)
        view = pg.ViewBox(enableMenu=False, defaultPadding=0)
        super().__init__(parent, viewBox=view, axisItems={"left": self._left, "bottom": self._bottom})
        self._view = view
        self._x_name = x_name
        self._span = (0.0, 1.0)
        self._limits: tuple[float | None, float | None] = (None, None)
        self._is_zoomed = False
        self._hint = ""
        self._painted_ends: list[object] = []
        self._layer = Layer(self._left)
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
        return self._left.scale_in_force

    @property
    def curves(self) -> Sequence[Curve]:
        """What is drawn: faint curves lie under the others."""
        return self._layer.curves

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Draw other curves."""
        self._layer.curves = tuple(curves)
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
        axis_low, axis_high = self.scale_in_force.to_axis(np.array([low, high])).tolist()
        if [axis_low, axis_high] != self._view.viewRange()[1]:
            self._view.setYRange(axis_low, axis_high, padding=0)
        ends = self._ends()
        if ends != self._painted_ends:
            self._painted_ends = ends
            self._layer.update()

    def _ends(self) -> list[object]:
        """What tells whether a curve looks otherwise by now: the pixel its last point is at, and the view."""
        found: list[object] = [self._view.viewRange(), self.size()]
        for curve in self._layer.curves:
            last = curve.data.value_at(curve.data.end)
            place = None if last is None else self.place_of(curve.data.end, last).toPoint()
            found += [id(curve.data), place if place is not None else len(curve.data)]
        return found

    def _shown_range(self) -> tuple[float, float]:
        """The range of the upright axis that the part on show needs."""
        left, right = self._view.viewRange()[0]
        positive = isinstance(self.scale_in_force, LogScale)
        found = [curve.data.bounds(left, right, positive=positive) for curve in self._layer.curves]
        bounds = [pair for pair in found if pair is not None]
        low = min((pair[0] for pair in bounds), default=0.1 if positive else 0.0)
        high = max((pair[1] for pair in bounds), default=1.0)
        low, high = self.scale_in_force.range(low, high)
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
        axis_y = float(self.scale_in_force.to_axis(np.array([y]))[0])
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
        if self._hint and not any(len(curve.data) for curve in self._layer.curves):
            painter.setFont(font("field"))
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter, self._hint)
