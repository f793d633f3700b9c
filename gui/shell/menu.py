"""The menu, made from the actions each time it is opened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from gui.actions import Actions


@dataclass(frozen=True)
class Entry:
    """A line of a list that differs from time to time, such as a recent file.

    Attributes:
        title: What it says.
        tooltip: More about it.
        run: What it does.
    """

    title: str
    tooltip: str
    run: Callable[[], object]


def make_menu(actions: Actions, lists: Mapping[str, Sequence[Entry]], after: str, parent: QWidget) -> QMenu:
    """The window's menu.

    Args:
        actions: What there is to do.
        lists: Menus with entries that are no actions, such as "File/Open recent".
        after: The action that they follow.
        parent: What the menu belongs to.
    """
    actions.refresh()
    menu = QMenu(parent)
    menus: dict[str, QMenu] = {"": menu}
    for action in actions.all():
        if not action.menu:
            continue
        place = _submenu(menus, action.menu)
        if action.section and not place.isEmpty():
            place.addSeparator()
        place.addAction(actions.qaction(action.id))
        if action.id == after:
            for path, entries in lists.items():
                _add_list(_submenu(menus, path), entries)
    return menu


def _submenu(menus: dict[str, QMenu], path: str) -> QMenu:
    if path not in menus:
        outer, _, title = path.rpartition("/")
        menus[path] = _submenu(menus, outer).addMenu(title)
        menus[path].setToolTipsVisible(True)
    return menus[path]


def _add_list(menu: QMenu, entries: Sequence[Entry]) -> None:
    menu.setEnabled(bool(entries))
    for entry in entries:
        line = menu.addAction(entry.title)
        line.setToolTip(entry.tooltip)
        line.triggered.connect(partial(_run, entry))


def _run(entry: Entry, _checked: bool = False) -> None:
    entry.run()
