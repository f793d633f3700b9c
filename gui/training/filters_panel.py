"""The first layer's filters as they form, beside the curves; one of them with its past and its numbers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from engine.runtime.messages import Filters
from gui.first_filters import WHAT_TO_LOOK_FOR, FirstFilters
from gui.live_run import LiveRun
from gui.theme import theme
from gui.training.summary import RunSummary
from gui.widgets import numbers
from gui.widgets.film_strip import FilmStrip
from gui.widgets.filter_mosaic import FilterMosaic, extremes
from gui.widgets.labels import Divider, ElidedLabel, Label, Paragraph, SectionHead
from gui.widgets.panel_head import PanelHead
from gui.widgets.value_table import ValueTable

_LAYER_WIDTH = 120  # room for what it usually says


class FiltersPanel(QWidget):
    """A mosaic, the chosen filter since the start, its numbers, and what the run came to.

    Args:
        filters: What to show.
        live: The run.
    """

    def __init__(self, filters: FirstFilters, live: LiveRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters = filters
        self._live = live
        self.bank = FilterMosaic()
        self._layer = ElidedLabel("", "code", "text3")
        self._layer.setMinimumWidth(theme().px(_LAYER_WIDTH))
        self._past_head, self._past = SectionHead("", "epoch"), FilmStrip()
        self._line = Divider()
        self._numbers_head = SectionHead("")
        self._numbers = ValueTable(("weights", "gradient"), ("min", "max", "norm"))
        self._why, self._why_more = Label("", "strong"), Paragraph()
        self.summary = RunSummary()
        self._advice = _column(
            (Divider(), (0, 0, 0, 0)),
            (_stack(SectionHead("What to look for"), Paragraph(WHAT_TO_LOOK_FOR)), (16, 12, 16, 12)),
        )
        self._something = _column(
            (self.bank, (16, 16, 16, 12)),
            (_stack(self._past_head, self._past), (16, 0, 16, 12)),
            (self._line, (0, 0, 0, 0)),
            (_stack(self._numbers_head, self._numbers), (16, 12, 16, 12)),
        )
        self._nothing = _column((_stack(self._why, self._why_more), (16, 20, 16, 20)))
        self._lay_out()
        self.bank.chosen.connect(self._refresh)
        filters.changed.connect(self.refresh)
        live.phase_changed.connect(self._show_summary)
        live.replaced.connect(self._show_summary)

    def _lay_out(self) -> None:
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for part in (self._something, self._nothing, self.summary, self._advice):
            inner.addWidget(part)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(Divider())
        column.addWidget(area, 1)

    def _head(self) -> QWidget:
        words = _stack(Label("First-layer filters", "strong"), self._layer, gap=0)
        words.insertStretch(0, 1)
        words.addStretch(1)
        head = PanelHead()
        head.row.addLayout(words, 1)
        head.row.addWidget(self.bank.kind)
        return head

    # What is shown -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what there is by now."""
        self._refresh()
        self._show_summary()

    def _refresh(self) -> None:
        why, more = self._filters.reason()
        filters = self._filters.filters
        self._nothing.setVisible(bool(why))
        self._something.setVisible(not why)
        for widget in (self._past_head, self._past, self._line, self._numbers_head, self._numbers):
            widget.setVisible(filters is not None)
        self._layer.setText("" if why else self._filters.node or "")
        if why:
            self._why.setText(why)
            self._why_more.set_pieces(more)
        elif filters is not None:
            self._show(filters)
        elif (shape := self._filters.expected_shape()) is not None:
            self.bank.show_pending(*shape)

    def _show(self, filters: Filters) -> None:
        count, _, height, width = filters.weights.shape
        size = f"{height}{numbers.TIMES}{width}"
        self._layer.setText(f"{filters.node}, {numbers.count(count)} of {size}")
        self.bank.show_bank(filters.weights, filters.gradients)
        chosen = self.bank.current
        gradients = filters.gradients
        self._numbers_head.set_text(f"Filter {chosen}")
        self._numbers.set_column(0, extremes(filters.weights[chosen]))
        self._numbers.set_column(1, extremes(gradients[chosen]) if gradients is not None else None)
        moments, vmax = self._filters.past(chosen, self._past.most)
        for widget in (self._past_head, self._past):
            widget.setVisible(len(moments) > 1)
        self._past_head.set_text(f"Filter {chosen} since the start")
        self._past.set_moments(moments, vmax)

    def _show_summary(self) -> None:
        self.summary.show_run(self._live.record)
        self._advice.setVisible(self._live.record is None and not self._filters.reason()[0])


def _stack(*widgets: QWidget, gap: int = 8) -> QVBoxLayout:
    box = QVBoxLayout()
    box.setSpacing(theme().px(gap))
    for widget in widgets:
        box.addWidget(widget)
    return box


def _column(*parts: tuple[QWidget | QLayout, tuple[int, int, int, int]]) -> QWidget:
    """Parts under each other, each with its margins."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part, margins in parts:
        box = QVBoxLayout()
        box.setContentsMargins(*(theme().px(margin) for margin in margins))
        if isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)
        column.addLayout(box)
    return made
