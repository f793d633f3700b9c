"""Actions as data: what a person can do, from which the menu, the keys and the search are made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gui.theme import theme
from gui.widgets.icons import icon


def _always() -> str:
    return ""


@dataclass(frozen=True)
class Action:
    """Something a person can do.

    Attributes:
        id: Its name in code, such as `file.open`.
        title: What the menu calls it; a function where that changes, as with "Undo Move conv1".
        run: Does it.
        menu: The menu it stands in, such as "File" or "File/Examples"; empty for the search alone.
        icon: An icon's name.
        keys: Key sequences that start it; the first is shown.
        tooltip: What it does in more words.
        blocked: Why it cannot be done now, as a sentence; empty if it can.
        checked: Whether it is on, for what is on or off.
        section: Whether a line stands before it in the menu.
    """

    id: str
    title: str | Callable[[], str]
    run: Callable[[], object]
    menu: str = ""
    icon: str | None = None
    keys: tuple[str, ...] = ()
    tooltip: str = ""
    blocked: Callable[[], str] = _always
    checked: Callable[[], bool] | None = None
    section: bool = False

    def words(self) -> str:
        """What it is called now."""
        return self.title if isinstance(self.title, str) else self.title()

    def key_text(self) -> str:
        """Its first key as people read it, such as "Ctrl+K"."""
        if not self.keys:
            return ""
        return QKeySequence(self.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)

    def help(self) -> str:
        """Its tooltip: what it does and its key."""
        words = self.tooltip or self.words()
        return f"{words}  ({self.key_text()})" if self.keys else words


class Actions(QObject):
    """All actions of a window, each with its `QAction`.

    Signals:
        started: The id of an action that is about to run.
        refreshed: What is possible, on, or called otherwise was looked at again.
    """

    started = Signal(str)
    refreshed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, Action] = {}
        self._away: dict[str, Callable[[], str]] = {}
        self._made: dict[str, QAction] = {}
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        theme().changed.connect(self._restyle)

    def add(self, actions: Iterable[Action], away: Callable[[], str] = _always) -> None:
        """Take actions in; their keys work from now on.

        Args:
            actions: What can be done.
            away: Why none of them can be done now, such as while their workspace is not on show.
        """
        for action in actions:
            self._away[action.id] = away
            made = QAction(self._window)
            made.setShortcuts([QKeySequence(keys) for keys in action.keys])
            made.setCheckable(action.checked is not None)
            made.triggered.connect(partial(self._run, action))
            self._window.addAction(made)
            self._actions[action.id] = action
            self._made[action.id] = made
        self._restyle()
        self.refresh_soon()

    def all(self) -> list[Action]:
        """Every action, in the order they came."""
        return list(self._actions.values())

    def action(self, action_id: str) -> Action:
        """The action of that id."""
        return self._actions[action_id]

    def qaction(self, action_id: str) -> QAction:
        """Its `QAction`, for menus and buttons."""
        return self._made[action_id]

    def run(self, action_id: str) -> None:
        """Do it, if it can be done now."""
        self.refresh()
        self._made[action_id].trigger()

    def refresh_soon(self) -> None:
        """Look again what is possible, once per turn of the event loop."""
        self._later.start()

    def refresh(self) -> None:
        """Look again what is possible, what is on, and what each is called."""
        for action_id, action in self._actions.items():
            made = self._made[action_id]
            reason = self._away[action_id]() or action.blocked()
            made.setText(action.words())
            made.setEnabled(not reason)
            made.setToolTip(reason or action.help())
            if action.checked is not None:
                made.setChecked(action.checked())
        self.refreshed.emit()

    def _run(self, action: Action, _checked: bool = False) -> None:
        self.started.emit(action.id)
        action.run()
        self.refresh_soon()

    def _restyle(self) -> None:
        for action_id, action in self._actions.items():
            if action.icon is not None:
                self._made[action_id].setIcon(icon(action.icon))
