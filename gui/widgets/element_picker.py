"""Hovering, clicking and walking over the elements of a tensor."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gui.widgets.tensor_grid import Grid, Index, full_index, line_length, visible_part

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ElementPicker(QWidget):
    """A widget with the elements of a tensor on it, one of them perhaps hovered, one perhaps chosen."""

    hovered = Signal(object)
    """The index under the mouse as a tuple, None when the mouse has left the cells."""

    clicked = Signal(tuple)
    """The index a person chose, by mouse or arrow keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape: tuple[int, ...] = ()
        self._prefix: tuple[int, ...] = ()
        self._chosen: tuple[int, ...] | None = None
        self._hover: Index | None = None
        self._focus_shown = False
        self._wrapped = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _grid(self) -> Grid:
        """Where the elements are."""
        raise NotImplementedError

    @property
    def chosen(self) -> tuple[int, ...] | None:
        """The chosen element."""
        return self._chosen

    def set_chosen(self, index: tuple[int, ...] | None) -> None:
        """Choose an element without telling; it has the outline of the current one."""
        self._chosen = index
        self.update()

    def set_hovered(self, index: Index | None) -> None:
        """Outline an element, or a row or column, as if it were hovered, to share a hover between tensors."""
        if index != self._hover:
            self._hover = index
            self.update()

    def matrix_shape(self) -> tuple[int, int]:
        """Rows and columns on show."""
        rows, columns = (1, 1, *self._shape)[-2:]
        if len(self._shape) >= 2 and rows > 1:
            return rows, columns
        line = line_length(columns) if self._wrapped else columns
        return columns // max(1, line), line

    def index_at(self, point: QPointF) -> tuple[int, ...] | None:
        """The index of the element at a point of the widget."""
        if 0 in self._shape:
            return None
        place = self._grid().at(point)
        return None if place is None else self._index_of(*place)

    def element_rect(self, index: tuple[int, ...]) -> QRectF:
        """Where an element is on the widget; empty if it is not on show."""
        part = self._part(index)
        return QRectF() if part is None else self._grid().block(*part)

    def _part(self, index: Index) -> tuple[range, range] | None:
        """Rows and columns on show that an index names."""
        part = visible_part(index, self._shape, self._prefix)
        line = self.matrix_shape()[1]
        if part is None or not self._is_in_lines():
            return part
        first, last = part[1][0], part[1][-1]
        rows = range(first // line, last // line + 1)
        return rows, range(first % line, last % line + 1) if len(rows) == 1 else range(line)

    def _is_in_lines(self) -> bool:
        """Whether a row of numbers is on show in several lines."""
        return self._wrapped and self.matrix_shape() != (1, 1, *self._shape)[-2:]

    def _index_of(self, row: int, column: int) -> tuple[int, ...]:
        """The index of the element at a place."""
        if self._is_in_lines():
            row, column = 0, row * self.matrix_shape()[1] + column
        return full_index(row, column, len(self._shape), self._prefix)

    def _tell_hover(self, index: tuple[int, ...] | None) -> None:
        if index != self._hover:
            self.set_hovered(index)
            self.hovered.emit(index)

    def _choose(self, index: tuple[int, ...]) -> None:
        self.set_chosen(index)
        self.clicked.emit(index)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which element is hovered."""
        self._tell_hover(self.index_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        """Tell that none is hovered."""
        self._tell_hover(None)
        super().leaveEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the element under the mouse."""
        index = self.index_at(event.position())
        if index is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._choose(index)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus if the keyboard brought it."""
        keyboard = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._focus_shown = event.reason() in keyboard
        super().focusInEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrow keys."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or 0 in self._shape:
            super().keyPressEvent(event)
            return
        part = self._part(self._chosen) if self._chosen is not None else None
        row, column = (part[0][0] + step[0], part[1][0] + step[1]) if part else (0, 0)
        rows, columns = self.matrix_shape()
        if 0 <= row < rows and 0 <= column < columns:
            self._choose(self._index_of(row, column))
