"""A bank of small pictures side by side, on one colour scale: the filters of a layer."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from gui.theme import theme
from gui.widgets import numbers
from gui.widgets.heat import heat_image, paint_not_computed, rgb_image
from gui.widgets.mosaic_layout import Arrangement

Array = npt.NDArray[Any]

_LINED = 7  # cells of at least so many pixels have a line between them
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Mosaic(QWidget):
    """Pictures of one size, always enlarged to fill the room, never smoothed; one of them can be chosen.

    Args:
        word: What one of them is called.
    """

    chosen = Signal(int)
    """The picture a person chose, by mouse or arrow keys."""

    def __init__(self, word: str = "Filter", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word
        self._tiles: Array | None = None
        self._shape = (0, 0, 0)
        self._image = QImage()
        self._vmax = 1.0
        self._current = 0
        self._focus_shown = False
        self._lines: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme().px(120), theme().px(120))
        theme().changed.connect(self._restyle)

    # What is shown -------------------------------------------------------------------------------

    def set_tiles(self, tiles: Array, vmax: float = 1.0) -> None:
        """Show numbers by the heat map, or pictures in true colours.

        Args:
            tiles: The pictures.
            vmax: The end of the colour scale, for numbers.

        Shape:
            (pictures, rows, columns) of numbers, or (pictures, rows, columns, 3) uint8.
        """
        self._tiles, self._vmax = tiles, vmax
        self._take_shape((tiles.shape[0], tiles.shape[1], tiles.shape[2]))
        self._make_image()
        self.update()

    def set_pending(self, count: int, rows: int, columns: int) -> None:
        """Show that there will be pictures of this size, and are none yet."""
        self._tiles = None
        self._take_shape((count, rows, columns))
        self.update()

    def _take_shape(self, shape: tuple[int, int, int]) -> None:
        if shape == self._shape:
            return
        self._shape = shape
        self._lines = None
        self._current = min(self._current, max(0, shape[0] - 1))
        self.setAccessibleName(f"{shape[0]} pictures of {shape[1]}×{shape[2]}")
        self.updateGeometry()

    def _make_image(self) -> None:
        """All pictures in one, under each other, a pixel a cell."""
        if self._tiles is None:
            return
        count, rows, columns = self._shape
        if self._tiles.ndim == 4:
            self._image = rgb_image(np.ascontiguousarray(self._tiles.reshape(count * rows, columns, 3)))
        else:
            self._image = heat_image(self._tiles.reshape(count * rows, columns), self._vmax)

    @property
    def current(self) -> int:
        """The chosen picture."""
        return self._current

    def set_current(self, index: int) -> None:
        """Choose without telling."""
        self._current = index
        self.update()

    def arrangement(self) -> Arrangement:
        """Where the pictures are."""
        return Arrangement.fitting(*self._shape, self.size())

    @override
    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(theme().px(280), theme().px(280))

    @override
    def hasHeightForWidth(self) -> bool:
        """Only as high as the pictures ask, if the layout cares."""
        return bool(self._shape[0])

    @override
    def heightForWidth(self, width: int) -> int:
        """As high as they are when they fill the width, at most a square."""
        return min(width, Arrangement.fitting(*self._shape, QSize(width, width)).extent().height())

    # Painting ------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        self._lines = None
        self._make_image()
        self.updateGeometry()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures, the lines between their cells, their frames, and the choice."""
        if not self._shape[0]:
            return
        arrangement = self.arrangement()
        painter = QPainter(self)
        if self._tiles is None:
            for index in range(arrangement.count):
                paint_not_computed(painter, arrangement.frame(index))
            return
        self._paint_pictures(painter, arrangement)
        painter.drawPixmap(arrangement.origin, self._line_picture(arrangement))
        self._paint_choice(painter, arrangement)

    def _paint_pictures(self, painter: QPainter, arrangement: Arrangement) -> None:
        _, rows, columns = self._shape
        for index in range(arrangement.count):
            source = QRectF(0, index * rows, columns, rows)
            painter.drawImage(arrangement.picture(index), self._image, source)

    def _line_picture(self, arrangement: Arrangement) -> QPixmap:
        """Frames and lines between cells; they change with the size alone, so they are kept."""
        ratio = self.devicePixelRatio()
        size = arrangement.extent() * ratio
        if self._lines is None or self._lines.size() != size:
            self._lines = QPixmap(size)
            self._lines.setDevicePixelRatio(ratio)
            self._lines.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._lines)
            painter.translate(-arrangement.origin)
            _paint_lines(painter, arrangement)
            painter.end()
        return self._lines

    def _paint_choice(self, painter: QPainter, arrangement: Arrangement) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("text" if self._focus_shown else "accent"), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(arrangement.frame(self._current).adjusted(1, 1, -1, -1), 3.0, 3.0)

    # Mouse and keys ------------------------------------------------------------------------------

    def _choose(self, index: int) -> None:
        self.set_current(index)
        self.chosen.emit(index)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the picture under the mouse."""
        index = self.arrangement().at(event.position()) if self._shape[0] else None
        if index is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._focus_shown = False
        self._choose(index)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrow keys."""
        across = self.arrangement().across if self._shape[0] else 0
        steps = {**_STEPS, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        step = steps.get(Qt.Key(event.key()))
        if not step:
            super().keyPressEvent(event)
        elif 0 <= self._current + step < self._shape[0]:
            self._focus_shown = True
            self._choose(self._current + step)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus if the keyboard brought it."""
        self._focus_shown = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        self._focus_shown = False
        super().focusOutEvent(event)
        self.update()

    @override
    def event(self, event: QEvent) -> bool:
        """Say the number under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, point: QPointF) -> str:
        """What is at a point, in words; empty where there is nothing."""
        arrangement = self.arrangement() if self._shape[0] else None
        index = arrangement.at(point) if arrangement is not None else None
        if arrangement is None or index is None:
            return ""
        name = f"{self._word} {index}"
        if self._tiles is None:
            return f"{name} is not known yet"
        place = (point - arrangement.picture(index).topLeft()) / arrangement.cell
        row = min(max(int(place.y()), 0), arrangement.rows - 1)
        column = min(max(int(place.x()), 0), arrangement.columns - 1)
        if self._tiles.ndim == 4:
            return name
        return f"{name} {numbers.index((row, column))} = {numbers.number(self._tiles[index, row, column], 5)}"


def _paint_lines(painter: QPainter, arrangement: Arrangement) -> None:
    ground, border = theme().colour("panel"), theme().colour("border2")
    for index in range(arrangement.count):
        cells = arrangement.picture(index).toRect()
        if arrangement.cell >= _LINED:
            for column in range(1, arrangement.columns):
                x = cells.left() + round(column * arrangement.cell)
                painter.fillRect(QRect(x, cells.top(), 1, cells.height()), ground)
            for row in range(1, arrangement.rows):
                y = cells.top() + round(row * arrangement.cell)
                painter.fillRect(QRect(cells.left(), y, cells.width(), 1), ground)
        if arrangement.edge:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(border)
            painter.drawRoundedRect(arrangement.frame(index).adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0)
            painter.restore()
