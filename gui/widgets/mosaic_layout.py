"""Where small pictures of one size lie in a room, as large as they can be."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize

_SPACINGS = ((4, 2), (2, 1), (1, 0))
"""Gap and edge, the first at which a cell has at least a pixel."""


@dataclass(frozen=True)
class Arrangement:
    """Where pictures of one size lie in a room.

    Attributes:
        count: How many pictures.
        rows: Cells of a picture, down.
        columns: Cells of a picture, across.
        across: Pictures in a row.
        cell: Side of a cell in pixels: a whole number, but where not even one pixel fits.
        gap: Pixels between two pictures.
        edge: Pixels from a picture's cells to the outside of its frame; 0 for no frame.
        origin: The top left corner of the first picture's frame.
    """

    count: int
    rows: int
    columns: int
    across: int
    cell: float
    gap: int
    edge: int
    origin: QPointF = field(default_factory=QPointF)

    @staticmethod
    def fitting(count: int, rows: int, columns: int, room: QSize) -> "Arrangement":
        """The one with the largest cells; among those, the one nearest to a square."""
        return Arrangement._fitting(count, rows, columns, room.width(), room.height())

    @staticmethod
    @lru_cache(maxsize=64)
    def _fitting(count: int, rows: int, columns: int, width: int, height: int) -> "Arrangement":
        room = QSize(width, height)
        for gap, edge in _SPACINGS:
            made = Arrangement._spaced(count, rows, columns, room, gap, edge)
            if made.cell >= 1:
                break
        free = room - made.extent()
        return replace(made, origin=QPointF(max(0, free.width() // 2), max(0, free.height() // 2)))

    @staticmethod
    def _spaced(count: int, rows: int, columns: int, room: QSize, gap: int, edge: int) -> "Arrangement":
        best = (0.0, 0, 1)
        for across in range(1, count + 1):
            down = ceil(count / across)
            wide = (room.width() - (across - 1) * gap) / across - 2 * edge
            high = (room.height() - (down - 1) * gap) / down - 2 * edge
            cell = min(wide / columns, high / rows)
            cell = float(int(cell)) if cell >= 1 else max(0.0, cell)
            best = max(best, (cell, -abs(across - down) - (across * down - count), across))
        cell, _, across = best
        return Arrangement(count, rows, columns, across, cell, gap, edge)

    @property
    def down(self) -> int:
        """Rows of pictures."""
        return ceil(self.count / self.across)

    def pitch(self) -> tuple[float, float]:
        """From one picture to the next, across and down."""
        around = 2 * self.edge + self.gap
        return self.columns * self.cell + around, self.rows * self.cell + around

    def extent(self) -> QSize:
        """How large all pictures are together."""
        across, down = self.pitch()
        return QSize(ceil(self.across * across - self.gap), ceil(self.down * down - self.gap))

    def frame(self, index: int) -> QRectF:
        """Where a picture's frame is."""
        across, down = self.pitch()
        row, column = divmod(index, self.across)
        corner = self.origin + QPointF(column * across, row * down)
        return QRectF(corner.x(), corner.y(), across - self.gap, down - self.gap)

    def picture(self, index: int) -> QRectF:
        """Where a picture's cells are."""
        return self.frame(index).adjusted(self.edge, self.edge, -self.edge, -self.edge)

    def at(self, point: QPointF) -> int | None:
        """The picture at a point."""
        across, down = self.pitch()
        place = point - self.origin
        column, row = int(place.x() // across), int(place.y() // down)
        index = row * self.across + column
        inside = 0 <= column < self.across and row >= 0 and index < self.count
        return index if inside and self.frame(index).contains(point) else None
