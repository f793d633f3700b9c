"""Pictures of what an example learns, from numbers of a real training that are shipped with it."""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from typing_extensions import override

from gui.shell.picture import Picture
from gui.theme import font, theme
from gui.widgets.heat import grey_image, heat_image, symmetric_max
from gui.widgets.icons import paint_icon

_Numbers = npt.NDArray[np.float64]

_TILE_GAP = 4


@lru_cache
def _shipped() -> dict[str, dict[str, Any]]:
    text = files("resources").joinpath("examples", "pictures.json").read_text(encoding="utf-8")
    shipped: dict[str, dict[str, Any]] = json.loads(text)
    return shipped


def trained_picture(example: str) -> Picture | None:
    """The picture of an example that has one."""
    numbers = _shipped().get(example)
    if numbers is None:
        return None
    weights = np.array(numbers["weights"], dtype=np.float64)
    if "digit" in numbers:
        return FiltersPicture(np.array(numbers["digit"], dtype=np.float64), weights)
    return TemplatesPicture(weights)


class FiltersPicture(Picture):
    """A digit, and the filters a first convolution learned for it.

    Shape:
        digit (8, 8) of 0 to 16, filters (n, rows, columns).
    """

    def __init__(self, digit: _Numbers, filters: _Numbers) -> None:
        self._digit = digit
        self._filters = filters

    @override
    def paint(self, painter: QPainter, area: QRectF) -> None:
        cell = (area.height() - theme().px(28) - 3 * theme().px(_TILE_GAP)) // (4 * self._filters.shape[-1])
        mosaic = 4 * self._filters.shape[-1] * cell + 3 * theme().px(_TILE_GAP)
        digit = _whole(mosaic * 0.72, self._digit.shape[0])
        gap = theme().px(64)
        left = area.center().x() - (digit + gap + mosaic) / 2
        middle = area.center().y()
        _paint_digit(painter, QRectF(left, middle - digit / 2, digit, digit), self._digit)
        _paint_arrow(painter, QPointF(left + digit + gap / 2, middle))
        _paint_mosaic(painter, QPointF(left + digit + gap, middle - mosaic / 2), self._filters, cell)


class TemplatesPicture(Picture):
    """The one template a class that a linear layer learned.

    Shape:
        templates (10, 8, 8).
    """

    def __init__(self, templates: _Numbers) -> None:
        self._templates = templates

    @override
    def paint(self, painter: QPainter, area: QRectF) -> None:
        tile = _whole((area.height() - theme().px(64)) / 2, self._templates.shape[-1])
        gap, row_gap = theme().px(6), theme().px(22)
        wide, high = 5 * tile + 4 * gap, 2 * tile + row_gap
        left, top = area.center().x() - wide / 2, area.center().y() - (high + theme().px(18)) / 2
        vmax = symmetric_max(self._templates)
        painter.setFont(font("caption"))
        for index, template in enumerate(self._templates):
            row, column = divmod(index, 5)
            place = QRectF(left + column * (tile + gap), top + row * (tile + row_gap), tile, tile)
            _paint_image(painter, place, heat_image(template, vmax))
            words = QRectF(place.left(), place.bottom() + theme().px(1), tile, theme().px(18))
            painter.setPen(theme().colour("text2"))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, str(index))


def _whole(length: float, cells: int) -> float:
    """The largest length up to the one asked for that gives every cell whole pixels."""
    return float(max(1, int(length // cells)) * cells)


def _paint_image(painter: QPainter, place: QRectF, image: QImage) -> None:
    """Paint a picture enlarged, pixel by pixel."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(place, image)


def _paint_digit(painter: QPainter, place: QRectF, digit: _Numbers) -> None:
    _paint_image(painter, place, grey_image(digit, 0.0, 16.0))
    painter.setPen(QPen(theme().colour("border"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))


def _paint_arrow(painter: QPainter, middle: QPointF) -> None:
    side = theme().px(20)
    spot = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
    paint_icon(painter, spot, "arrow-right", "text3")


def _paint_mosaic(painter: QPainter, corner: QPointF, tiles: _Numbers, cell: float) -> None:
    """Small pictures, four in a row, on one scale, `cell` pixels for each number."""
    vmax = symmetric_max(tiles)
    side = tiles.shape[-1] * cell
    pitch = side + theme().px(_TILE_GAP)
    for index, tile in enumerate(tiles):
        row, column = divmod(index, 4)
        place = QRectF(round(corner.x()) + column * pitch, round(corner.y()) + row * pitch, side, side)
        _paint_image(painter, place, heat_image(tile, vmax))
