"""The middle of Inspect: all filters of the first layer, large, and the chosen one since the start."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from engine.runtime.messages import Filters
from gui.theme import theme
from gui.widgets import numbers
from gui.widgets.empty_state import EmptyState
from gui.widgets.film_strip import FilmStrip, Moment
from gui.widgets.filter_mosaic import FilterMosaic
from gui.widgets.labels import Divider, Label, SectionHead
from gui.widgets.panel_head import PanelHead

_MARGIN = 20
_MOMENTS = 12
_MOMENT_SIDE = 56


class FilterView(QStackedWidget):
    """The mosaic with its head and, below, the past of the chosen filter; or why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bank = FilterMosaic()
        self.past = FilmStrip(_MOMENTS, _MOMENT_SIDE)
        self._layer = Label("", "code", "text3")
        self._past_head = SectionHead("", "epoch")
        self.empty = EmptyState("inspect")
        self._past_part = self._make_past_part()
        self.addWidget(self._make_full())
        self.addWidget(self.empty)

    def _make_full(self) -> QWidget:
        px = theme().px
        full = QWidget()
        room = QVBoxLayout()
        room.setContentsMargins(px(_MARGIN), px(_MARGIN), px(_MARGIN), px(12))
        room.addWidget(self.bank, 1)
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(Divider())
        column.addLayout(room, 1)
        column.addWidget(self._past_part)
        return full

    def _make_head(self) -> QWidget:
        head = PanelHead(_MARGIN)
        head.row.addWidget(Label("First-layer filters", "title"))
        head.row.addWidget(self._layer)
        head.row.addStretch(1)
        head.row.addWidget(self.bank.channels)
        head.row.addWidget(self.bank.kind)
        return head

    def _make_past_part(self) -> QWidget:
        px = theme().px
        part = QWidget()
        inner = QVBoxLayout()
        inner.setContentsMargins(px(_MARGIN), px(12), px(_MARGIN), px(16))
        inner.setSpacing(px(8))
        inner.addWidget(self._past_head)
        inner.addWidget(self.past)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Divider())
        column.addLayout(inner)
        return part

    def show_filters(self, filters: Filters) -> None:
        """Show a bank."""
        count, channels, height, width = filters.weights.shape
        size = f"{height}{numbers.TIMES}{width}"
        each = size if channels == 1 else f"{channels}{numbers.TIMES}{size}"
        self._layer.setText(f"{filters.node}.weight, {numbers.count(count)} of {each}")
        self.bank.show_bank(filters.weights, filters.gradients)
        self.setCurrentIndex(0)

    def show_past(self, index: int, moments: list[Moment], vmax: float) -> None:
        """Show one filter since the start; where there is no past yet, nothing."""
        self._past_part.setVisible(len(moments) > 1)
        self._past_head.set_text(f"Filter {index} since the start")
        self.past.set_moments(moments, vmax)

    def show_pending(self, node: str, shape: tuple[int, int, int] | None) -> None:
        """Show that the filters will come."""
        self._layer.setText(f"{node}.weight")
        self._past_part.hide()
        if shape is not None:
            self.bank.show_pending(*shape)
        self.setCurrentIndex(0)

    def show_reason(self, title: str, more: str) -> None:
        """Say why there is nothing to show."""
        self.empty.say(title, more)
        self.setCurrentIndex(1)
