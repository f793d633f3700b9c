"""How tensors are painted in a node: ticks in their meaning's colour, cells, bands, mosaics of channels."""

from math import ceil, floor, sqrt

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from engine.ops.spec import Array
from gui.canvas import metrics as m
from gui.canvas.geometry import NodeGeometry
from gui.canvas.ink import draw_left
from gui.canvas.tensor_rows import TensorLine, TensorPart
from gui.theme import font, theme
from gui.widgets.heat import (
    grey_image,
    heat_colour,
    heat_image,
    paint_not_computed,
    rgb_image,
    symmetric_max,
)
from gui.widgets.numbers import number

_TICK_GAP = 7.0
_PART_GAP = 9.0
_WAITING_CELLS = 8


def paint_rows(painter: QPainter, geometry: NodeGeometry, lines: tuple[TensorLine, ...], zoom: float) -> None:
    """Paint all rows of a node."""
    inner = geometry.width - 2 * m.PADDING
    for line in lines:
        share = (inner + _PART_GAP) / len(line.parts)
        for index, part in enumerate(line.parts):
            left = m.PADDING + index * share
            room = QRectF(left, line.top, share - _PART_GAP, line.height)
            _paint_tick(painter, part, room)
            _paint_part(painter, part, room.adjusted(m.TICK + _TICK_GAP, 0, 0, 0), zoom)


def _is_picture(part: TensorPart) -> bool:
    return part.kind in ("picture", "photo")


def _paint_tick(painter: QPainter, part: TensorPart, room: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour(part.meaning))
    high = m.PICTURE if _is_picture(part) else m.CELL_HEIGHT
    tick = QRectF(room.left(), room.center().y() - high / 2, m.TICK, high)
    painter.drawRoundedRect(tick, 1.5, 1.5)


def _paint_part(painter: QPainter, part: TensorPart, room: QRectF, zoom: float) -> None:
    array = part.array
    if array is None:
        _paint_waiting(painter, part, room)
    elif part.kind == "number":
        size = min(20.0, max(16.0, m.LEAST_NUMBER / zoom))
        face = font("number", size=size, scaled=False)
        at = QPointF(room.left(), room.center().y() + size * 0.34)
        draw_left(painter, at, number(float(array.reshape(-1)[0])), face, part.meaning, room.width())
    elif part.kind == "cells":
        _paint_cells(painter, array.reshape(-1), room)
    elif part.kind == "band":
        _paint_band(painter, array.reshape(-1), room)
    elif part.kind == "photo":
        _paint_image(painter, room, _photo(array))
    else:
        sheet = mosaic(array, room.width() / m.PICTURE)
        _paint_image(painter, room, heat_image(sheet, symmetric_max(array)))


def _paint_waiting(painter: QPainter, part: TensorPart, room: QRectF) -> None:
    """Dashes where numbers will stand."""
    if _is_picture(part):
        side = min(m.PICTURE, room.width())
        paint_not_computed(painter, QRectF(room.left(), room.center().y() - side / 2, side, side), 3.0)
        return
    for cell in _cells(min(part.cells, _WAITING_CELLS), room):
        paint_not_computed(painter, cell, 2.0)


def _cells(count: int, room: QRectF) -> list[QRectF]:
    pitch = min(m.CELL_PITCH, room.width() / count)
    gap = 1.0 if pitch >= 6 else 0.5
    top = room.center().y() - m.CELL_HEIGHT / 2
    return [QRectF(room.left() + i * pitch, top, pitch - gap, m.CELL_HEIGHT) for i in range(count)]


def _paint_cells(painter: QPainter, array: Array, room: QRectF) -> None:
    vmax = symmetric_max(array)
    painter.setPen(Qt.PenStyle.NoPen)
    for value, cell in zip(array.tolist(), _cells(array.size, room), strict=True):
        painter.setBrush(heat_colour(float(value), vmax))
        painter.drawRoundedRect(cell, 2.0, 2.0)


def _paint_band(painter: QPainter, array: Array, room: QRectF) -> None:
    """A long vector, wrapped like text into squares that fill one row."""
    side = max(1.0, floor(sqrt(room.width() * m.CELL_HEIGHT / array.size)))
    columns = min(array.size, int(room.width() // side))
    rows = ceil(array.size / columns)
    padded = np.zeros(rows * columns)
    padded[: array.size] = array
    high = min(m.CELL_HEIGHT, rows * side)
    place = QRectF(room.left(), room.center().y() - high / 2, columns * side, high)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(place, heat_image(padded.reshape(rows, columns), symmetric_max(array)))


def _paint_image(painter: QPainter, room: QRectF, image: QImage) -> None:
    """An image as large as the room lets it, whole elements wherever they have a pixel."""
    scale = min(room.width() / image.width(), m.PICTURE / image.height())
    wide, high = image.width() * scale, image.height() * scale
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(QRectF(room.left(), room.center().y() - high / 2, wide, high), image)


def _photo(array: Array) -> QImage:
    """A picture of the data as people see it: grey or in colours."""
    low, high = float(np.min(array)), float(np.max(array))
    if len(array) == 1:
        return grey_image(array[0], low, high)
    scaled = (array - low) / ((high - low) or 1.0) * 255
    return rgb_image(np.rint(np.moveaxis(scaled, 0, -1)).astype(np.uint8))


def mosaic(array: Array, ratio: float = 1.0) -> Array:
    """A tensor as one sheet: its channels side by side, one element apart, in the grid that fills the room.

    Args:
        array: The tensor.
        ratio: Width of the room by its height.

    Shape:
        (rows, columns) as it is; (…, rows, columns) to a grid of all leading indices.
    """
    rows, columns = array.shape[-2:]
    maps = array.reshape(-1, rows, columns)
    count = len(maps)

    def scale(across: int) -> float:
        wide, high = across * (columns + 1) - 1, ceil(count / across) * (rows + 1) - 1
        return float(min(ratio / wide, 1 / high))

    across = max(range(1, count + 1), key=scale)
    sheet = np.zeros((ceil(count / across) * (rows + 1) - 1, across * (columns + 1) - 1))
    for index, one in enumerate(maps):
        top, left = index // across * (rows + 1), index % across * (columns + 1)
        sheet[top : top + rows, left : left + columns] = one
    return sheet
