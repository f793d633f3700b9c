"""What a gesture is."""

from abc import ABC, abstractmethod

from PySide6.QtCore import QPointF, Qt


class Gesture(ABC):
    """One gesture, from press to release; it shows what would happen, and ends in at most one edit."""

    cursor: Qt.CursorShape | None = None

    @abstractmethod
    def move(self, at: QPointF) -> None:
        """The pointer is at this place of the scene."""

    @abstractmethod
    def finish(self, at: QPointF) -> None:
        """The button was let go here."""

    @abstractmethod
    def cancel(self) -> None:
        """Nothing happens after all."""
