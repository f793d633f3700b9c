"""A section of the inspector: head, content, and a line below."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.theme import theme
from gui.widgets.labels import Divider, SectionHead

_PADDING = 16
_TOP = 12


class Section(QWidget):
    """A part of the panel.

    Args:
        title: Its head; none if left out.
        note: What stands at the head's right.
    """

    def __init__(self, title: str = "", note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = SectionHead(title, note)
        if not title:
            self.head.hide()
        self._inner = QWidget()
        self._body = QVBoxLayout(self._inner)
        self._body.addWidget(self.head)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._inner)
        outer.addWidget(Divider())
        theme().changed.connect(self._restyle)
        self._restyle()

    def add(self, widget: QWidget) -> None:
        """Put something below what is there."""
        self._body.addWidget(widget)

    def clear(self) -> None:
        """Take out everything but the head."""
        while self._body.count() > 1:
            item = self._body.takeAt(1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _restyle(self) -> None:
        side, top = theme().px(_PADDING), theme().px(_TOP)
        self._body.setContentsMargins(side, top, side, top)
        self._body.setSpacing(theme().px(8))
