"""The bar at the top: sign, menu, name of the graph, undo, tabs of the workspaces, search, theme, Train."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction, QCursor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from gui.theme import theme
from gui.widgets.buttons import Button, IconButton, PrimaryButton
from gui.widgets.fields import SearchField
from gui.widgets.icons import pixmap
from gui.widgets.labels import ElidedLabel, Label
from gui.widgets.segmented import Choice, Segmented


def follow(button: Button, action: QAction) -> None:
    """Make a button do what an action does, with its tooltip, as long as it can be done."""

    def update() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())

    button.clicked.connect(action.trigger)
    action.changed.connect(update)
    update()


class _Sign(QWidget):
    """The app's sign."""

    _SIDE = 24

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Backstep")
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedSize(theme().px(self._SIDE), theme().px(self._SIDE))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, pixmap("logo", "fill", self.width(), self.devicePixelRatioF()))


class TopBar(QWidget):
    """The bar; the window connects what is on it.

    Args:
        tabs: The workspaces: name, title, icon and tooltip of each.
    """

    workspace_chosen = Signal(str)
    """The name of the workspace whose tab was clicked."""

    _HEIGHT = 48
    _SEARCH_WIDTH = 232
    _LEAST_SEARCH = 120

    def __init__(self, tabs: Sequence[tuple[str, Choice]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = [name for name, _ in tabs]
        self.menu_button = IconButton("menu", "Menu", parent=self)
        self.name_label = ElidedLabel("", "strong", parent=self)
        self.state_label = Label("", "caption", "text3", parent=self)
        self.undo_button = IconButton("undo", "Undo")
        self.redo_button = IconButton("redo", "Redo")
        self.tabs = Segmented([choice for _, choice in tabs], height=32, minimum_width=96, parent=self)
        self.search = SearchField("Find action or node", "Ctrl K")
        self.theme_button = IconButton("moon", "Theme")
        self.train_button = PrimaryButton("Train", "play")
        self._left = self._row(
            _Sign(), self.menu_button, self.name_label, self.state_label, self.undo_button, self.redo_button
        )
        self._right = self._row(self.search, self.theme_button, self.train_button)
        self.tabs.chosen.connect(lambda index: self.workspace_chosen.emit(self._names[index]))
        theme().changed.connect(self._restyle)
        self._restyle()

    def _row(self, *widgets: QWidget) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().px(8))
        for widget in widgets:
            line.addWidget(widget)
        return row

    def show_document(self, name: str, state: str) -> None:
        """Say which graph is open and whether a file holds it.

        Args:
            name: The graph's name.
            state: Such as "Saved".
        """
        self.name_label.setText(name)
        self.state_label.setText(state)
        self._place()

    def menu_closed(self) -> None:
        """Let the menu's button go dark, which heard nothing of the mouse while the menu was open."""
        button = self.menu_button
        inside = button.rect().contains(button.mapFromGlobal(QCursor.pos()))
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, inside)
        button.update()

    def show_workspace(self, name: str) -> None:
        """Light up a tab."""
        self.tabs.set_current(self._names.index(name))
        self.train_button.setVisible(name == "build")
        self._place()

    def _restyle(self) -> None:
        self.setFixedHeight(theme().px(self._HEIGHT))
        self.theme_button.set_icon("moon" if theme().mode == "dark" else "sun")
        self._place()
        self.update()

    def _place(self) -> None:
        """Tabs in the middle, unless the sides need the room; the search field gives way first."""
        edge, gap = theme().px(12), theme().px(16)
        height, tabs = self.height(), self.tabs.sizeHint()
        beside = [button for button in (self.theme_button, self.train_button) if not button.isHidden()]
        fixed = sum(button.sizeHint().width() + theme().px(8) for button in beside)
        room = self.width() - 2 * edge - 2 * gap - tabs.width() - fixed
        left_wish = self._left.sizeHint().width()
        search = max(theme().px(self._LEAST_SEARCH), min(theme().px(self._SEARCH_WIDTH), room - left_wish))
        self.search.setFixedWidth(search)
        right = fixed + search
        middle = (self.width() - tabs.width()) // 2
        middle = min(middle, self.width() - edge - right - gap - tabs.width())
        self.tabs.setGeometry(middle, (height - tabs.height()) // 2, tabs.width(), tabs.height())
        self._left.setGeometry(QRect(edge, 0, min(left_wish, middle - gap - edge), height))
        self._right.setGeometry(QRect(self.width() - edge - right, 0, right, height))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the tabs in the middle."""
        super().resizeEvent(event)
        self._place()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line under it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colour("border"))
