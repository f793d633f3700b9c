"""The right of Inspect: the chosen filter in numbers, and its gradient."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from engine.runtime.messages import Filters
from gui.theme import theme
from gui.widgets.filter_mosaic import extremes
from gui.widgets.filter_tiles import scale_end
from gui.widgets.labels import Divider, Label, SectionHead
from gui.widgets.panel_head import PanelHead
from gui.widgets.tensor_view import TensorView
from gui.widgets.value_table import ValueTable


class FilterPanel(QWidget):
    """One filter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label("", "title")
        self.weights = TensorView("weights")
        self.gradient = TensorView("gradient", "downstream")
        self._numbers = ValueTable(("weights", "gradient"), ("min", "max", "norm"))
        self._body = QWidget()
        self._line = Divider()
        self._lay_out()

    def _lay_out(self) -> None:
        px = theme().px
        head = PanelHead()
        head.row.addWidget(self._title)
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for number, widgets in enumerate(
            ((self.weights,), (self.gradient,), (SectionHead("In numbers"), self._numbers))
        ):
            if number:
                inner.addWidget(Divider())
            box = QVBoxLayout()
            box.setContentsMargins(px(16), px(12), px(16), px(12))
            box.setSpacing(px(8))
            for widget in widgets:
                box.addWidget(widget)
            inner.addLayout(box)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidget(self._body)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._line)
        column.addWidget(area, 1)

    def show_filter(self, filters: Filters | None, index: int, channel: int | None) -> None:
        """Show a filter; None shows nothing.

        Args:
            filters: The bank.
            index: Which of its filters.
            channel: Which channel to show in cells; None takes the first.
        """
        for widget in (self._body, self._line):
            widget.setVisible(filters is not None)
        self._title.setText("" if filters is None else f"Filter {index}")
        if filters is None:
            return
        weights = filters.weights[index]
        gradient = None if filters.gradients is None else filters.gradients[index]
        cut = channel or 0
        self.weights.set_vmax(scale_end(filters.weights))
        self.weights.set_array(weights[cut])
        if filters.gradients is None or gradient is None:
            self.gradient.set_pending(weights[cut].shape)
        else:
            self.gradient.set_vmax(scale_end(filters.gradients))
            self.gradient.set_array(gradient[cut])
        self._numbers.set_column(0, extremes(weights))
        self._numbers.set_column(1, None if gradient is None else extremes(gradient))
