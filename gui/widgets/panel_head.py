"""The head of a panel: a band of one height, on which title and buttons stand."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import theme

_HEIGHT = 56


class PanelHead(QWidget):
    """A row of widgets; heads of neighbouring panels end at the same line.

    Args:
        margin: Space at the left and right, in pixels at 100%.
    """

    def __init__(self, margin: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._margin = margin
        self.row = QHBoxLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        margin = theme().px(self._margin)
        self.row.setContentsMargins(margin, 0, margin, 0)
        self.row.setSpacing(theme().px(12))
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        """As high as all heads."""
        return QSize(super().sizeHint().width(), theme().px(_HEIGHT))
