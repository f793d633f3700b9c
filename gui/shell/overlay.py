"""What lies over the whole window for a moment: it dims what is behind and keeps the focus."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from typing_extensions import override

from gui.theme import theme

_DIMMED = {"dark": 0.72, "light": 0.6}


class Overlay(QWidget):
    """Covers its parent; Escape or a click beside the card dismisses it.

    Keys that start actions rest while it is open, but for those it lets through.

    Args:
        over: The widget to cover, always as large as it.
        passing: Keys that still start actions, such as those its own buttons show.
    """

    dismissed = Signal()
    """Escape, or a click beside the card."""

    def __init__(self, over: QWidget, passing: tuple[str, ...] = ()) -> None:
        super().__init__(over)
        self._over = over
        self._passing = [QKeySequence(keys) for keys in passing]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()
        over.installEventFilter(self)
        theme().changed.connect(self.update)

    def open(self) -> None:
        """Cover the window and take the focus."""
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def card(self) -> QWidget:
        """What lies on the dimmed ground."""
        raise NotImplementedError

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._over.rect())
        return False

    @override
    def event(self, event: QEvent) -> bool:
        """Keep keys from starting actions of the window behind."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if QKeySequence(event.keyCombination()) not in self._passing:
                event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape dismisses, Enter presses the button with the focus; nothing reaches the window behind."""
        event.accept()
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round within the card."""
        stops = [
            widget
            for widget in self.card().findChildren(QWidget)
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if not stops:
            return True
        current = self.focusWidget()
        step = 1 if forward else -1
        start = stops.index(current) if current in stops else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(start + step) % len(stops)].setFocus(reason)
        return True

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card dismisses."""
        if not self.card().geometry().contains(event.position().toPoint()):
            self.dismissed.emit()
        event.accept()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what is behind."""
        shade = theme().colour("canvas" if theme().mode == "dark" else "text", _DIMMED[theme().mode])
        QPainter(self).fillRect(self.rect(), shade)
