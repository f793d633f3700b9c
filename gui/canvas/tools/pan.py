"""Move the view by dragging."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QGraphicsView
from typing_extensions import override

from gui.canvas.tools.base import Gesture


class PanGesture(Gesture):
    """Drags the paper under the window: what was under the pointer stays under it.

    Args:
        view: The view.
        start: Where the button went down, in the scene.
    """

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, view: QGraphicsView, start: QPointF) -> None:
        self._view = view
        self._start = start

    @override
    def move(self, at: QPointF) -> None:
        zoom = self._view.transform().m11()
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() - round((at.x() - self._start.x()) * zoom))
        down.setValue(down.value() - round((at.y() - self._start.y()) * zoom))

    @override
    def finish(self, at: QPointF) -> None:
        """The view stays where it is."""

    @override
    def cancel(self) -> None:
        """So too."""
