"""The first layer's filters as they form, beside the curves; one of them with its past and its numbers."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from engine.runtime.messages import Filters
from gui.first_filters import FirstFilters
from gui.live_run import LiveRun
from gui.theme import theme
from gui.training.summary import RunSummary
from gui.widgets import numbers
from gui.widgets.colour_scale import ColourScale
from gui.widgets.film_strip import FilmStrip
from gui.widgets.filter_tiles import scale_end, tiles_of
from gui.widgets.labels import Divider, Label, Paragraph, SectionHead
from gui.widgets.mosaic import Mosaic
from gui.widgets.segmented import Segmented
from gui.widgets.value_table import ValueTable

_WEIGHTS, _GRADIENTS = range(2)


class FiltersPanel(QWidget):
    """A mosaic, the chosen filter since the start, its numbers, and how the run ended.

    Args:
        filters: What to show.
        live: The run.
    """

    def __init__(self, filters: FirstFilters, live: LiveRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters = filters
        self._live = live
        self.mosaic = Mosaic()
        self.mosaic.chosen.connect(self._refresh)
        self.kind = Segmented(["Weights", "Gradients"], height=28)
        self.kind.chosen.connect(self._refresh)
        self._layer = Label("", "code", "text3")
        self._scale = ColourScale()
        self._past_head = SectionHead("", "epoch")
        self._past = FilmStrip()
        self._line = Divider()
        self._numbers_head = SectionHead("")
        self._numbers = ValueTable(("weights", "gradient"), ("min", "max", "norm"))
        self._nothing = QWidget()
        self._why, self._why_more = Label("", "strong"), Paragraph()
        self._something = QWidget()
        self.summary = RunSummary()
        self._lay_out()
        filters.changed.connect(self._refresh)
        live.phase_changed.connect(self._show_summary)
        live.replaced.connect(self._show_summary)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(Divider())
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for part in (self._mosaic_part(), self._nothing_part(), self.summary):
            inner.addWidget(part)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(area, 1)

    def _head(self) -> QWidget:
        px = theme().px
        head = QWidget()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label("First-layer filters", "strong"))
        words.addWidget(self._layer)
        row = QHBoxLayout(head)
        row.setContentsMargins(px(16), px(8), px(16), px(8))
        row.addLayout(words)
        row.addStretch(1)
        row.addWidget(self.kind)
        head.setFixedHeight(px(56))
        return head

    def _mosaic_part(self) -> QWidget:
        px = theme().px
        legend = QHBoxLayout()
        legend.addWidget(self._scale)
        legend.addStretch(1)
        legend.addWidget(Label("0 = background", "caption", "text3"))
        column = QVBoxLayout(self._something)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for parts, margins in (
            ((self.mosaic, legend), (16, 16, 16, 12)),
            ((self._past_head, self._past), (16, 0, 16, 12)),
            ((self._line,), (0, 0, 0, 0)),
            ((self._numbers_head, self._numbers), (16, 12, 16, 12)),
        ):
            box = QVBoxLayout()
            box.setContentsMargins(*(px(margin) for margin in margins))
            box.setSpacing(px(8))
            for part in parts:
                if isinstance(part, QWidget):
                    box.addWidget(part)
                else:
                    box.addLayout(part)
            column.addLayout(box)
        policy = self.mosaic.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.mosaic.setSizePolicy(policy)
        return self._something

    def _nothing_part(self) -> QWidget:
        px = theme().px
        column = QVBoxLayout(self._nothing)
        column.setContentsMargins(px(16), px(20), px(16), px(20))
        column.setSpacing(px(8))
        column.addWidget(self._why)
        column.addWidget(self._why_more)
        return self._nothing

    # What is shown -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        why, more = self._filters.reason()
        self._nothing.setVisible(bool(why))
        self._something.setVisible(not why)
        if why:
            self._layer.setText("")
            self._why.setText(why)
            self._why_more.set_pieces(more)
            return
        filters = self._filters.filters
        if filters is None:
            self._show_pending()
        else:
            self._show(filters)

    def refresh(self) -> None:
        """Catch up after it was away."""
        self._refresh()
        self._show_summary()

    def _show_pending(self) -> None:
        shape = self._filters.expected_shape()
        if shape is not None:
            self.mosaic.set_pending(*shape)
        self._layer.setText(self._filters.node or "")
        for widget in self._details():
            widget.hide()

    def _details(self) -> list[QWidget]:
        """What there is to say of the chosen filter."""
        return [self._past_head, self._past, self._line, self._numbers_head, self._numbers]

    def _show(self, filters: Filters) -> None:
        count, _, height, width = filters.weights.shape
        size = f"{height}{numbers.TIMES}{width}"
        self._layer.setText(f"{filters.node}, {numbers.count(count)} of {size}")
        self._show_kinds(filters)
        gradients = self.kind.current() == _GRADIENTS and filters.gradients is not None
        bank = filters.gradients if gradients and filters.gradients is not None else filters.weights
        vmax = scale_end(bank)
        self.mosaic.set_tiles(tiles_of(bank, vmax), vmax)
        self._scale.set_vmax(vmax)
        for widget in self._details():
            widget.show()
        chosen = self.mosaic.current
        self._numbers_head.set_text(f"Filter {chosen}")
        self._numbers.set_column(0, _extremes(filters.weights[chosen]))
        self._numbers.set_column(
            1, _extremes(filters.gradients[chosen]) if filters.gradients is not None else None
        )
        self._show_past(chosen)

    def _show_kinds(self, filters: Filters) -> None:
        has_gradients = filters.gradients is not None
        button = self.kind.button(_GRADIENTS)
        if button.isEnabled() != has_gradients:
            button.setEnabled(has_gradients)
            button.setToolTip("" if has_gradients else "There is no gradient before the first mini-batch")
            if not has_gradients:
                self.kind.set_current(_WEIGHTS)

    def _show_past(self, chosen: int) -> None:
        moments, vmax = self._filters.past(chosen, self._past.most)
        for widget in (self._past_head, self._past):
            widget.setVisible(len(moments) > 1)
        self._past_head.set_text(f"Filter {chosen} since the start")
        self._past.set_moments(moments, vmax)

    def _show_summary(self) -> None:
        if self.isVisible():
            self.summary.show_run(self._live.record)


def _extremes(filter_weights: npt.NDArray[Any]) -> list[str]:
    flat = filter_weights.astype(np.float64).ravel()
    return [numbers.number(value) for value in (flat.min(), flat.max(), float(np.sqrt(flat @ flat)))]
