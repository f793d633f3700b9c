"""Rows of words and numbers in columns, as in the inspector's sums."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import Role, font, theme

_ROW = 22
_GAP = 16


@dataclass(frozen=True)
class Cell:
    """A few words.

    Attributes:
        text: What they say.
        role: Face, size and weight.
        colour: A token.
    """

    text: str
    role: Role = "code"
    colour: str = "text"


class Rows(QWidget):
    """Label, sum and result: the first column as wide as it needs, the last at the right edge.

    The last row can be a total, under a line.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[Cell, ...], ...] = ()
        self._has_total = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_rows(self, rows: Sequence[Sequence[Cell]], *, total: bool = False) -> None:
        """Show rows of two or three cells each.

        Args:
            rows: Label, then what stands in the middle, then what stands at the right.
            total: Whether the last row is the sum of the others.
        """
        self._rows = tuple(tuple(row) for row in rows)
        self._has_total = total
        self.setAccessibleName("; ".join(" ".join(cell.text for cell in row) for row in self._rows))
        self._restyle()

    def texts(self) -> list[list[str]]:
        """What stands in the rows."""
        return [[cell.text for cell in row] for row in self._rows]

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """As high as the rows."""
        return QSize(
            theme().px(200), theme().px(_ROW) * len(self._rows) + (theme().px(6) if self._has_total else 0)
        )

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        body = self._rows[:-1] if self._has_total else self._rows
        widths = [
            QFontMetricsF(font(row[0].role)).horizontalAdvance(row[0].text) for row in body if len(row) > 1
        ]
        middle = max(widths, default=0.0) + theme().px(_GAP)
        top = 0
        for index, row in enumerate(self._rows):
            if self._has_total and index == len(self._rows) - 1:
                painter.fillRect(0, top + theme().px(3), self.width(), 1, theme().colour("border2"))
                top += theme().px(6)
            self._paint_row(painter, row, top, middle)
            top += theme().px(_ROW)

    def _paint_row(self, painter: QPainter, row: tuple[Cell, ...], top: int, middle: float) -> None:
        base = top + theme().px(15)
        for place, cell in enumerate(row):
            painter.setFont(font(cell.role))
            painter.setPen(theme().colour(cell.colour))
            x = 0.0 if place == 0 else middle
            if place == 2 or (place == 1 and self._has_total and len(row) == 2):
                x = self.width() - QFontMetricsF(painter.font()).horizontalAdvance(cell.text)
            painter.drawText(QPointF(x, base), cell.text)
