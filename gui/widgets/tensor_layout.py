"""How a tensor's title, indices, cells and caption share the room of a widget."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize

from gui.theme import theme
from gui.widgets.tensor_grid import Cell, Grid, cells, fitting_cell
from gui.widgets.tensor_marks import INDEX_HEIGHT, INDEX_WIDTH

MARGIN = 4
"""Room around the cells for outlines."""

LINE_HEIGHT = 24

_PREFERRED = QSize(640, 400)
_SMALLEST_INDEXED = 14
_DIGIT = 7


@dataclass(frozen=True)
class TensorLayout:
    """What a tensor view has to place.

    Attributes:
        rows: Rows of the matrix on show.
        columns: Columns of the matrix on show.
        title: Width and height of the title line.
        caption: Width of the line below, 0 for none.
        cell: The size of the cells, where it is set from outside.
        plain: Leave out the indices, as for pictures.
        digits: How many digits the largest number of a row has.
    """

    rows: int
    columns: int
    title: QSize
    caption: int
    cell: Cell | None
    plain: bool
    digits: int = 2

    def indexed(self, cell: Cell | None) -> bool:
        """Whether rows and columns are numbered at a size of the cells."""
        return cell is not None and not self.plain and cell.width >= theme().px(_SMALLEST_INDEXED)

    def grid(self, size: QSize) -> Grid:
        """Where the cells lie: below the title, in the middle of the height that is left."""
        room = QSize(size.width(), max(1, size.height() - self.title.height() - self._caption_height()))
        cell = self.cell or self._largest_cell(room)
        frame = self._frame(cell)
        inner = QSize(max(1, room.width() - frame.width()), max(1, room.height() - frame.height()))
        grid = Grid(self.rows, self.columns, QPointF(0, 0), cell, inner)
        spare = max(0, inner.height() - grid.extent().height())
        top = self.title.height() + spare // 2 + self._index_height(cell) + MARGIN
        return Grid(self.rows, self.columns, QPointF(frame.width() - MARGIN, top), cell, inner)

    def size_hint(self) -> QSize:
        """Room for cells with numbers if that is not too much, and for title and caption."""
        cell = self.cell or fitting_cell(self.rows, self.columns, _PREFERRED)
        extent = cell.extent(self.rows, self.columns) if cell else _PREFERRED
        whole = extent + self._frame(cell)
        width = max(whole.width(), self.title.width(), self.caption)
        return QSize(width, whole.height() + self.title.height() + self._caption_height())

    def minimum_size(self) -> QSize:
        """Room for the title and a small picture, or for all cells where their size is set."""
        if self.cell is not None:
            return self.size_hint()
        least = QSize(min(self.columns * 4, theme().px(80)), min(self.rows * 4, theme().px(48)))
        least += self._frame(None)
        height = least.height() + self.title.height() + self._caption_height()
        return QSize(max(least.width(), self.title.width()), height)

    def _largest_cell(self, room: QSize) -> Cell | None:
        for cell in cells(self.rows):
            whole = cell.extent(self.rows, self.columns) + self._frame(cell)
            if whole.width() <= room.width() and whole.height() <= room.height():
                return cell
        return None

    def _index_height(self, cell: Cell | None) -> int:
        return theme().px(INDEX_HEIGHT) if self.indexed(cell) else 0

    def _frame(self, cell: Cell | None) -> QSize:
        """What indices, outlines and, without cells, the summary take beside the cells."""
        numbers = theme().px(INDEX_WIDTH + _DIGIT * max(0, self.digits - 2))
        left = numbers if self.indexed(cell) and self.rows > 1 else 0
        summary = theme().px(LINE_HEIGHT) if cell is None else 0
        return QSize(left + 2 * MARGIN, self._index_height(cell) + summary + 2 * MARGIN)

    def _caption_height(self) -> int:
        return theme().px(LINE_HEIGHT) if self.caption else 0
