"""A person at the window: real widgets, real mouse and key events, the real engine behind."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from gui.app import open_window
from gui.bridge import Bridge
from gui.shell.file_dialog import FileDialog
from gui.shell.settings import Settings
from gui.theme import theme
from gui.widgets.buttons import Button
from gui.window import Window

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier

_PATIENCE = 15_000
"""Milliseconds to wait for the engine, which loads torch first on a busy machine."""


class Strays(QObject):
    """Sees widgets that stand as windows of their own for a moment, because they have no parent yet."""

    _MEANT = (Window, FileDialog, QMenu)

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            tip_or_list = watched.windowType() in (Qt.WindowType.ToolTip, Qt.WindowType.Popup)
            if not isinstance(watched, self._MEANT) and not tip_or_list:
                self.seen.append(type(watched).__name__)
        return False


class Person:
    """Sits before the app as it opens for the first time, or on a file.

    Args:
        qtbot: Waits.
        folder: Where settings and files go.
        file: A graph to open.
    """

    def __init__(self, qtbot: QtBot, folder: Path, file: Path | None = None) -> None:
        self.qtbot = qtbot
        self.folder = folder
        theme().set_reduce_motion(True)
        self.strays = Strays()
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self.strays)
        self.bridge = Bridge()
        self.bridge.warm_up()
        self.window: Window = open_window(self.bridge, Settings(folder / "window.ini"), file)
        qtbot.addWidget(self.window, before_close_func=_forget_changes)
        self.window.showNormal()
        self.window.resize(1440, 900)
        with qtbot.waitActive(self.window):
            self.window.activateWindow()

    # Looking --------------------------------------------------------------------------------------------

    @property
    def status(self) -> str:
        """What the status bar says."""
        return self.window.status_bar.words()

    def sees(self, what: Callable[[], object]) -> None:
        """Wait until something is so."""
        try:
            self.qtbot.waitUntil(lambda: bool(what()), timeout=_PATIENCE)
        except self.qtbot.TimeoutError:
            raise AssertionError(f"status: {self.status}; notices: {self.notices()}") from None

    def words(self, within: QWidget | None) -> str:
        """All that a screen reader finds in a part of the window."""
        assert within is not None
        parts = [widget for widget in within.findChildren(QWidget) if widget.isVisible()]
        return " ".join(part.accessibleName() for part in parts if part.accessibleName())

    def picture(self, widget: QWidget) -> QImage:
        """A widget as it looks now."""
        return widget.grab().toImage()

    def notices(self) -> list[str]:
        """Titles of the notices on show."""
        return [notice.title for notice in self.window.notices.notices()]

    # Hands ------------------------------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self._focused(), key, modifiers)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        QTest.keyClicks(self._focused(), text)

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget, in its middle if not said where."""
        assert widget.isVisible()
        assert widget.isEnabled(), widget.toolTip()
        QTest.mouseClick(widget, LEFT, PLAIN, at or widget.rect().center())

    def click_button(self, text: str, within: QWidget | None = None) -> None:
        """Click the visible button that says so."""
        buttons = (within or self.window).findChildren(QAbstractButton)
        self.click(next(b for b in buttons if b.isVisible() and b.text() == text))

    def click_offer(self, text: str) -> None:
        """Click a button of a notice."""
        offers = self.window.notices.findChildren(Button)
        self.click(next(offer for offer in offers if offer.text() == text))

    def click_card(self, title: str) -> None:
        """Point at a card of the gallery, then click its button."""
        gallery = self.window.gallery
        assert gallery is not None
        card = next(card for card in gallery.cards() if card.content.title == title)
        card.pointed_at.emit(card.content.name)
        self.click(card.button)

    def double_click_op(self, op: str) -> None:
        """Double-click an op of the palette."""
        palette = self.window.workspaces.get("build").left
        assert palette is not None
        button = next(b for b in palette.findChildren(QAbstractButton) if b.text() == op)
        QTest.mouseDClick(button, LEFT, PLAIN, button.rect().center())

    def add_by_search(self, op: str) -> None:
        """Tab on the canvas, type, Enter."""
        self.window.canvas.setFocus()
        self.press(Qt.Key.Key_Tab)
        self.type(op)
        self.press(Qt.Key.Key_Return)

    def draw_wire(self, source: str, target: str, port: str) -> None:
        """Drag from a node's output to a port."""
        canvas = self.window.canvas
        viewport = canvas.view.viewport()
        start = viewport.mapFromGlobal(canvas.port_pos_on_screen(source, None))
        end = viewport.mapFromGlobal(canvas.port_pos_on_screen(target, port))
        QTest.mousePress(viewport, LEFT, PLAIN, start)
        for step in (0.3, 0.7, 1.0):
            QTest.mouseMove(viewport, start + (end - start) * step)
        QTest.mouseRelease(viewport, LEFT, PLAIN, end)

    def click_node(self, node_id: str) -> None:
        """Click a node on the canvas, below its title."""
        canvas = self.window.canvas
        box = canvas.node_rect_on_screen(node_id)
        viewport = canvas.view.viewport()
        at = viewport.mapFromGlobal(QPoint(round(box.center().x()), round(box.top() + box.height() * 0.3)))
        QTest.mouseClick(viewport, LEFT, PLAIN, at)

    def choose_file(self, path: Path) -> None:
        """Type a path into the open file dialog, and press its button."""
        dialog = next(d for d in self.window.findChildren(FileDialog) if d.isVisible())
        dialog.selectFile(str(path))
        dialog.accept()


def _forget_changes(window: Window) -> None:
    window.document.undo_stack.setClean()
    window.close()
