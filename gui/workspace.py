"""What a workspace is: panels around the one canvas."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.actions import Action


class Workspace(QObject):
    """One of the four tabs. The window puts its widgets in their places and tells it when it is on show.

    Attributes:
        name: Short name, as in settings: build, step, train, inspect.
        title: What the tab says.
        left: Panel at the left, or None.
        right: Panel at the right, or None.
        below: Panel under the canvas, behind a splitter, or None.
        bottom: Strip over the whole width above the status bar, or None.
        centre: What stands in the middle instead of the canvas, or None.

    Signals:
        status_changed: `status` says something else now.
        panels_changed: There is another panel in one of the places, or none any more.
    """

    status_changed = Signal()
    panels_changed = Signal()

    name: ClassVar[str]
    title: ClassVar[str]
    left: QWidget | None = None
    right: QWidget | None = None
    below: QWidget | None = None
    bottom: QWidget | None = None
    centre: QWidget | None = None

    def activate(self) -> None:
        """The workspace comes on show."""

    def deactivate(self) -> None:
        """Another workspace takes its place."""

    def actions(self) -> Sequence[Action]:
        """What can be done in this workspace; the window puts it in the menu, on keys and in the search.

        Their keys work only while the workspace is on show.
        """
        return ()

    def status(self) -> str:
        """What the status bar says at its left while this workspace is on show."""
        return ""
