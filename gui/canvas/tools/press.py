"""Click a button that lies on the canvas."""

from PySide6.QtCore import QPointF
from typing_extensions import override

from gui.canvas.callout_item import CalloutItem, FixButton
from gui.canvas.tools.base import Gesture


class PressGesture(Gesture):
    """Presses a card's button; it counts if the pointer is still on it when let go."""

    def __init__(self, button: FixButton) -> None:
        self._button = button

    @override
    def move(self, at: QPointF) -> None:
        """Nothing to show."""

    @override
    def finish(self, at: QPointF) -> None:
        card = self._button.parentItem()
        if isinstance(card, CalloutItem) and self._button.sceneBoundingRect().contains(at):
            card.apply(self._button.fix)

    @override
    def cancel(self) -> None:
        """Nothing was pressed."""
