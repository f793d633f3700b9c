"""The menu, made from the actions each time it is opened."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from gui.actions import Actions
from gui.shell.recent import short_name

_RECENT = "File/Open recent"


def make_menu(
    actions: Actions, recent: Sequence[Path], open_recent: Callable[[Path], object], parent: QWidget
) -> QMenu:
    """The window's menu.

    Args:
        actions: What there is to do.
        recent: Files for "Open recent".
        open_recent: Opens one of them.
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
        if action.id == "file.open":
            _add_recent(_submenu(menus, _RECENT), recent, open_recent)
    return menu


def _submenu(menus: dict[str, QMenu], path: str) -> QMenu:
    if path not in menus:
        outer, _, title = path.rpartition("/")
        menus[path] = _submenu(menus, outer).addMenu(title)
        menus[path].setToolTipsVisible(True)
    return menus[path]


def _add_recent(menu: QMenu, recent: Sequence[Path], open_recent: Callable[[Path], object]) -> None:
    menu.setEnabled(bool(recent))
    for path in recent:
        entry = menu.addAction(short_name(path))
        entry.setToolTip(str(path))
        entry.triggered.connect(partial(_open, open_recent, path))


def _open(open_recent: Callable[[Path], object], path: Path, _checked: bool = False) -> None:
    open_recent(path)
