"""Zoom and place of a view: fit, in and out, to the pointer, gently to a node."""

from PySide6.QtCore import QEasingCurve, QObject, QPoint, QPointF, QRectF, QVariantAnimation, Signal
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

from gui.canvas import metrics as m
from gui.theme import theme

_STEPS = (0.1, 0.25, 0.35, 0.5, 0.67, 0.8, 1.0, 1.25, 1.6, 2.0, 2.5, 3.0, 4.0)
_MARGIN = 11  # pixels around what is fitted in
_FOOT = 56  # pixels that the zoom bar takes
_INSIDE = 80  # pixels a node has to be inside of the view to need no centring
_GLIDE = 220  # milliseconds


class Zooming(QObject):
    """Moves a view over its scene.

    Attributes:
        follows: Whether the view was fitted and nobody has moved it since; it is fitted again when resized.
    """

    changed = Signal(float)
    """The zoom changed."""

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self.follows = True
        self._glide = QVariantAnimation(self)
        self._glide.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._glide.valueChanged.connect(self._centre)

    @property
    def zoom(self) -> float:
        """Pixels of the screen per scene unit; 1 is 100%."""
        return self._view.transform().m11()

    def set_zoom(self, zoom: float, around: QPoint | None = None) -> None:
        """Zoom, and keep what is at a pixel of the view where it is: at its middle if left out."""
        self.stop()
        self.follows = False
        self._zoom(zoom, around)

    def _zoom(self, zoom: float, around: QPoint | None = None) -> None:
        zoom = min(max(zoom, m.LEAST_ZOOM), m.MOST_ZOOM)
        pixel = around if around is not None else self._view.viewport().rect().center()
        place = self._view.mapToScene(pixel)
        before = self.zoom
        self._view.setTransform(QTransform.fromScale(zoom, zoom))
        off = self._view.mapFromScene(place) - pixel
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() + off.x())
        down.setValue(down.value() + off.y())
        if zoom != before:
            self.changed.emit(zoom)

    def step_in(self) -> None:
        """To the next larger usual zoom."""
        self.set_zoom(next((step for step in _STEPS if step > self.zoom * 1.01), m.MOST_ZOOM))

    def step_out(self) -> None:
        """To the next smaller usual zoom."""
        self.set_zoom(next((step for step in reversed(_STEPS) if step < self.zoom * 0.99), m.LEAST_ZOOM))

    def fit(self, content: QRectF, most: float) -> None:
        """Show everything, at most at this zoom."""
        self.stop()
        size = self._view.viewport().size()
        wide, high = size.width() - 2 * _MARGIN, size.height() - _MARGIN - _FOOT
        if content.isEmpty() or wide <= 0 or high <= 0:
            self._zoom(min(1.0, most))
            self._view.centerOn(content.center())
        else:
            zoom = min(most, wide / content.width(), high / content.height())
            self._zoom(int(zoom * 100) / 100 or zoom)
            foot = (_FOOT - _MARGIN) / 2 / self.zoom
            self._view.centerOn(content.center() + QPointF(0, foot))
        self.follows = True

    def centre_on(self, rect: QRectF, *, gently: bool, content: QRectF | None = None) -> None:
        """Bring a part of the scene to the middle, unless it is well inside of the view already.

        Args:
            rect: The part.
            gently: Whether to glide, and only if need be.
            content: All there is, if the view is not to show more emptiness around it than it must.
        """
        seen = self._view.mapFromScene(rect).boundingRect()
        inner = self._view.viewport().rect().adjusted(_INSIDE, _INSIDE, -_INSIDE, -_INSIDE)
        if gently and inner.contains(seen.center()) and self._view.viewport().rect().contains(seen):
            return
        self.stop()
        self.follows = False
        duration = theme().duration(_GLIDE) if gently and self._view.isVisible() else 0
        middle = rect.center() if content is None else self._within(rect.center(), content)
        if duration == 0:
            self._view.centerOn(middle)
            return
        self._glide.setDuration(duration)
        self._glide.setStartValue(self._view.mapToScene(self._view.viewport().rect().center()))
        self._glide.setEndValue(middle)
        self._glide.start()

    def _within(self, middle: QPointF, content: QRectF) -> QPointF:
        """The nearest middle of a view that shows no more emptiness than it must."""
        half = self._view.viewport().size() / 2 / self.zoom
        inner = content.adjusted(half.width(), half.height(), -half.width(), -half.height())
        inner.adjust(-_MARGIN / self.zoom, -_MARGIN / self.zoom, _MARGIN / self.zoom, _FOOT / self.zoom)
        x = min(max(middle.x(), inner.left()), inner.right()) if inner.width() > 0 else content.center().x()
        y = min(max(middle.y(), inner.top()), inner.bottom()) if inner.height() > 0 else content.center().y()
        return QPointF(x, y)

    def stop(self) -> None:
        """End a glide where it is."""
        self._glide.stop()

    def _centre(self, place: QPointF) -> None:
        self._view.centerOn(place)
