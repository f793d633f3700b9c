"""The cells of a matrix as a picture, with the numbers written in them."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPixmap

from gui.theme import font, theme
from gui.widgets import numbers
from gui.widgets.heat import grey_colours, heat_colours, paint_not_computed, rgb_image, symmetric_max, text_on
from gui.widgets.tensor_grid import Cell, Grid

_Matrix = npt.NDArray[Any]


@dataclass(frozen=True)
class CellFormat:
    """How all numbers of a matrix are written, so that they fit and can be compared.

    Attributes:
        decimals: Digits after the point.
        exponent: The power of ten they are divided by, told beside the shape.
    """

    decimals: int
    exponent: int = 0

    def text(self, value: float) -> str:
        """A number as it stands in its cell."""
        return numbers.fixed(value / 10.0**self.exponent, self.decimals)

    def note(self) -> str:
        """The power of ten in words, such as `×10⁻³`; empty for none."""
        return numbers.power_of_ten(self.exponent) if self.exponent else ""


def cell_format(matrix: _Matrix) -> CellFormat:
    """Two decimals where they fit and say something; whole numbers as such; else a shared power of ten."""
    finite = matrix[np.isfinite(matrix)]
    largest = symmetric_max(finite) if finite.any() else 0.0
    if largest < 1000 and bool(np.all(finite == np.rint(finite))):
        return CellFormat(0)
    if largest >= 1000 or largest < 0.1:
        return CellFormat(2, math.floor(math.log10(largest)))
    return CellFormat(2 if largest < 9.995 else 1 if largest < 99.95 else 0)


def summary(array: _Matrix) -> list[str]:
    """A tensor too large to read, in a few numbers, the most telling first."""
    finite = np.asarray(array[np.isfinite(array)], dtype=np.float64)
    lost = array.size - finite.size
    words = [f"{numbers.count(lost)} not finite"] if lost else []
    if finite.size:
        words += [
            f"min {numbers.number(finite.min())}",
            f"max {numbers.number(finite.max())}",
            f"norm {numbers.number(np.sqrt(np.square(finite).sum()))}",
            f"mean {numbers.number(finite.mean())}",
        ]
    return words


def paint_cells(matrix: _Matrix, grid: Grid, vmax: float, ratio: float, *, grey: bool = False) -> QPixmap:
    """The matrix as a picture of its grid's size.

    Args:
        matrix: The numbers.
        grid: Where they go.
        vmax: The end of the colour scale.
        ratio: Device pixel ratio of the picture.
        grey: Show it as a grey picture from its smallest to its largest number.

    Shape:
        (rows, columns).
    """
    picture = QPixmap(grid.extent() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    moved = Grid(grid.rows, grid.columns, QPointF(0, 0), grid.cell, grid.room)
    if grid.cell is not None and (grid.cell.numbers or grid.cell.radius > 1) and not grey:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_one_by_one(painter, matrix, moved, vmax)
    else:
        _paint_as_image(painter, matrix, moved, vmax, grey=grey)
    painter.end()
    return picture


def paint_pending(painter: QPainter, grid: Grid) -> None:
    """The cells of a tensor that is not computed yet; one dashed outline where cells would be too small."""
    cell = grid.cell
    if cell is None or cell.width < 10:
        paint_not_computed(painter, QRectF(grid.origin, grid.extent()))
        return
    for row in range(grid.rows):
        for column in range(grid.columns):
            paint_not_computed(painter, grid.rect(row, column), cell.radius)


def _paint_one_by_one(painter: QPainter, matrix: _Matrix, grid: Grid, vmax: float) -> None:
    cell = grid.cell
    if cell is None:
        return
    places = [grid.rect(row, column) for row in range(grid.rows) for column in range(grid.columns)]
    colours = [QColor(*colour) for colour in heat_colours(matrix, vmax).reshape(-1, 3).tolist()]
    painter.setPen(Qt.PenStyle.NoPen)
    for place, colour in zip(places, colours, strict=True):
        painter.setBrush(colour)
        painter.drawRoundedRect(place, cell.radius, cell.radius)
    if not cell.numbers:
        return
    written = cell_format(matrix)
    painter.setFont(_number_font(cell))
    for place, colour, number in zip(places, colours, matrix.reshape(-1).tolist(), strict=True):
        painter.setPen(text_on(colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, written.text(number))


def _paint_as_image(painter: QPainter, matrix: _Matrix, grid: Grid, vmax: float, *, grey: bool) -> None:
    extent = grid.extent()
    shown = _sample(matrix, extent) if grid.cell is None else matrix
    if grey:
        colours = grey_colours(shown, float(np.nanmin(matrix)), float(np.nanmax(matrix)))
    else:
        colours = heat_colours(shown, vmax)
    if grid.cell is not None and grid.cell.gap:
        painter.drawImage(0, 0, _gapped_image(colours, grid.cell))
    else:
        painter.drawImage(QRect(0, 0, extent.width(), extent.height()), rgb_image(colours))


def _gapped_image(colours: npt.NDArray[np.uint8], cell: Cell) -> QImage:
    """Cells in their colours, with gaps between them that let the ground through.

    Shape:
        (rows, columns, 3).
    """
    rows, columns = colours.shape[:2]
    high, wide = cell.height + cell.gap, cell.width + cell.gap
    pixels = np.zeros((rows, high, columns, wide, 4), dtype=np.uint8)
    inside = pixels[:, : cell.height, :, : cell.width]
    inside[..., :3] = colours[:, None, :, None]
    inside[..., 3] = 255
    width, height = columns * wide, rows * high
    image = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied)
    return image.copy()  # the bytes above end with this call


def _sample(matrix: _Matrix, extent: QSize) -> _Matrix:
    """At most one number a pixel, picked at even steps."""
    rows, columns = matrix.shape
    picked_rows = np.linspace(0, rows - 1, min(rows, extent.height())).round().astype(np.intp)
    picked_columns = np.linspace(0, columns - 1, min(columns, extent.width())).round().astype(np.intp)
    sampled: _Matrix = matrix[np.ix_(picked_rows, picked_columns)]
    return sampled


def _number_font(cell: Cell) -> QFont:
    made = font("cell")
    if cell.width < theme().px(42):
        made.setPixelSize(theme().px(11))
    return made
