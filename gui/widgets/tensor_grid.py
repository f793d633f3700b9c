"""Where the cells of a matrix lie: sizes to choose from, rectangles, and what is under the mouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize

from gui.theme import theme

Index = tuple[int | slice, ...]
"""A place in a tensor, with slices for whole rows, columns or blocks."""


@dataclass(frozen=True)
class Cell:
    """The size of one cell in pixels, and what that size allows.

    Attributes:
        width: Its width.
        height: Its height.
        gap: Space between cells.
        radius: Of its corners.
        numbers: Whether a number fits in.
    """

    width: int
    height: int
    gap: int
    radius: int
    numbers: bool

    def extent(self, rows: int, columns: int) -> QSize:
        """How large a matrix is, without indices."""
        width = columns * (self.width + self.gap) - self.gap
        return QSize(width, rows * (self.height + self.gap) - self.gap)


_LONGEST_LINE = 32
_SIDES = (24, 20, 16, 14, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1)
_VECTOR_HEIGHT = 20
_LARGEST_GAPPED = 4
_NUMBERED = ((42, 34), (39, 30), (36, 26))


def cells(rows: int) -> tuple[Cell, ...]:
    """The sizes a cell can have, largest first; vectors stay high enough to be seen."""
    return _cells(rows == 1, theme().scale)


@lru_cache
def _cells(is_vector: bool, scale: float) -> tuple[Cell, ...]:
    pixels = theme().px
    sizes = [Cell(pixels(width), pixels(height), 2, pixels(3), numbers=True) for width, height in _NUMBERED]
    for side in _SIDES:
        gap = 1 if side > _LARGEST_GAPPED else 0
        height = max(side, pixels(_VECTOR_HEIGHT)) if is_vector else side
        radius = 3 if side >= _SIDES[0] else 1 if side >= _SIDES[3] else 0
        sizes.append(Cell(side, height, gap, radius, numbers=False))
    return tuple(sizes)


def fitting_cell(rows: int, columns: int, room: QSize) -> Cell | None:
    """The largest cell at which a matrix fits; None if it does not even fit at one pixel a number."""
    for cell in cells(rows):
        extent = cell.extent(rows, columns)
        if extent.width() <= room.width() and extent.height() <= room.height():
            return cell
    return None


@dataclass(frozen=True)
class Grid:
    """The cells of a matrix on a widget.

    Attributes:
        rows: Count of rows.
        columns: Count of columns.
        origin: The top left corner of the first cell.
        cell: Their size; None where the matrix is shown as one picture of `room`'s size.
        room: Size of that picture.
    """

    rows: int
    columns: int
    origin: QPointF
    cell: Cell | None
    room: QSize

    def extent(self) -> QSize:
        """Size of all cells together."""
        return self.cell.extent(self.rows, self.columns) if self.cell else self.room

    def rect(self, row: int, column: int) -> QRectF:
        """The rectangle of one cell."""
        return self.block(range(row, row + 1), range(column, column + 1))

    def block(self, rows: range, columns: range) -> QRectF:
        """The rectangle around a block of cells."""
        left, right = self._span(columns, self.columns, self.room.width(), horizontal=True)
        top, bottom = self._span(rows, self.rows, self.room.height(), horizontal=False)
        return QRectF(self.origin + QPointF(left, top), self.origin + QPointF(right, bottom))

    def at(self, point: QPointF) -> tuple[int, int] | None:
        """Row and column of the cell at a point, if there is one."""
        place = point - self.origin
        extent = self.extent()
        if not (0 <= place.x() < extent.width() and 0 <= place.y() < extent.height()):
            return None
        return (
            min(self.rows - 1, int(place.y() * self.rows / extent.height())),
            min(self.columns - 1, int(place.x() * self.columns / extent.width())),
        )

    def _span(self, part: range, count: int, room: int, *, horizontal: bool) -> tuple[float, float]:
        if self.cell is None:
            return part.start * room / count, max(part.stop * room / count, part.start * room / count + 2)
        side = self.cell.width if horizontal else self.cell.height
        pitch = side + self.cell.gap
        return part.start * pitch, (part.stop - 1) * pitch + side


def matrix_of(array: npt.NDArray[Any], prefix: Sequence[int]) -> npt.NDArray[Any]:
    """The two-dimensional part of a tensor that is shown.

    Args:
        array: The tensor.
        prefix: Which slice of the dimensions before the last two.

    Shape:
        (…, rows, columns) to (rows, columns); a vector is one row, a scalar one cell.
    """
    if array.ndim <= 2:
        return np.atleast_2d(array)
    return np.asarray(array[tuple(prefix)])


def line_length(count: int) -> int:
    """How many numbers of a long row stand in a line, so that all lines are equally long.

    A row of up to 32 numbers stays as it is, and so does one that has no such divisor.
    """
    lengths = range(16, min(count, 65)) if count > _LONGEST_LINE else range(0)
    return next((n for n in lengths if count % n == 0 and count // n <= n), count)


def visible_part(
    index: Sequence[int | slice], shape: Sequence[int], prefix: Sequence[int]
) -> tuple[range, range] | None:
    """The rows and columns of the shown matrix that an index into the tensor names, if any.

    Args:
        index: A place in each dimension, a slice for several of them.
        shape: The tensor's shape.
        prefix: Which slice of the dimensions before the last two is shown.
    """
    spans = [
        range(place, place + 1) if isinstance(place, int) else range(*place.indices(size))
        for place, size in zip(index, shape, strict=True)
    ]
    if any(shown not in span for shown, span in zip(prefix, spans, strict=False)):
        return None
    rows, columns = [range(1), range(1), *spans][-2:]
    if len(shape) < 2:
        rows = range(1)
    if not rows or not columns:
        return None
    return range(rows[0], rows[-1] + 1), range(columns[0], columns[-1] + 1)


def full_index(row: int, column: int, dimensions: int, prefix: Sequence[int]) -> tuple[int, ...]:
    """The tensor's index of a cell."""
    return (*prefix, row, column) if dimensions >= 2 else (column,)[:dimensions]
