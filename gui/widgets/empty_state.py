"""What stands in the middle where there is nothing to show: a sign, what is missing, what to do."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from gui.theme import theme
from gui.widgets.icons import paint_icon
from gui.widgets.labels import Label, Paragraph

_SIGN = 40
_WIDTH = 420


class EmptyState(QWidget):
    """Words in the middle of a panel.

    Args:
        icon: The sign over them.
    """

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label("", "title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._more = Paragraph()
        self._more.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._more.setMaximumWidth(theme().px(_WIDTH))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._more, 100)
        middle.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme().px(12))
        column.addStretch(2)
        column.addWidget(_Sign(icon), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addLayout(middle)
        column.addStretch(3)

    def say(self, title: str, more: str) -> None:
        """What is missing, and what to do about it."""
        self._title.setText(title)
        self._more.set_pieces(more)

    def text(self) -> str:
        """What it says."""
        return f"{self._title.text()}. {self._more.plain()}"


class _Sign(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(theme().px(_SIGN), theme().px(_SIGN))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        paint_icon(QPainter(self), QRectF(self.rect()), self._icon, "border2")
