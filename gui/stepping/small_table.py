"""The small table of a step: what each input, parameter or gradient is, in the colours of the meanings."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from gui.stepping.explanation import Cell, Table
from gui.theme import font, theme
from gui.widgets.formula import formula_size, paint_formula

_EDGE = 20
_ROW = 25
_GAP = 16
_MORE_GAP = 24
_FORMULA = 16
_LEAST_FIRST = 64


class SmallTable(QWidget):
    """A table of a few rows; the first column names them, the others stand at the right."""

    clicked = Signal(int)
    """The row that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._hover: int | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_table(self, table: Table | None) -> None:
        """Show another table, or none."""
        self._table = table
        self._hover = None
        rows = table.rows if table is not None else ()
        self.setAccessibleName("; ".join(" ".join(cell.text for cell in row) for row in rows))
        self._restyle()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _tops(self) -> list[float]:
        """The top of each row, then the bottom of the last; the head stands above the first."""
        tops = [float(theme().px(_ROW))]
        for row in self._table.rows if self._table is not None else ():
            formulas = [formula_size(cell.text, theme().px(_FORMULA)).height() for cell in row if cell.is_tex]
            tops.append(tops[-1] + max([float(theme().px(_ROW)), *(height + 6 for height in formulas)]))
        return tops

    @override
    def sizeHint(self) -> QSize:
        """A line for the head, one for each row."""
        return QSize(theme().px(384), round(self._tops()[-1]) if self._table is not None else 0)

    @override
    def minimumSizeHint(self) -> QSize:
        """Its first column is cut before the others."""
        return QSize(theme().px(280), self.sizeHint().height())

    # Layout ----------------------------------------------------------------------------------------------

    def _width(self, cell: Cell) -> float:
        if cell.is_tex:
            return formula_size(cell.text, theme().px(_FORMULA)).width()
        return QFontMetricsF(_face(cell)).horizontalAdvance(cell.text)

    def _columns(self, table: Table) -> list[tuple[float, float]]:
        """Left and right edge of each column."""
        head = QFontMetricsF(font("field"))
        widths = [
            max([head.horizontalAdvance(title), *(self._width(row[number]) for row in table.rows)])
            for number, (title, _) in enumerate(table.columns, 1)
        ]
        gap, right = float(theme().px(_GAP)), float(self.width() - theme().px(_EDGE))
        spare = right - theme().px(_EDGE + _LEAST_FIRST) - sum(widths) - gap * len(widths)
        if spare < 0:
            widest = widths.index(max(widths))
            widths[widest] = max(theme().px(40), widths[widest] + spare)
        else:
            gap += min(spare / len(widths), theme().px(_MORE_GAP))
        edges: list[tuple[float, float]] = []
        for width in reversed(widths):
            edges.insert(0, (right - width, right))
            right -= width + gap
        return [(theme().px(_EDGE), right), *edges]

    def _row_at(self, point: QPointF) -> int | None:
        if self._table is None:
            return None
        bands = enumerate(pairwise(self._tops()))
        return next((row for row, (top, bottom) in bands if top <= point.y() < bottom), None)

    # Painting --------------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint head and rows."""
        table = self._table
        if table is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns, high = self._columns(table), theme().px(_ROW)
        painter.setFont(font("head"))
        painter.setPen(theme().colour("text3"))
        first = QRectF(columns[0][0], 0, self.width(), high)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, table.head)
        painter.setFont(font("field"))
        for (title, colour), (left, right) in zip(table.columns, columns[1:], strict=True):
            painter.setPen(theme().colour(colour))
            box = QRectF(left - theme().px(_GAP), 0, right - left + theme().px(_GAP), high)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, title)
        for number, (row, (top, bottom)) in enumerate(zip(table.rows, pairwise(self._tops()), strict=True)):
            band = QRectF(0, top, self.width(), bottom - top)
            if number == self._hover:
                painter.fillRect(band, theme().colour("raised"))
            self._paint_row(painter, row, columns, band, chosen=number == table.chosen)

    def _paint_row(
        self,
        painter: QPainter,
        row: tuple[Cell, ...],
        columns: list[tuple[float, float]],
        band: QRectF,
        *,
        chosen: bool,
    ) -> None:
        for number, (cell, (left, right)) in enumerate(zip(row, columns, strict=True)):
            box = QRectF(left, band.top(), right - left, band.height())
            if cell.is_tex:
                size = theme().px(_FORMULA)
                paint_formula(painter, box, cell.text, size, cell.colour, Qt.AlignmentFlag.AlignRight)
                continue
            face = font("code_strong" if chosen else "code") if number == 0 else _face(cell)
            painter.setFont(face)
            painter.setPen(theme().colour(cell.colour))
            text = QFontMetricsF(face).elidedText(cell.text, Qt.TextElideMode.ElideRight, right - left + 1)
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | side, text)

    # Mouse -----------------------------------------------------------------------------------------------

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the mouse."""
        self._set_hover(self._row_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        """Light none."""
        self._set_hover(None)
        super().leaveEvent(event)

    def _set_hover(self, row: int | None) -> None:
        if row != self._hover:
            self._hover = row
            self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which row was clicked."""
        row = self._row_at(event.position())
        if row is not None:
            self.clicked.emit(row)

    @override
    def event(self, event: QEvent) -> bool:
        """Show a cell's number with all its digits, or its rule in words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, point: QPointF) -> str:
        row = self._row_at(point)
        if row is None or self._table is None:
            return ""
        for cell, (left, right) in zip(self._table.rows[row], self._columns(self._table), strict=True):
            if left - theme().px(_GAP) / 2 <= point.x() <= right + theme().px(_GAP) / 2:
                return cell.tooltip
        return ""


def _face(cell: Cell) -> QFont:
    return font("field_strong" if cell.strong else "field")
