"""The panel under the canvas: the tensors of a step, and where a chosen number comes from."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from gui.stepping.backward import downstream_of, upstream_of
from gui.stepping.exhibits import Exhibition, exhibition
from gui.stepping.gradient_tabs import GradientTabs
from gui.stepping.products import sum_of_products
from gui.stepping.scrolling import scrolled
from gui.stepping.session import StepSession
from gui.stepping.tensor_row import TensorRow
from gui.stepping.terms_view import TermsView
from gui.stepping.timeline import Phase, Step
from gui.stepping.traced import TracedGraph
from gui.theme import theme
from gui.widgets.colour_scale import ColourScale
from gui.widgets.labels import Divider, Label
from gui.widgets.numbers import shape

_MARGIN = 24
_TABS = 40
_HIGH = 420
_OWN_SCALES = "each on its own scale"

_HEADINGS = {
    Phase.FORWARD: "Forward through {node}",
    Phase.LOSS: "What {node} is computed from",
    Phase.BACKWARD: "What arrived at {node}",
    Phase.UPDATE: "Update of {learned}",
}


class TensorPanel(QWidget):
    """Tabs, tensors side by side with signs between them, and the sum of products of a chosen element."""

    def __init__(self, session: StepSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names: tuple[str, ...] = ()
        self.tabs = GradientTabs()
        self._heading = Label("", "body", "text")
        self._scale = ColourScale()
        self._own_scales = Label(_OWN_SCALES, "caption", "text3")
        self.row = TensorRow()
        self.terms = TermsView()
        self._line = Divider()
        self._arrange()
        session.traced_changed.connect(self._show)
        session.moved.connect(self._show)
        session.choice_changed.connect(self._show)
        self.tabs.chosen.connect(lambda index: session.choose_by(self._names[index]))
        self.row.chosen.connect(session.choose_element)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._show()

    def _arrange(self) -> None:
        self._top = QHBoxLayout()
        self._top.addWidget(self.tabs)
        self._top.addWidget(self._heading)
        self._top.addStretch()
        self._top.addWidget(self._own_scales)
        self._top.addWidget(self._scale)
        self._below = QVBoxLayout()
        self._below.addWidget(self._line)
        self._below.addWidget(self.terms)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.row)
        column.addLayout(self._below)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 1, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top)
        whole.addWidget(Divider())
        whole.addWidget(scrolled(content, sideways=True), 1)

    def _restyle(self) -> None:
        pixels = theme().px
        self._top.setContentsMargins(pixels(_MARGIN), 0, pixels(_MARGIN), 0)
        self._below.setContentsMargins(pixels(_MARGIN), 0, pixels(_MARGIN), pixels(8))
        self._below.setSpacing(pixels(10))
        self._heading.setFixedHeight(pixels(_TABS))
        self._give_room()

    # What it shows ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        session, traced, step = self._session, self._session.traced, self._session.step
        if traced is None or step is None:
            return
        shown = exhibition(traced, step, session.by, session.element)
        self._show_tabs(traced, step)
        self._show_terms(traced, step, shown)
        vmax = self.row.show_exhibition(shown, self._room())
        self._scale.setVisible(vmax is not None)
        self._own_scales.setVisible(vmax is None)
        if vmax is not None:
            self._scale.set_vmax(vmax)

    def _show_tabs(self, traced: TracedGraph, step: Step) -> None:
        gradients = traced.gradients(step.node) if step.phase is Phase.BACKWARD else {}
        self._names = tuple(gradients)
        self.tabs.setVisible(bool(gradients))
        self._heading.setVisible(not gradients)
        if gradients:
            tabs = [(f"∂L/∂{name}", shape(downstream_of(seen).shape)) for name, seen in gradients.items()]
            self.tabs.set_tabs(tabs, self._names.index(self._by()))
        else:
            self._heading.setText(_HEADINGS[step.phase].format(node=step.node, learned=step.learned))

    def _by(self) -> str:
        """The port or parameter whose gradient is told."""
        return self._session.by if self._session.by in self._names else self._names[0]

    def _show_terms(self, traced: TracedGraph, step: Step, shown: Exhibition) -> None:
        seen = traced.gradients(step.node)[self._by()] if self._names else None
        told = seen is not None and seen.local is not None
        self.terms.setVisible(told)
        self._line.setVisible(told)
        if seen is None or seen.local is None:
            return
        upstream, downstream = upstream_of(traced, step.node), downstream_of(seen)
        terms = sum_of_products(upstream, seen.local, downstream, shown.chosen)
        self.terms.set_sum(terms, shown.in_symbols())

    def _give_room(self) -> None:
        """Tell the tensors how much room they have."""
        self.row.set_room(self._room())

    def _room(self) -> QSize:
        """What is left for the tensors."""
        self.terms.set_compact(self.height() < theme().px(_HIGH))
        below = self._below.sizeHint().height() if not self.terms.isHidden() else 0
        height = self.height() - theme().px(_TABS) - 2 - below
        return QSize(self.width(), height)

    # The widget itself -----------------------------------------------------------------------------------

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the size of the cells anew."""
        super().resizeEvent(event)
        self._give_room()

    @override
    def sizeHint(self) -> QSize:
        """The height of the design."""
        return QSize(theme().px(960), theme().px(470))

    @override
    def minimumSizeHint(self) -> QSize:
        """Tabs, and what of the rest is scrolled to."""
        return QSize(theme().px(480), theme().px(160))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground; the splitter is the line above."""
        QPainter(self).fillRect(self.rect(), theme().colour("panel"))
