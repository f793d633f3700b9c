"""The panel under the canvas: the tensors of a step, and where a chosen number comes from."""

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from engine.ops.spec import Array
from gui.stepping.backward import downstream_of
from gui.stepping.exhibits import Exhibit, Exhibition, exhibition
from gui.stepping.gradient_tabs import GradientTabs
from gui.stepping.products import sum_of_products
from gui.stepping.session import StepSession
from gui.stepping.tensor_box import TensorBox
from gui.stepping.terms_view import TermsView
from gui.stepping.timeline import Phase
from gui.theme import theme
from gui.widgets.colour_scale import ColourScale
from gui.widgets.labels import Divider, Label
from gui.widgets.numbers import shape
from gui.widgets.tensor_grid import Index
from gui.widgets.tensor_sharing import share_cells, share_scale

_MARGIN = 24
_TABS = 40
_SIGN_WIDTH = 40
_MOST_BOXES = 6
_FAR_APART = 20
"""Tensors whose largest numbers differ by more than this factor keep scales of their own."""


class TensorPanel(QWidget):
    """Tabs, tensors side by side with signs between them, and the sum of products of a chosen element."""

    def __init__(self, session: StepSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names: tuple[str, ...] = ()
        self._shown: Exhibition | None = None
        self.tabs = GradientTabs()
        self._heading = Label("", "body", "text")
        self._scale = ColourScale()
        self.boxes = [TensorBox() for _ in range(_MOST_BOXES)]
        self.pictures = [TensorBox(grey=True) for _ in range(_MOST_BOXES)]
        self._signs = [Label("", "equation", "text2") for _ in range(_MOST_BOXES - 1)]
        self.terms = TermsView()
        self._terms_line = Divider()
        self._arrange()
        self._connect()
        self._show()

    # Building --------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._top = QHBoxLayout()
        self._top.addWidget(self.tabs)
        self._top.addWidget(self._heading)
        self._top.addStretch()
        self._top.addWidget(self._scale)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        for number, (box, picture) in enumerate(zip(self.boxes, self.pictures, strict=True)):
            self._row.addWidget(box)
            self._row.addWidget(picture)
            if number < len(self._signs):
                self._signs[number].setAlignment(Qt.AlignmentFlag.AlignCenter)
                self._row.addWidget(self._signs[number])
        self._row.addStretch()
        self._below = QVBoxLayout()
        self._below.addWidget(self._terms_line)
        self._below.addWidget(self.terms)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 1, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top)
        whole.addWidget(Divider())
        whole.addLayout(self._row, 1)
        whole.addLayout(self._below)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _connect(self) -> None:
        session = self._session
        session.traced_changed.connect(self._show)
        session.moved.connect(self._show)
        session.choice_changed.connect(self._show)
        self.tabs.chosen.connect(lambda index: session.choose_by(self._names[index]))
        for box in (*self.boxes, *self.pictures):
            box.view.clicked.connect(lambda index, box=box: self._choose(box, index))
            box.view.hovered.connect(lambda index, box=box: self._hover(box, index))
            box.slice_changed.connect(lambda prefix, box=box: self._follow_slice(box, prefix))

    def _restyle(self) -> None:
        pixels = theme().px
        self._top.setContentsMargins(pixels(_MARGIN), 0, pixels(_MARGIN), 0)
        self._row.setContentsMargins(pixels(_MARGIN - 4), pixels(10), pixels(_MARGIN), pixels(8))
        self._below.setContentsMargins(pixels(_MARGIN), 0, pixels(_MARGIN), pixels(10))
        self._below.setSpacing(pixels(12))
        self._heading.setFixedHeight(pixels(_TABS))
        for sign in self._signs:
            sign.setMinimumWidth(pixels(_SIGN_WIDTH))
        self._share_cells()

    # What it shows ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        session, traced, step = self._session, self._session.traced, self._session.step
        if traced is None or step is None:
            self._shown = None
            return
        self._shown = shown = exhibition(traced, step, session.by, session.element)
        self._show_tabs()
        used = self._used(shown)
        for box in (*self.boxes, *self.pictures):
            box.setVisible(box in used)
        for box, exhibit in zip(used, shown.exhibits, strict=False):
            box.show_exhibit(exhibit)
        for number, sign in enumerate(self._signs):
            text = shown.signs[number] if number < len(shown.signs) else ""
            sign.setVisible(number < len(shown.signs))
            sign.setText(text)
        self._show_scale()
        self._show_terms()
        self._show_chosen()
        self._share_cells()

    def _used(self, shown: Exhibition) -> list[TensorBox]:
        return [
            (self.pictures if exhibit.grey else self.boxes)[number]
            for number, exhibit in enumerate(shown.exhibits[:_MOST_BOXES])
        ]

    def _show_tabs(self) -> None:
        session, traced, step = self._session, self._session.traced, self._session.step
        assert traced is not None
        assert step is not None
        gradients = traced.gradients(step.node) if step.phase is Phase.BACKWARD else {}
        self._names = tuple(gradients)
        self.tabs.setVisible(bool(gradients))
        self._heading.setVisible(not gradients)
        if gradients:
            tabs = [(f"∂L/∂{name}", shape(downstream_of(seen).shape)) for name, seen in gradients.items()]
            current = self._names.index(session.by) if session.by in self._names else 0
            self.tabs.set_tabs(tabs, current)
        else:
            self._heading.setText(_HEADINGS[step.phase].format(node=step.node, param=step.param))

    def _views(self) -> list[TensorBox]:
        return (
            [
                box
                for box in self._used(self._shown)
                if box.exhibit is not None and box.exhibit.array is not None
            ]
            if self._shown is not None
            else []
        )

    def _show_scale(self) -> None:
        views = [box.view for box in self._views()]
        sizes = [view.own_max() for view in views if view.own_max() > 0]
        shared = (
            self._shown is not None
            and self._shown.one_scale
            and bool(sizes)
            and max(sizes) <= _FAR_APART * min(sizes)
        )
        self._scale.setVisible(shared)
        if shared:
            self._scale.set_vmax(share_scale(views))
        else:
            for view in views:
                view.set_vmax(None)

    def _show_terms(self) -> None:
        roles = self._by_role()
        upstream, downstream = roles.get("upstream"), roles.get("downstream")
        local = self._local_matrix()
        told = (
            upstream is not None
            and downstream is not None
            and upstream.array is not None
            and downstream.array is not None
            and local is not None
        )
        self.terms.setVisible(told)
        self._terms_line.setVisible(told)
        if upstream is None or downstream is None or upstream.array is None or downstream.array is None:
            return
        if local is None or self._shown is None:
            return
        index = self._shown.chosen
        places = ", ".join(map(str, index))
        formula = f"downstream[{places}] = Σ over j of upstream[j] · local[j, ({places})]"
        self.terms.set_sum(sum_of_products(upstream.array, local, downstream.array, index), formula)

    def _by_role(self) -> dict[str, Exhibit]:
        shown = self._shown.exhibits if self._shown is not None else ()
        return {exhibit.role: exhibit for exhibit in shown}

    def _local_matrix(self) -> Array | None:
        """The whole local gradient of the current step."""
        session, traced, step = self._session, self._session.traced, self._session.step
        if traced is None or step is None or step.phase is not Phase.BACKWARD:
            return None
        gradients = traced.gradients(step.node)
        if not gradients:
            return None
        name = session.by if session.by in gradients else next(iter(gradients))
        return gradients[name].local

    def _show_chosen(self) -> None:
        shown = self._shown
        if shown is None:
            return
        for box in self._views():
            exhibit = box.exhibit
            if exhibit is None or exhibit.array is None:
                continue
            box.view.set_chosen(None)
            box.view.set_highlights([])
            if self._is_chosen_from(box):
                box.view.set_chosen(shown.chosen)
            elif exhibit.role in ("upstream", "local", "column"):
                box.view.set_highlights(self._sources(exhibit, shown.chosen))

    def _is_chosen_from(self, box: TensorBox) -> bool:
        """Whether a click on this tensor chooses an element that the panel tells about."""
        shown, exhibit = self._shown, box.exhibit
        if shown is None or exhibit is None or exhibit.array is None or not exhibit.array.size > 1:
            return False
        if exhibit.role == "plain":
            return (
                exhibit.array.shape == shown.exhibits[-1].array.shape
                if (shown.exhibits[-1].array is not None)
                else False
            )
        return exhibit.role == "downstream"

    def _sources(self, exhibit: Exhibit, chosen: tuple[int, ...]) -> list[tuple[Index, str]]:
        """What of upstream and local the chosen element comes from."""
        array = exhibit.array
        assert array is not None
        roles = self._by_role()
        if exhibit.role == "local":
            downstream = roles["downstream"].array
            assert downstream is not None
            column = int(np.ravel_multi_index(chosen, downstream.shape)) if chosen else 0
            return [((slice(None), column), "local")]
        column_exhibit = roles.get("column")
        if column_exhibit is None or column_exhibit.array is None:
            whole: Index = (slice(None),) * array.ndim
            return (
                [(whole, exhibit.meaning)] if roles.get("local") and roles["local"].array is not None else []
            )
        return [(block, exhibit.meaning) for block in _blocks(column_exhibit.array, exhibit.prefix)]

    def _share_cells(self) -> None:
        views = [box.view for box in self._views()]
        if not views:
            return
        pixels = theme().px
        margins = self._row.contentsMargins()
        pickers = max(
            (box.picker.sizeHint().height() + 4 for box in self._views() if box.picker.isVisibleTo(box)),
            default=0,
        )
        words = (
            sum(box.width() for box in self._used(self._shown) if box.view.isHidden()) if self._shown else 0
        )
        below = self._below.sizeHint().height() if self.terms.isVisibleTo(self) else 0
        height = self.height() - pixels(_TABS) - 2 - below - margins.top() - margins.bottom() - pickers
        width = self.width() - margins.left() - margins.right() - words
        between = max(sign.sizeHint().width() for sign in self._signs)
        share_cells(views, QSize(width, max(60, height)), max(between, pixels(_SIGN_WIDTH)))

    # Mouse -----------------------------------------------------------------------------------------------

    def _choose(self, box: TensorBox, index: tuple[int, ...]) -> None:
        exhibit = box.exhibit
        if exhibit is None:
            return
        if self._is_chosen_from(box):
            self._session.choose_element(index)
        elif exhibit.role == "local":
            downstream = self._by_role()["downstream"].array
            if downstream is not None:
                place = np.unravel_index(index[-1], downstream.shape)
                self._session.choose_element(tuple(int(part) for part in place))
        if not self._is_chosen_from(box):
            box.view.set_chosen(None)

    def _hover(self, box: TensorBox, index: tuple[int, ...] | None) -> None:
        """Light what belongs together: a row of local and its output, a column and its input element."""
        exhibit = box.exhibit
        roles: dict[str, TensorBox] = {
            shown.exhibit.role: shown for shown in self._views() if shown.exhibit is not None
        }
        if exhibit is None or exhibit.role == "plain":
            return
        for other in self._views():
            if other is not box:
                other.view.set_hovered(None)
        if index is None or "upstream" not in roles:
            return
        if "column" in roles:
            if exhibit.role in ("upstream", "column"):
                roles["column" if exhibit.role == "upstream" else "upstream"].view.set_hovered(index)
        elif "local" in roles and "downstream" in roles:
            self._hover_matrix(exhibit.role, index, roles)

    def _hover_matrix(self, role: str, index: tuple[int, ...], roles: dict[str, TensorBox]) -> None:
        if role != "local":
            return
        for name, place in (("upstream", index[0]), ("downstream", index[1])):
            box = roles[name]
            if box.exhibit is not None and box.exhibit.array is not None:
                where = np.unravel_index(place, box.exhibit.array.shape)
                box.view.set_hovered(tuple(int(part) for part in where))

    def _follow_slice(self, box: TensorBox, prefix: tuple[int, ...]) -> None:
        """Keep tensors of one shape that belong together at one slice."""
        exhibit = box.exhibit
        if exhibit is None or exhibit.array is None:
            return
        for other in self._views():
            if other is box or other.exhibit is None or other.exhibit.array is None:
                continue
            together = {exhibit.role, other.exhibit.role} in ({"upstream", "column"}, {"plain"})
            if together and other.exhibit.array.shape == exhibit.array.shape:
                other.show_slice(prefix)

    # The widget itself -----------------------------------------------------------------------------------

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the size of the cells anew."""
        super().resizeEvent(event)
        self._share_cells()

    @override
    def sizeHint(self) -> QSize:
        """The height of the design."""
        return QSize(theme().px(960), theme().px(470))

    @override
    def minimumSizeHint(self) -> QSize:
        """Tabs, a row of small cells, and the sum."""
        return QSize(theme().px(480), theme().px(300))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("panel"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("border"))


_HEADINGS = {
    Phase.FORWARD: "Forward through {node}",
    Phase.LOSS: "What {node} is computed from",
    Phase.BACKWARD: "What arrived at {node}",
    Phase.UPDATE: "Update of {node}.{param}",
}


def _blocks(column: Array, prefix: tuple[int, ...]) -> list[Index]:
    """The block of a slice that a chosen element had a part in."""
    matrix = column[prefix] if prefix else np.atleast_2d(column)
    rows, columns = np.nonzero(matrix)
    if not rows.size:
        return []
    row: int | slice = slice(int(rows.min()), int(rows.max()) + 1)
    place = slice(int(columns.min()), int(columns.max()) + 1)
    return [(*prefix, row, place) if column.ndim >= 2 else (place,)]
