"""A list of bars: what each of many things has of one quantity, the most first, one of them chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets import numbers

_ROW = 20
_BAR = 8
_NAME = 32
_VALUE = 52


class BarList(QWidget):
    """Painted rows: a number, a bar, the quantity.

    Args:
        most: How many rows at most.
    """

    chosen = Signal(int)
    """The number of the row that a person chose."""

    def __init__(self, most: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self._values: Sequence[float] = ()
        self._order: list[int] = []
        self._current = 0
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_values(self, values: Sequence[float]) -> None:
        """Show the quantity of each thing, by its number."""
        rows = len(self._order)
        self._values = values
        self._order = sorted(range(len(values)), key=lambda number: -values[number])[: self._most]
        if len(self._order) != rows:
            self.updateGeometry()
        self.update()

    def set_current(self, number: int) -> None:
        """Choose without telling."""
        self._current = number
        self.update()

    @property
    def order(self) -> Sequence[int]:
        """The numbers on show, from the top."""
        return self._order

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """A line a row."""
        return QSize(theme().px(160), theme().px(_ROW) * len(self._order))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the mouse."""
        row = int(event.position().y() // theme().px(_ROW))
        if 0 <= row < len(self._order):
            self.chosen.emit(self._order[row])

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = theme().px
        largest = max((self._values[number] for number in self._order), default=0.0) or 1.0
        for row, number in enumerate(self._order):
            line = QRectF(0, row * px(_ROW), self.width(), px(_ROW))
            is_chosen = number == self._current
            painter.setFont(font("shape_strong" if is_chosen else "shape"))
            painter.setPen(theme().colour("text" if is_chosen else "text2"))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, str(number))
            words = numbers.number(self._values[number])
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
            room = line.width() - px(_NAME) - px(_VALUE)
            top = line.center().y() - px(_BAR) / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("grid"))
            painter.drawRoundedRect(QRectF(px(_NAME), top, room, px(_BAR)), 3, 3)
            painter.setBrush(theme().colour("accent" if is_chosen else "text3"))
            wide = max(px(3), room * self._values[number] / largest)
            painter.drawRoundedRect(QRectF(px(_NAME), top, wide, px(_BAR)), 3, 3)
