"""The learning rate over the whole run, as small as a line of the form."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import theme
from gui.training.plan import Plan
from gui.widgets import numbers

_HEIGHT = 44
_MARGIN = 4


class SchedulePreview(QWidget):
    """What was trained in the accent, what is to come in grey."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._done = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_plan(self, plan: Plan | None) -> None:
        """Show another course; None shows none."""
        self._plan = plan
        self.setToolTip("" if plan is None else _words(plan))
        self.setAccessibleName(f"learning rate {self.toolTip()}")
        self.update()

    def set_done(self, epochs: float) -> None:
        """Mark how far the run is."""
        if epochs != self._done:
            self._done = epochs
            self.update()

    @override
    def sizeHint(self) -> QSize:
        """Some lines high."""
        return QSize(theme().px(120), theme().px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the course, and a dot where the run is."""
        if self._plan is None:
            return
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN + 1, -_MARGIN, -_MARGIN - 1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corners = self._corners(self._plan, room)
        painter.setPen(QPen(theme().colour("text3"), 2.0))
        painter.drawPolyline(corners)
        if self._done <= 0:
            return
        end = room.left() + room.width() * min(1.0, self._done / self._plan.epochs)
        painter.save()
        painter.setClipRect(QRectF(0, 0, end, self.height()))
        painter.setPen(QPen(theme().colour("accent"), 2.0))
        painter.drawPolyline(corners)
        painter.restore()
        nearest = min(corners.toList(), key=lambda corner: abs(corner.x() - end))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("accent"))
        painter.drawEllipse(QPointF(end, nearest.y()), 3.5, 3.5)

    @staticmethod
    def _corners(plan: Plan, room: QRectF) -> QPolygonF:
        x, y = plan.curve.midline(0, plan.epochs, round(room.width()))
        heights = np.log10(y) if plan.spans_decades() else y
        low, high = float(heights.min()), float(heights.max())
        share = (heights - low) / (high - low) if high > low else np.full(len(heights), 0.5)
        across = room.left() + x / plan.epochs * room.width()
        down = room.bottom() - share * room.height()
        return QPolygonF([QPointF(*corner) for corner in zip(across.tolist(), down.tolist(), strict=True)])


def _words(plan: Plan) -> str:
    first, last = plan.curve.values[0], plan.curve.values[-1]
    if first == last:
        return f"{numbers.number(first)} throughout"
    return f"from {numbers.number(first)} to {numbers.number(last)} in {numbers.count(plan.epochs)} epochs"
