"""The places around the canvas: left, right, below, bottom and centre, with splitters between them."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from gui.shell.settings import Settings
from gui.theme import theme
from gui.workspace import Workspace

_NARROW = 1360
"""Windows narrower than this get the smaller widths."""

# Widths of the design at 1440, and at 1280.
_WIDTHS: dict[tuple[str, str], tuple[int, int]] = {
    ("build", "left"): (256, 220),
    ("build", "right"): (312, 280),
    ("step", "right"): (432, 384),
    ("train", "left"): (264, 248),
    ("train", "right"): (312, 280),
    ("inspect", "left"): (264, 248),
    ("inspect", "right"): (312, 280),
}
_OTHER_WIDTHS = (312, 280)
# Heights of the panel under the canvas, as a share of canvas and panel together.
_BELOW_SHARES = {"build": 0.295, "step": 0.64}
_OTHER_SHARE = 0.4


class _Place(QWidget):
    """One place, with the widget of each workspace that puts one there; hidden ones claim no room."""

    def __init__(self) -> None:
        super().__init__()
        self._current: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_widget(self, widget: QWidget | None) -> None:
        if widget is not self._current:
            if self._current is not None:
                self._current.hide()
            self._current = widget
        if widget is not None:
            if self._column.indexOf(widget) < 0:
                self._column.addWidget(widget)
            widget.show()
        self.setVisible(widget is not None)


class _Splitter(QSplitter):
    """A splitter that says when it is as large as it was told to be."""

    resized = Signal()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell it."""
        super().resizeEvent(event)
        self.resized.emit()


class Areas(QWidget):
    """Puts the panels of one workspace at a time around the canvas and remembers their sizes.

    Args:
        canvas: The one canvas; it stands in the centre of every workspace that brings nothing else.
        settings: Where sizes are kept.
    """

    def __init__(self, canvas: QWidget, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._workspace: Workspace | None = None
        self._canvas = canvas
        self._left, self._right, self._below, self._bottom = _Place(), _Place(), _Place(), _Place()
        self.centre = _Place()
        self._middle = _Splitter(Qt.Orientation.Vertical)
        self._across = _Splitter(Qt.Orientation.Horizontal)
        self._arrange()
        self._across.resized.connect(self._size_across)
        self._middle.resized.connect(self._size_middle)
        self._across.splitterMoved.connect(self._remember)
        self._middle.splitterMoved.connect(self._remember)

    def _arrange(self) -> None:
        for splitter, parts, stretching in (
            (self._middle, (self.centre, self._below), self.centre),
            (self._across, (self._left, self._middle, self._right), self._middle),
        ):
            for index, part in enumerate(parts):
                splitter.addWidget(part)
                splitter.setStretchFactor(index, int(part is stretching))
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._across, 1)
        column.addWidget(self._bottom)

    def show_workspace(self, workspace: Workspace) -> None:
        """Put another workspace's panels in their places."""
        self._workspace = workspace
        self._left.show_widget(workspace.left)
        self._right.show_widget(workspace.right)
        self._below.show_widget(workspace.below)
        self._bottom.show_widget(workspace.bottom)
        self.centre.show_widget(workspace.centre or self._canvas)
        self._size_across()
        self._size_middle()

    def _size_across(self) -> None:
        left, right = self._width("left", self._left), self._width("right", self._right)
        self._across.setSizes([left, max(1, self.width() - left - right), right])

    def _size_middle(self) -> None:
        below = self._height(self._middle.height())
        self._middle.setSizes([max(1, self._middle.height() - below), below])

    def _width(self, area: str, place: QWidget) -> int:
        if place.isHidden() or self._workspace is None:
            return 0
        kept = self._settings.panel_size(self._workspace.name, area)
        if kept is not None:
            return kept
        wide, narrow = _WIDTHS.get((self._workspace.name, area), _OTHER_WIDTHS)
        return theme().px(narrow if self.width() < _NARROW else wide)

    def _height(self, whole: int) -> int:
        if self._below.isHidden() or self._workspace is None:
            return 0
        kept = self._settings.panel_size(self._workspace.name, "below")
        return kept or round(whole * _BELOW_SHARES.get(self._workspace.name, _OTHER_SHARE))

    def _remember(self) -> None:
        if self._workspace is None:
            return
        sizes: dict[str, tuple[QWidget, Callable[[], int]]] = {
            "left": (self._left, self._left.width),
            "right": (self._right, self._right.width),
            "below": (self._below, self._below.height),
        }
        for area, (place, size) in sizes.items():
            if place.isVisible():
                self._settings.remember_panel_size(self._workspace.name, area, size())
