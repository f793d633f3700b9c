"""A small table of numbers: names down the side, kinds across the top."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from gui.theme import theme
from gui.widgets.labels import Label

_NOT_KNOWN = "–"


class ValueTable(QWidget):
    """Numbers as text, right-aligned so that they can be compared.

    Args:
        columns: What stands over the columns.
        rows: What stands before the rows.
    """

    def __init__(self, columns: Sequence[str], rows: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(12))
        grid.setVerticalSpacing(theme().px(4))
        self._cells: list[list[Label]] = []
        for column, words in enumerate(columns, 1):
            head = Label(words, "caption", "text3")
            head.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(head, 0, column)
            grid.setColumnStretch(column, 1)
            self._cells.append([])
        for row, words in enumerate(rows, 1):
            grid.addWidget(Label(words, "field", "text2"), row, 0)
            for column, cells in enumerate(self._cells, 1):
                cell = Label(_NOT_KNOWN, "code", "text")
                cell.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(cell, row, column)
                cells.append(cell)

    def set_column(self, column: int, values: Sequence[str] | None) -> None:
        """Show the numbers of a column, from the top; None for those that are not known."""
        cells = self._cells[column]
        for cell, value in zip(cells, values or [_NOT_KNOWN] * len(cells), strict=True):
            if cell.text() != value:
                cell.setText(value)

    def clear(self) -> None:
        """Show that nothing is known."""
        for column in range(len(self._cells)):
            self.set_column(column, None)
