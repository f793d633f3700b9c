"""The head of the step panel: the node's badge, its op, its formula, and which step this is."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets.formula import formula_size, paint_formula_at
from gui.widgets.icons import paint_icon

_BADGE = 36
_FORMULA = 18
_LEFT = 20
_TEXT_LEFT = 68


class StepHead(QWidget):
    """Badge, title with formula, and a second line; the formula gives way where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = "info"
        self._is_round = False
        self._title = ""
        self._formula = ""
        self._subtitle = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def show_step(self, icon: str, is_round: bool, title: str, formula: str, subtitle: str) -> None:
        """Show a step's node.

        Args:
            icon: An icon's name.
            is_round: Whether the badge is a circle, as the nodes of arithmetic are.
            title: The op.
            formula: Its formula in LaTeX.
            subtitle: The second line.
        """
        self._icon, self._is_round = icon, is_round
        self._title, self._formula, self._subtitle = title, formula, subtitle
        self.setAccessibleName(f"{title}: {subtitle}")
        self.setToolTip(subtitle)
        self.update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """The height of a panel's head."""
        return QSize(theme().px(220), theme().px(64))

    @override
    def minimumSizeHint(self) -> QSize:
        """Room for the badge and a word."""
        return QSize(theme().px(140), theme().px(64))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the badge and the two lines."""
        if not self._title:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_badge(painter)
        left = theme().px(_TEXT_LEFT)
        room = self.width() - left - theme().px(8)
        face = font("title")
        title = QFontMetricsF(face).elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(face)
        painter.setPen(theme().colour("text"))
        painter.drawText(QPointF(left, theme().px(30)), title)
        start = QFontMetricsF(face).horizontalAdvance(title) + theme().px(8)
        if self._formula:
            self._paint_formula(painter, left + start, room - start)
        painter.setFont(font("field"))
        painter.setPen(theme().colour("text2"))
        words = QFontMetricsF(font("field")).elidedText(self._subtitle, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left, theme().px(49)), words)

    def _paint_formula(self, painter: QPainter, left: float, room: float) -> None:
        """Paint the formula behind the title, if it fits there."""
        extent = formula_size(self._formula, theme().px(_FORMULA))
        if extent.width() <= room and extent.height() <= theme().px(30):
            paint_formula_at(painter, QPointF(left, theme().px(30)), self._formula, theme().px(_FORMULA))

    def _paint_badge(self, painter: QPainter) -> None:
        side = theme().px(_BADGE)
        box = QRectF(theme().px(_LEFT), (self.height() - side) / 2, side, side)
        painter.setBrush(theme().colour("raised"))
        painter.setPen(QPen(theme().colour("current"), 2))
        if self._is_round:
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        else:
            lower = box.adjusted(1, side * 0.1, -1, -side * 0.1)
            painter.drawRoundedRect(lower, theme().px(6), theme().px(6))
        glyph = theme().px(18)
        place = QRectF(0, 0, glyph, glyph)
        place.moveCenter(box.center())
        paint_icon(painter, place, self._icon, "text")
