"""The legend of a heat map: −0.9, the ramp, 0.9."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets import numbers
from gui.widgets.heat import STEPS, heat_image


class ColourScale(QWidget):
    """Which colours stand for which numbers.

    Args:
        vmax: The end of the scale.
    """

    _RAMP = QSize(120, 10)
    _GAP = 6

    def __init__(self, vmax: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vmax = vmax
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_vmax(self, vmax: float) -> None:
        """Change the end of the scale."""
        self._vmax = vmax
        self._restyle()

    def _restyle(self) -> None:
        self.setAccessibleName(f"colour scale from {self._ends()[0]} to {self._ends()[1]}")
        self.updateGeometry()
        self.update()

    def _ends(self) -> tuple[str, str]:
        return numbers.number(-self._vmax, 2), numbers.number(self._vmax, 2)

    def _widths(self) -> tuple[float, float]:
        metrics = QFontMetricsF(font("caption"))
        low, high = self._ends()
        return metrics.horizontalAdvance(low), metrics.horizontalAdvance(high)

    @override
    def sizeHint(self) -> QSize:
        """The ramp between its two numbers."""
        wide = sum(self._widths()) + theme().px(self._RAMP.width() + 2 * self._GAP)
        return QSize(round(wide) + 2, theme().px(20))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers and the ramp."""
        painter = QPainter(self)
        painter.setFont(font("caption"))
        painter.setPen(theme().colour("text2"))
        low, high = self._ends()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, high)
        left = round(self._widths()[0]) + theme().px(self._GAP)
        height = theme().px(self._RAMP.height())
        ramp = QRect(left, (self.height() - height) // 2, theme().px(self._RAMP.width()), height)
        painter.drawImage(ramp, heat_image(np.linspace(-1.0, 1.0, 2 * STEPS + 1), 1.0))
