"""A box with a ground, a border and round corners: what cards, notices and lists lie on."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gui.theme import theme


class Surface(QWidget):
    """The box.

    Args:
        radius: Of the corners, in pixels at 100%.
        ground: The token of the ground.
        border: The token of the border.
    """

    def __init__(
        self,
        *,
        radius: int = 8,
        ground: str = "raised",
        border: str = "border2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._radius = radius
        self._ground = ground
        self._border = border
        theme().changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme().colour(self._ground))
        painter.setPen(theme().colour(self._border) if self._border else Qt.PenStyle.NoPen)
        radius = theme().px(self._radius)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
