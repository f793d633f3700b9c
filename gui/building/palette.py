"""The palette: all ops by category, with search."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from engine.ops.registry import registry
from engine.ops.spec import Category
from gui.building.op_button import OpButton
from gui.building.op_search import OpClass, search_ops
from gui.theme import theme
from gui.widgets.buttons import FoldHead
from gui.widgets.fields import SearchField
from gui.widgets.labels import Label

_PADDING = 12
_GAP = 4


class _CategoryBox(QWidget):
    """A category: its head, and its ops in two columns."""

    def __init__(self, category: Category, ops: list[OpClass], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = FoldHead(category.title, str(len(ops)))
        self.head.setToolTip(category.meaning)
        self._body = QWidget()
        self.buttons = [OpButton(op, self._body) for op in ops]
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.head)
        column.addWidget(self._body)
        self.head.toggled.connect(self._body.setVisible)
        theme().changed.connect(self.arrange)
        self._shown = list(self.buttons)
        self.arrange()

    def show_ops(self, ops: set[OpClass], *, searching: bool) -> None:
        """Show some of the ops; while searching the category stands open."""
        self._shown = [button for button in self.buttons if button.op in ops]
        self._body.setVisible(searching or self.head.isChecked())
        self.head.set_count(str(len(self._shown)))
        self.setVisible(bool(self._shown))
        self.arrange()

    def arrange(self) -> None:
        """Two a row; one whose name needs it takes the whole row."""
        gap = theme().px(_GAP)
        self._grid.setSpacing(gap)
        half = (self.width() - gap) // 2
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.setVisible(button in self._shown)
        row, column = 0, 0
        for button in self._shown:
            wide = button.needed_width() > half
            if wide and column:
                row, column = row + 1, 0
            self._grid.addWidget(button, row, column, 1, 2 if wide else 1)
            row, column = (row, 1) if not wide and column == 0 else (row + 1, 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new width."""
        super().resizeEvent(event)
        self.arrange()


class Palette(QWidget):
    """What can be added to the graph."""

    add_wanted = Signal(str)
    """An op's name: put it on the canvas."""
    left = Signal()
    """Escape was pressed in the search: back to the canvas."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ops = list(registry().values())
        self.search = SearchField("Search ops", "Tab")
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._add_best)
        self.search.installEventFilter(self)
        self._best: OpButton | None = None
        self._nothing = Label("", "field", "text3")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self._boxes = [
            _CategoryBox(category, [op for op in self._ops if op.category is category])
            for category in Category
            if any(op.category is category for op in self._ops)
        ]
        for button in self.buttons():
            button.add_wanted.connect(self.add_wanted)
        self._arrange()

    def buttons(self) -> list[OpButton]:
        """All buttons, in the order of the palette."""
        return [button for box in self._boxes for button in box.buttons]

    def heads(self) -> list[FoldHead]:
        """The categories' heads."""
        return [box.head for box in self._boxes]

    def start_search(self) -> None:
        """Put the cursor in the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _arrange(self) -> None:
        content = QWidget()
        self._column = QVBoxLayout(content)
        for box in self._boxes:
            self._column.addWidget(box)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        self._scroll = scroll = QScrollArea()
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._top = QVBoxLayout()
        self._top.addWidget(self.search)
        self._outer = QVBoxLayout(self)
        self._outer.addLayout(self._top)
        self._outer.addWidget(scroll, 1)
        scroll.verticalScrollBar().rangeChanged.connect(self._keep_edge)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        padding = theme().px(_PADDING)
        self._outer.setContentsMargins(padding, padding, 0, 0)
        self._outer.setSpacing(theme().px(8))
        self._top.setContentsMargins(0, 0, padding, 0)
        self._column.setSpacing(theme().px(8))
        self._keep_edge()

    def _keep_edge(self) -> None:
        """End the buttons where the search ends, with a scroll bar beside them or without."""
        bar = self._scroll.verticalScrollBar()
        padding = theme().px(_PADDING)
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        self._column.setContentsMargins(0, 0, max(2, padding - taken), padding)

    def _search(self, text: str) -> None:
        found = search_ops(text, self._ops)
        searching = bool(text.strip())
        for box in self._boxes:
            box.show_ops(set(found), searching=searching)
        best = found[0] if searching and found else None
        self._best = next((button for button in self.buttons() if button.op is best), None)
        for button in self.buttons():
            button.set_best(button is self._best)
        self._nothing.setText(f"No op is called “{text.strip()}”")
        self._nothing.setVisible(searching and not found)

    def _add_best(self) -> None:
        if self._best is not None:
            name = self._best.op.name
            self.search.clear()
            self.add_wanted.emit(name)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape empties the search, then leaves it; the down key goes into the list."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Down:
                first = self._best or next((b for b in self.buttons() if b.isVisible()), None)
                if first is not None:
                    first.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
