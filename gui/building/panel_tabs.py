"""The tabs of the panel below the canvas: words, perhaps an icon, perhaps a count of what is wrong."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets.buttons import PaintedButton
from gui.widgets.icons import paint_icon

_HEIGHT = 40
_GAP = 8


class PanelTab(PaintedButton):
    """One tab; a line below it when it is chosen."""

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self._icon = icon
        self._count = 0
        self.setCheckable(True)

    @property
    def count(self) -> int:
        """The count beside the words."""
        return self._count

    def set_count(self, count: int) -> None:
        """Show how many there are; none is not shown."""
        self._count = count
        self.setAccessibleName(f"{self.text()} {count}" if count else self.text())
        self.updateGeometry()
        self.update()

    def _chip_width(self) -> float:
        if not self._count:
            return 0.0
        words = QFontMetricsF(font("caption")).horizontalAdvance(str(self._count))
        return max(float(theme().px(20)), words + theme().px(12))

    def _words_width(self) -> float:
        return QFontMetricsF(font("strong")).horizontalAdvance(self.text())

    @override
    def sizeHint(self) -> QSize:
        """Icon, words and count in a row."""
        wide = self._words_width() + theme().px(8)
        wide += theme().px(16 + _GAP) if self._icon else 0
        wide += self._chip_width() + theme().px(6) if self._count else 0
        return QSize(round(wide), theme().px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon, words, count and line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = "accent" if self._focus_visible() else "text" if self.isChecked() or self._lit() else "text2"
        left, middle = float(theme().px(4)), self.height() / 2
        if self._icon:
            side = theme().px(16)
            paint_icon(painter, QRectF(left, middle - side / 2, side, side), self._icon, ink)
            left += side + theme().px(_GAP)
        painter.setFont(font("strong" if self.isChecked() else "body"))
        painter.setPen(theme().colour(ink))
        painter.drawText(QPointF(left, middle + theme().px(5)), self.text())
        left += self._words_width() + theme().px(6)
        if self._count:
            self._paint_chip(painter, left, middle)
        if self.isChecked():
            line = theme().px(2)
            painter.fillRect(0, self.height() - line, self.width(), line, theme().colour("accent"))

    def _paint_chip(self, painter: QPainter, left: float, middle: float) -> None:
        high = theme().px(18)
        chip = QRectF(left, middle - high / 2, self._chip_width(), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("errbg"))
        painter.drawRoundedRect(chip, high / 2, high / 2)
        painter.setFont(font("caption"))
        painter.setPen(theme().colour("error"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, str(self._count))


class PanelTabs(QWidget):
    """Tabs in a row, one of them chosen."""

    chosen = Signal(int)
    """The index a person chose."""

    def __init__(self, tabs: list[PanelTab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for index, tab in enumerate(tabs):
            self._group.addButton(tab, index)
            self._row.addWidget(tab)
        tabs[0].setChecked(True)
        self._group.idClicked.connect(self.chosen)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._row.setSpacing(theme().px(16))

    def choose(self, index: int) -> None:
        """Choose a tab."""
        self._group.button(index).setChecked(True)
        self.chosen.emit(index)
