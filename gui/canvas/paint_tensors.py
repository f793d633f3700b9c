"""How tensors are painted in a node: ticks in their meaning's colour, cells, bands, mosaics of channels."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from engine.ops.spec import Array
from gui.canvas import metrics as m
from gui.canvas.geometry import NodeGeometry
from gui.canvas.ink import draw_left
from gui.canvas.tensor_rows import TensorLine, TensorPart
from gui.theme import font, theme
from gui.widgets.heat import heat_colour, heat_image, paint_not_computed, symmetric_max
from gui.widgets.numbers import number

_LEFT = m.PADDING + m.TICK + 7.0


def paint_rows(painter: QPainter, geometry: NodeGeometry, lines: tuple[TensorLine, ...]) -> None:
    """Paint all rows of a node."""
    for line in lines:
        share = (geometry.width - 2 * m.PADDING + 6) / len(line.parts)
        for index, part in enumerate(line.parts):
            left = index * share
            room = QRectF(_LEFT + left, line.top, share - (_LEFT - m.PADDING) - 6, line.height)
            if len(line.parts) == 1:
                room.setRight(geometry.width - m.PADDING)
            _paint_tick(painter, part, left + m.PADDING, line)
            _paint_part(painter, part, room)


def _paint_tick(painter: QPainter, part: TensorPart, left: float, line: TensorLine) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour(part.meaning))
    high = m.CELL_HEIGHT if line.height == m.ROW else m.PICTURE
    tick = QRectF(left, line.top + (line.height - high) / 2, m.TICK, high)
    painter.drawRoundedRect(tick, 1.5, 1.5)


def _paint_part(painter: QPainter, part: TensorPart, room: QRectF) -> None:
    array = part.array
    if array is None:
        for cell in _cells(part.cells, room):
            paint_not_computed(painter, cell, 2.0)
    elif part.kind == "number":
        face = font("number", scaled=False)
        at = QPointF(room.left(), room.center().y() + 5.5)
        draw_left(painter, at, number(float(array.reshape(-1)[0])), face, part.meaning, room.width())
    elif part.kind == "cells":
        _paint_cells(painter, array.reshape(-1), room)
    elif part.kind == "band":
        _paint_band(painter, array.reshape(-1), room)
    else:
        _paint_picture(painter, array, room)


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
    side = max(1.0, float(np.floor(np.sqrt(room.width() * m.CELL_HEIGHT / array.size))))
    columns = min(array.size, int(room.width() // side))
    rows = -(-array.size // columns)
    padded = np.zeros(rows * columns)
    padded[: array.size] = array
    high = min(m.CELL_HEIGHT, rows * side)
    place = QRectF(room.left(), room.center().y() - high / 2, columns * side, high)
    _paint_image(painter, place, heat_image(padded.reshape(rows, columns), symmetric_max(array)))


def _paint_picture(painter: QPainter, array: Array, room: QRectF) -> None:
    image = heat_image(mosaic(array), symmetric_max(array))
    side = min(m.PICTURE, room.width())
    scale = min(room.width() / image.width(), side / image.height())
    wide, high = image.width() * scale, image.height() * scale
    place = QRectF(room.left(), room.center().y() - high / 2, wide, high)
    _paint_image(painter, place, image)


def _paint_image(painter: QPainter, place: QRectF, image: QImage) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(place, image)


def mosaic(array: Array) -> Array:
    """A tensor as one sheet: its channels side by side in a near-square grid, one element apart.

    Shape:
        (rows, columns) as it is; (…, rows, columns) to a grid of all leading indices.
    """
    if array.ndim == 2:
        return array
    rows, columns = array.shape[-2:]
    maps = array.reshape(-1, rows, columns)
    if len(maps) == 1:
        return np.asarray(maps[0])
    across = int(np.ceil(np.sqrt(len(maps) * rows / columns)))
    down = -(-len(maps) // across)
    sheet = np.zeros((down * (rows + 1) - 1, across * (columns + 1) - 1))
    for index, one in enumerate(maps):
        top, left = index // across * (rows + 1), index % across * (columns + 1)
        sheet[top : top + rows, left : left + columns] = one
    return sheet
