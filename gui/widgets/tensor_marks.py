"""What stands around the cells of a tensor: its title, the indices, and outlines of what stands out."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from gui.theme import font, theme
from gui.widgets.formula import formula_size, paint_formula
from gui.widgets.tensor_grid import Grid

INDEX_HEIGHT = 20
INDEX_WIDTH = 20

_FORMULA_SIZE = 18
_GAP = 12
_OUTLINE = 3.0


@dataclass(frozen=True)
class Title:
    """The line above a tensor: `upstream ∂L/∂y 1×4`.

    Attributes:
        word: What it is.
        meaning: The token of the word's and the formula's colour.
        tex: Its formula in LaTeX.
    """

    word: str = ""
    meaning: str = "text"
    tex: str = ""

    def height(self) -> int:
        """Height of the line, 0 without words."""
        return theme().px(28) if self.word or self.tex else 0

    def _widths(self, shape: str) -> tuple[float, float, float]:
        return _measured(self.word, self.tex, shape, theme().scale)

    def width(self, shape: str) -> float:
        """Width of word, formula and shape."""
        return (
            sum(width + theme().px(_GAP) for width in self._widths(shape) if width) if self.height() else 0.0
        )

    def paint(self, painter: QPainter, left: float, right: float, shape: str) -> None:
        """Draw the line at the top, between two edges; the shape gives way where there is no room."""
        if not self.height():
            return
        word, tex, _ = self._widths(shape)
        baseline = theme().px(18)
        if self.word:
            painter.setFont(font("title"))
            painter.setPen(theme().colour(self.meaning))
            painter.drawText(QPointF(left, baseline), self.word)
            left += word + theme().px(_GAP)
        if self.tex:
            box = QRectF(left, 0, tex + 1, theme().px(26))
            paint_formula(painter, box, self.tex, theme().px(_FORMULA_SIZE), self.meaning)
            left += tex + theme().px(_GAP)
        if left + QFontMetricsF(font("shape")).horizontalAdvance(shape) <= right:
            painter.setFont(font("shape"))
            painter.setPen(theme().colour("text2"))
            painter.drawText(QPointF(left, baseline), shape)


@lru_cache(maxsize=1024)
def _measured(word: str, tex: str, shape: str, scale: float) -> tuple[float, float, float]:
    """Width of a title's parts at a text scale; layouts ask for it many times over."""
    wide = QFontMetricsF(font("title")).horizontalAdvance(word)
    formula = formula_size(tex, theme().px(_FORMULA_SIZE)).width() if tex else 0.0
    return wide, formula, QFontMetricsF(font("shape")).horizontalAdvance(shape)


def paint_indices(
    painter: QPainter, grid: Grid, rows: Collection[int], columns: Collection[int], row_step: int = 1
) -> None:
    """Draw the numbers of columns above and of rows before the cells.

    Args:
        painter: Where to.
        grid: The cells.
        rows: Rows whose number stands out.
        columns: Columns whose number stands out.
        row_step: By how much the number grows from row to row.
    """
    digit = QFontMetricsF(font("shape")).horizontalAdvance("0")
    pitch = grid.rect(0, 0).width() + 1
    step = math.ceil((len(str(grid.columns - 1)) + 0.5) * digit / pitch)
    high, wide = theme().px(INDEX_HEIGHT), theme().px(INDEX_WIDTH)
    alone = next(iter(columns)) if len(columns) == 1 else None
    shown = [
        column for column in range(0, grid.columns, step) if alone is None or abs(column - alone) >= step
    ]
    shown += [alone] if alone is not None else []
    for lit in (False, True):
        _set_pen(painter, lit=lit)
        for column in (column for column in shown if (column in columns) is lit):
            cell = grid.rect(0, column)
            box = QRectF(cell.left() - wide, cell.top() - high, cell.width() + 2 * wide, high - theme().px(4))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(column))
    if grid.rows == 1:
        return
    step = math.ceil(theme().px(14) / (grid.rect(0, 0).height() + 1))
    side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for lit in (False, True):
        _set_pen(painter, lit=lit)
        for row in (row for row in range(0, grid.rows, step) if (row in rows) is lit):
            cell = grid.rect(row, 0)
            box = QRectF(0, cell.top() - high, cell.left() - theme().px(8), cell.height() + 2 * high)
            painter.drawText(box, side, str(row * row_step))


def _set_pen(painter: QPainter, *, lit: bool) -> None:
    painter.setFont(font("shape_strong" if lit else "shape"))
    painter.setPen(theme().colour("text" if lit else "text3"))


def paint_outline(painter: QPainter, block: QRectF, colour: str, width: float = _OUTLINE) -> None:
    """Draw a line around some cells, just outside them."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().colour(colour), width))
    reach = width / 2
    painter.drawRoundedRect(block.adjusted(-reach, -reach, reach, reach), 4.0, 4.0)
