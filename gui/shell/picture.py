"""What a picture on a card is."""

from abc import ABC, abstractmethod

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter


class Picture(ABC):
    """Something painted on a card in the theme in force."""

    @abstractmethod
    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint it into an area."""
