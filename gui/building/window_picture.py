"""A small picture of a window that slides: the padded input with the first window, and the output."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from engine.ops.shapes import Pair, Shape, format_shape, without_batch
from engine.ops.spec import Op
from engine.ops.windows import Windows
from gui.canvas.ink import pen
from gui.theme import font, theme
from gui.widgets.heat import paint_not_computed
from gui.widgets.icons import paint_icon

_HEIGHT = 84
_MOST_CELLS = 14
_LARGEST_CELL = 13.0
_WORDS = 156  # for sizes and arrow


@dataclass(frozen=True)
class WindowSizes:
    """What slides over what.

    Attributes:
        input: Channels, height and width that flow in.
        output: Channels, height and width that flow out.
        windows: The window's geometry.
    """

    input: tuple[int, ...]
    output: tuple[int, ...]
    windows: Windows


def window_sizes(op: Op[Any], inputs: dict[str, Shape], shape: Shape) -> WindowSizes | None:
    """The sizes of an op that slides a window over pictures small enough to draw, else None."""
    windows = getattr(op, "windows", None)
    if not isinstance(windows, Windows) or "input" not in inputs:
        return None
    before, after = without_batch(inputs["input"]), without_batch(shape)
    padded = [before[-2 + axis] + 2 * windows.padding[axis] for axis in (0, 1)]
    if len(before) < 3 or max(padded) > _MOST_CELLS:
        return None
    return WindowSizes(before, after, windows)


class WindowPicture(QWidget):
    """Cells of the input, dashed where padded, with the first window; then the output with its cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes: WindowSizes | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_sizes(self, sizes: WindowSizes | None) -> None:
        """Show other sizes, or nothing."""
        self._sizes = sizes
        self.setVisible(sizes is not None)
        if sizes is not None:
            before, after = format_shape(sizes.input), format_shape(sizes.output)
            self.setAccessibleName(f"{before} to {after}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """A few rows of cells."""
        return QSize(theme().px(260), theme().px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint input, words, arrow, output, words."""
        sizes = self._sizes
        if sizes is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pad_y, pad_x = sizes.windows.padding
        rows, columns = sizes.input[-2] + 2 * pad_y, sizes.input[-1] + 2 * pad_x
        out_rows, out_columns = sizes.output[-2:]
        room = self.width() - theme().px(_WORDS)
        cell = min(theme().px(_LARGEST_CELL), (self.height() - 4) / max(rows, columns))
        cell = min(cell, room / (columns + out_columns))
        box = QRectF(1, (self.height() - rows * cell) / 2, columns * cell, rows * cell)
        self._paint_cells(painter, box, (rows, columns), cell, (pad_y, pad_x))
        self._paint_window(painter, box.topLeft(), cell, _reach(sizes.windows))
        words = box.right() + theme().px(10)
        padded = f"padded {rows}×{columns}" if pad_y or pad_x else ""
        width = self._paint_words(painter, words, (format_shape(sizes.input), padded))
        arrow = words + width + theme().px(6)
        square = QRectF(arrow, self.height() / 2 - theme().px(9), theme().px(18), theme().px(18))
        paint_icon(painter, square, "arrow-right", "text3")
        left = arrow + theme().px(28)
        cell = min(cell, (self.height() - 4) / max(out_rows, out_columns))
        box = QRectF(left, (self.height() - out_rows * cell) / 2, out_columns * cell, out_rows * cell)
        self._paint_cells(painter, box, (out_rows, out_columns), cell, (0, 0))
        self._paint_window(painter, box.topLeft(), cell, (1, 1))
        rest = f"×{out_rows}×{out_columns}"
        self._paint_words(painter, box.right() + theme().px(8), (str(sizes.output[0]), rest))

    def _paint_cells(self, painter: QPainter, box: QRectF, size: Pair, cell: float, pad: Pair) -> None:
        gap = 1.5 if cell >= 6 else 0.5
        for row in range(size[0]):
            for column in range(size[1]):
                place = QRectF(box.left() + column * cell, box.top() + row * cell, cell - gap, cell - gap)
                inside = pad[0] <= row < size[0] - pad[0] and pad[1] <= column < size[1] - pad[1]
                if inside:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(theme().colour("hover"))
                    painter.drawRoundedRect(place, 1.5, 1.5)
                else:
                    paint_not_computed(painter, place, 1.5)

    def _paint_window(self, painter: QPainter, at: QPointF, cell: float, reach: Pair) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen("accent", 2.0))
        window = QRectF(at.x(), at.y(), reach[1] * cell, reach[0] * cell)
        painter.drawRoundedRect(window.adjusted(-1, -1, 0, 0), 2, 2)

    def _paint_words(self, painter: QPainter, left: float, lines: tuple[str, str]) -> float:
        """Two small lines beside a picture; how wide they ran."""
        painter.setFont(font("shape"))
        middle, wide = self.height() / 2, 0.0
        for text, colour, base in ((lines[0], "text", -4.0), (lines[1], "text3", 11.0)):
            painter.setPen(theme().colour(colour))
            painter.drawText(QPointF(left, middle + theme().px(base)), text)
            wide = max(wide, painter.fontMetrics().horizontalAdvance(text))
        return wide


def _reach(windows: Windows) -> Pair:
    """Height and width that a window covers, its gaps included."""
    height, width = (windows.dilation[axis] * (windows.kernel[axis] - 1) + 1 for axis in (0, 1))
    return height, width
