"""One picture at a few moments, from the first to now: how it came to be what it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets.heat import heat_image, rgb_image

_LABEL = 18
_GAP = 6


@dataclass(frozen=True)
class Moment:
    """A picture and when it was so.

    Attributes:
        words: When, such as an epoch's number.
        tile: The picture: (rows, columns) of numbers, or (rows, columns, 3) uint8.
    """

    words: str
    tile: npt.NDArray[Any]


class FilmStrip(QWidget):
    """Small pictures in a row, a label under each; the last is now.

    Args:
        most: At most so many of them.
        side: The largest side of a picture, in pixels at 100%.
    """

    def __init__(self, most: int = 7, side: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.most = most
        self._side = side
        self._moments: Sequence[Moment] = ()
        self._vmax = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_moments(self, moments: Sequence[Moment], vmax: float) -> None:
        """Show these; the scale ends at vmax."""
        self._moments, self._vmax = moments, vmax
        self.setAccessibleName("at " + ", ".join(moment.words for moment in moments))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """A row of pictures and of words."""
        return QSize(theme().px(200), theme().px(self._side + _LABEL))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint pictures and words."""
        painter = QPainter(self)
        gap = theme().px(_GAP)
        pitch = min((self.width() + gap) / self.most, theme().px(self._side) + 4 * gap)
        for number, moment in enumerate(self._moments):
            slot = QRectF(round(number * pitch), 0, pitch - gap, self.height() - theme().px(_LABEL))
            self._paint_tile(painter, slot, moment.tile)
            last = number == len(self._moments) - 1
            painter.setFont(font("head" if last else "caption"))
            painter.setPen(theme().colour("text" if last else "text3"))
            words = QRectF(slot.left() - gap, slot.bottom(), slot.width() + 2 * gap, theme().px(_LABEL))
            painter.drawText(
                words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, moment.words
            )

    def _paint_tile(self, painter: QPainter, slot: QRectF, tile: npt.NDArray[Any]) -> None:
        rows, columns = tile.shape[:2]
        cell = min(slot.width() / columns, slot.height() / rows)
        cell = float(int(cell)) if cell >= 1 else cell
        image = rgb_image(np.ascontiguousarray(tile)) if tile.ndim == 3 else heat_image(tile, self._vmax)
        left = slot.left() + round((slot.width() - columns * cell) / 2)
        place = QRectF(left, slot.top(), columns * cell, rows * cell)
        painter.drawImage(place, image)
        painter.setPen(theme().colour("border"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
