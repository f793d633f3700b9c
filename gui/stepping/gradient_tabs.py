"""Tabs of the tensor panel: ∂L/∂input, ∂L/∂weight, ∂L/∂bias, each with its shape."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets.buttons import PaintedButton

_HEIGHT = 40
_GAP = 8
_LINE = 2


class _Tab(PaintedButton):
    """A name, a shape in small letters, and a line below when it is chosen."""

    def __init__(self, text: str, shape: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self._shape = shape
        self.setCheckable(True)

    def show_gradient(self, text: str, shape: str) -> None:
        """Stand for another gradient."""
        if (text, shape) != (self.text(), self._shape):
            self._shape = shape
            self.setText(text)
            self.setAccessibleName(f"{text} {shape}")
            self._restyle()

    def _widths(self) -> tuple[float, float]:
        name = QFontMetricsF(font("body")).horizontalAdvance(self.text())
        return name, QFontMetricsF(font("shape")).horizontalAdvance(self._shape)

    @override
    def sizeHint(self) -> QSize:
        """The words, as high as the row."""
        return QSize(round(sum(self._widths())) + theme().px(_GAP) + 4, theme().px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint name, shape and line."""
        painter = QPainter(self)
        baseline = self.height() / 2 + theme().px(5)
        ink = "accent" if self._focus_visible() else "text" if self.isChecked() or self._lit() else "text2"
        painter.setFont(font("body"))
        painter.setPen(theme().colour(ink))
        painter.drawText(QPointF(1, baseline), self.text())
        painter.setFont(font("shape"))
        painter.setPen(theme().colour("text2" if self.isChecked() else "text3"))
        painter.drawText(QPointF(self._widths()[0] + theme().px(_GAP), baseline), self._shape)
        if self.isChecked():
            line = theme().px(_LINE)
            painter.fillRect(0, self.height() - line, self.width(), line, theme().colour("accent"))


class GradientTabs(QWidget):
    """One tab a gradient, one of them chosen."""

    chosen = Signal(int)
    """The index a person chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._row.setSpacing(theme().px(32))

    def set_tabs(self, tabs: Sequence[tuple[str, str]], current: int) -> None:
        """Offer other tabs: name and shape of each.

        Args:
            tabs: The tabs.
            current: Which of them is chosen.
        """
        for index in range(len(self._group.buttons()), len(tabs)):
            tab = _Tab("", "", self)
            self._group.addButton(tab, index)
            self._row.addWidget(tab)
        for index, button in enumerate(self._group.buttons()):
            button.setVisible(index < len(tabs))
            if isinstance(button, _Tab) and index < len(tabs):
                button.show_gradient(*tabs[index])
        if tabs:
            self._group.button(current).setChecked(True)
