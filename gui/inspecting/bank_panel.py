"""The left of Inspect: which layer, which moment, and how strong each filter is."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from engine.runtime.messages import Filters
from gui.first_filters import WHAT_TO_LOOK_FOR
from gui.theme import theme
from gui.widgets.bar_list import BarList
from gui.widgets.filter_mosaic import extremes
from gui.widgets.labels import Divider, Label, Paragraph, SectionHead
from gui.widgets.value_table import ValueTable

_MOST_BARS = 16


class BankPanel(QScrollArea):
    """All filters together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._when = Label("", "strong")
        self._when_more = Paragraph(role="field", line=18)
        self._numbers = ValueTable(("weights", "gradient"), ("min", "max", "norm"))
        self._bars_head = SectionHead("Norm of each filter")
        self.bars = BarList(_MOST_BARS)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._parts = [
            self._section(SectionHead("Moment"), self._when, self._when_more),
            self._section(SectionHead("All filters"), self._numbers),
            self._section(self._bars_head, self.bars),
            self._section(
                SectionHead("What to look for"), Paragraph(WHAT_TO_LOOK_FOR, role="field", line=18)
            ),
        ]
        for part in self._parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @staticmethod
    def _section(*widgets: QWidget) -> QWidget:
        """Widgets under each other, with a line below."""
        px = theme().px
        inner = QVBoxLayout()
        inner.setContentsMargins(px(12), px(12), px(12), px(12))
        inner.setSpacing(px(8))
        for widget in widgets:
            inner.addWidget(widget)
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inner)
        column.addWidget(Divider())
        return part

    def show_moment(self, words: str, more: str) -> None:
        """Say when the filters were as they are shown."""
        self._when.setText(words)
        self._when_more.set_pieces(more)
        self._when_more.setVisible(bool(more))

    def show_filters(self, filters: Filters | None) -> None:
        """Show what all filters have in common, and of each its norm; None shows nothing."""
        for part in self._parts:
            part.setVisible(filters is not None)
        if filters is None:
            return
        weights = filters.weights.reshape(len(filters.weights), -1).astype(np.float64)
        self._numbers.set_column(0, extremes(filters.weights))
        self._numbers.set_column(1, None if filters.gradients is None else extremes(filters.gradients))
        self.bars.set_values(np.sqrt((weights * weights).sum(axis=1)).tolist())
        hidden = len(weights) - _MOST_BARS
        self._bars_head.set_note(f"and {hidden} weaker ones" if hidden > 0 else "")
