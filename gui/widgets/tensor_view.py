"""A tensor on a panel: cells coloured by the heat map, with numbers where they fit."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets import numbers
from gui.widgets.element_picker import ElementPicker
from gui.widgets.heat import symmetric_max
from gui.widgets.tensor_grid import Cell, Grid, Index, matrix_of
from gui.widgets.tensor_layout import LINE_HEIGHT, MARGIN, TensorLayout
from gui.widgets.tensor_marks import Title, paint_indices, paint_outline
from gui.widgets.tensor_picture import cell_format, paint_cells, paint_pending, summary

_Array = npt.NDArray[Any]
_MOST_NUMBERS = 4096
"""Cells up to which their numbers may need a shared power of ten."""


class TensorView(ElementPicker):
    """A tensor: title, shape, indices, cells, and a line below.

    A vector is one row; of more than two dimensions one slice is shown (`set_slice`). Elements can be
    hovered, clicked and walked with the arrow keys; parts can be outlined in the colour of their meaning.

    Args:
        word: What it is, such as `upstream`.
        meaning: The token of the word's colour.
        tex: Its formula in LaTeX, after the word.
        grey: Show it as a grey picture, not as a heat map.
    """

    def __init__(
        self,
        word: str = "",
        meaning: str = "text",
        tex: str = "",
        *,
        grey: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = Title(word, meaning, tex)
        self._grey = grey
        self._array: _Array | None = None
        self._vmax: float | None = None
        self._fixed_cell: Cell | None = None
        self._caption = ""
        self._highlights: tuple[tuple[Index, str], ...] = ()
        self._picture: QPixmap | None = None
        self._summary: list[str] = []
        self._power = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self._restyle)
        self._tell_screen_readers()

    # What is shown -----------------------------------------------------------------------------

    def set_title(self, word: str, meaning: str = "text", tex: str = "") -> None:
        """Change the word, its colour and its formula."""
        self._title = Title(word, meaning, tex)
        self._tell_screen_readers()
        self._restyle()

    def set_caption(self, caption: str) -> None:
        """Change the line below."""
        self._caption = caption
        self._restyle()

    def set_array(self, array: _Array | float) -> None:
        """Show a tensor."""
        self._array = np.asarray(array)
        self._summary = []
        self._take_shape(self._array.shape)

    def set_pending(self, shape: Sequence[int]) -> None:
        """Show that a tensor of this shape is not computed yet."""
        self._array = None
        self._take_shape(tuple(shape))

    def _take_shape(self, shape: tuple[int, ...]) -> None:
        if shape != self._shape:
            self._prefix = (0,) * max(0, len(shape) - 2)
            self._chosen = self._hover = None
            self._highlights = ()
        self._shape = shape
        self._power = self._power_of_ten()
        self._tell_screen_readers()
        self._restyle()

    def set_slice(self, prefix: Sequence[int]) -> None:
        """Choose which matrix of a tensor with more than two dimensions is shown.

        Args:
            prefix: An index into each dimension before the last two.

        Raises:
            IndexError: There is no such matrix.
        """
        wanted = tuple(prefix)
        sizes = self._shape[:-2]
        if len(wanted) != len(sizes) or any(
            not 0 <= place < size for place, size in zip(wanted, sizes, strict=True)
        ):
            raise IndexError(f"there is no slice {wanted} in a tensor of shape {self._shape}")
        self._prefix = wanted
        self._power = self._power_of_ten()
        self._restyle()

    def set_vmax(self, vmax: float | None) -> None:
        """Set the end of the colour scale, shared with others; None takes the tensor's own."""
        self._vmax = vmax
        self._restyle()

    def own_max(self) -> float:
        """The largest finite |v| in the whole tensor, 1 where all are zero."""
        return 1.0 if self._array is None else symmetric_max(self._array)

    def set_cell(self, cell: Cell | None) -> None:
        """Set the size of the cells, shared with others; None takes the largest that fits."""
        self._fixed_cell = cell
        self._restyle()

    def set_wrapped(self, wrapped: bool) -> None:
        """Break a long row of numbers into lines, as text is."""
        if wrapped != self._wrapped:
            self._wrapped = wrapped
            self._restyle()

    # What stands out ---------------------------------------------------------------------------

    def set_highlight(self, index: Index, meaning: str) -> None:
        """Outline one part in the colour of a meaning, and nothing else."""
        self.set_highlights([(index, meaning)])

    def set_highlights(self, highlights: Iterable[tuple[Index, str]]) -> None:
        """Outline some parts, each in the colour of a meaning; an empty list outlines nothing."""
        self._highlights = tuple(highlights)
        self.update()

    @override
    def set_chosen(self, index: tuple[int, ...] | None) -> None:
        """Choose an element without telling; it has the outline of the current one."""
        super().set_chosen(index)
        self._tell_screen_readers()

    # Layout ------------------------------------------------------------------------------------

    def _layout(self) -> TensorLayout:
        caption = QFontMetricsF(font("field")).horizontalAdvance(self._caption)
        title = QSize(round(self._title.width(self._shape_text())) + MARGIN, self._title.height())
        rows, columns = self.matrix_shape()
        last_row = (rows - 1) * (columns if self._is_in_lines() else 1)
        return TensorLayout(
            rows,
            columns,
            title,
            round(caption) + MARGIN + 1 if self._caption else 0,
            self._fixed_cell,
            self._grey or not self._shape,
            len(str(last_row)),
        )

    @override
    def _grid(self) -> Grid:
        return self._layout().grid(self.size())

    @override
    def sizeHint(self) -> QSize:
        """Room for cells with numbers if that is not too much, and for title and caption."""
        return self._layout().size_hint()

    @override
    def minimumSizeHint(self) -> QSize:
        """Room for the title and a small picture, or for all cells where their size is set."""
        return self._layout().minimum_size()

    def _restyle(self) -> None:
        self._picture = None
        self.updateGeometry()
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the cells' size anew."""
        self._picture = None
        super().resizeEvent(event)

    # Painting ----------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title, indices, cells, outlines and the line below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._title.paint(painter, MARGIN, self.width(), self._shape_text())
        if 0 in self._shape:
            return
        grid = self._grid()
        if self._array is None:
            paint_pending(painter, grid)
        else:
            self._paint_frame(painter, grid, self._array)
            painter.drawPixmap(grid.origin, self._cells(grid, self._array))
        if self._layout().indexed(grid.cell):
            rows, columns = self._lit()
            paint_indices(painter, grid, rows, columns, grid.columns if self._is_in_lines() else 1)
        self._paint_outlines(painter, grid)
        self._paint_below(painter, grid)

    def _paint_frame(self, painter: QPainter, grid: Grid, array: _Array) -> None:
        """A thin line around cells of which some are 0 and have the colour of the ground."""
        if self._grey or array.size > _MOST_NUMBERS or array.all():
            return
        painter.setPen(theme().colour("grid"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(grid.origin, grid.extent()).adjusted(-2.5, -2.5, 2.5, 2.5))

    def _cells(self, grid: Grid, array: _Array) -> QPixmap:
        if self._picture is None:
            vmax = self._vmax if self._vmax is not None else symmetric_max(array)
            matrix = matrix_of(array, self._prefix).reshape(self.matrix_shape())
            self._picture = paint_cells(matrix, grid, vmax, self.devicePixelRatioF(), grey=self._grey)
        return self._picture

    def _shape_text(self) -> str:
        """The shape, and the power of ten that the numbers in the cells leave out."""
        return f"{numbers.shape(self._shape)}  {self._power}".rstrip()

    def _power_of_ten(self) -> str:
        if self._array is None or self._grey or not 0 < self._array.size <= _MOST_NUMBERS:
            return ""
        return cell_format(matrix_of(self._array, self._prefix)).note()

    def _lit(self) -> tuple[set[int], set[int]]:
        """Rows and columns whose numbers stand out: those of the chosen element and of single lines."""
        rows: set[int] = set()
        columns: set[int] = set()
        chosen = [self._chosen] if self._chosen is not None else []
        for index in [*chosen, *(index for index, _ in self._highlights)]:
            part = self._part(index)
            if part is not None:
                rows.update(part[0] if len(part[0]) == 1 else ())
                columns.update(part[1] if len(part[1]) == 1 else ())
        return rows, columns

    def _paint_outlines(self, painter: QPainter, grid: Grid) -> None:
        if self._hover is not None and (part := self._part(self._hover)):
            paint_outline(painter, grid.block(*part), "text2", 1.5)
        for index, meaning in self._highlights:
            if part := self._part(index):
                paint_outline(painter, grid.block(*part), meaning)
        if self._chosen is not None and (part := self._part(self._chosen)):
            paint_outline(painter, grid.block(*part), "current")
        if self._focus_shown and self.hasFocus() and self._chosen is None:
            paint_outline(painter, QRectF(grid.origin, grid.extent()), "accent", 1.0)

    def _paint_below(self, painter: QPainter, grid: Grid) -> None:
        line = theme().px(LINE_HEIGHT)
        box = QRectF(MARGIN, grid.origin.y() + grid.extent().height() + theme().px(4), self.width(), line)
        painter.setFont(font("field"))
        painter.setPen(theme().colour("text2"))
        if grid.cell is None and self._array is not None:
            self._summary = self._summary or summary(self._array)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._fitting_summary(painter))
            box.translate(0, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._caption)

    def _fitting_summary(self, painter: QPainter) -> str:
        """As many of the numbers that sum the tensor up as there is room for."""
        words = list(self._summary)
        while len(words) > 1 and painter.fontMetrics().horizontalAdvance("   ".join(words)) > self.width():
            words.pop()
        return "   ".join(words)

    # Words -------------------------------------------------------------------------------------

    @override
    def event(self, event: QEvent) -> bool:
        """Tell the exact number of the element under the mouse in a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.index_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.describe(index) if index is not None else "", self)
            return True
        return super().event(event)

    def describe(self, index: tuple[int, ...]) -> str:
        """An element in words: `upstream[0, 2] = −0.8043871`."""
        name = f"{self._title.word}{numbers.index(index) if index else ''}"
        if self._array is None:
            return f"{name} is not computed yet"
        return f"{name} = {numbers.exact(self._array[index].item())}"

    def _tell_screen_readers(self) -> None:
        self.setAccessibleName(f"{self._title.word} {numbers.shape(self._shape)}".strip())
        self.setAccessibleDescription(self.describe(self._chosen) if self._chosen is not None else "")
