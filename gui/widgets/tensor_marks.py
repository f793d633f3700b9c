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
    first, last = grid.rect(0, 0), grid.rect(grid.rows - 1, grid.columns - 1)
    across = (last.left() - first.left()) / max(1, grid.columns - 1)
    down = (last.top() - first.top()) / max(1, grid.rows - 1)
    high, wide = theme().px(INDEX_HEIGHT), theme().px(INDEX_WIDTH)
    step = math.ceil((len(str(grid.columns - 1)) + 0.5) * digit / (first.width() + 1))
    alone = next(iter(columns)) if len(columns) == 1 else None
    shown = [
        column for column in range(0, grid.columns, step) if alone is None or abs(column - alone) >= step
    ]
    shown += [alone] if alone is not None else []
    box = QRectF(first.left() - wide, first.top() - high, first.width() + 2 * wide, high - theme().px(4))
    _paint_numbers(painter, [(column, box.translated(column * across, 0)) for column in shown], columns)
    if grid.rows == 1:
        return
    step = math.ceil(theme().px(14) / (first.height() + 1))
    box = QRectF(0, first.top() - high, first.left() - theme().px(8), first.height() + 2 * high)
    places = [(row, box.translated(0, row * down)) for row in range(0, grid.rows, step)]
    _paint_numbers(painter, places, rows, row_step, Qt.AlignmentFlag.AlignRight)


def _paint_numbers(
    painter: QPainter,
    places: list[tuple[int, QRectF]],
    lit: Collection[int],
    step: int = 1,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
) -> None:
    """Draw indices in boxes, first those at rest, then those that stand out."""
    align = side | Qt.AlignmentFlag.AlignVCenter
    for loud in (False, True):
        _set_pen(painter, lit=loud)
        for number, box in places:
            if (number in lit) is loud:
                painter.drawText(box, align, str(number * step))


def _set_pen(painter: QPainter, *, lit: bool) -> None:
    painter.setFont(font("shape_strong" if lit else "shape"))
    painter.setPen(theme().colour("text" if lit else "text3"))


def paint_outline(painter: QPainter, block: QRectF, colour: str, width: float = _OUTLINE) -> None:
    """Draw a line around some cells, just outside them."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().colour(colour), width))
    reach = width / 2
    painter.drawRoundedRect(block.adjusted(-reach, -reach, reach, reach), 4.0, 4.0)
