"""Small helpers for painting on the canvas: text in its place, pens in a token's colour."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from gui.theme import theme

Align = Qt.AlignmentFlag


def pen(colour: str, width: float = 1.0) -> QPen:
    """A pen with round ends in a token's colour."""
    made = QPen(theme().colour(colour), width)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


def width_of(text: str, face: QFont) -> float:
    """How wide a text runs."""
    return QFontMetricsF(face).horizontalAdvance(text)


def draw_left(painter: QPainter, at: QPointF, text: str, face: QFont, colour: str, room: float) -> float:
    """Draw a text from its baseline's left end, cut with … where it does not fit; how wide it ran."""
    shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.setFont(face)
    painter.setPen(theme().colour(colour))
    painter.drawText(at, shown)
    return width_of(shown, face)


def draw_right(painter: QPainter, at: QPointF, text: str, face: QFont, colour: str) -> None:
    """Draw a text that ends at a point of its baseline."""
    painter.setFont(face)
    painter.setPen(theme().colour(colour))
    painter.drawText(QPointF(at.x() - width_of(text, face), at.y()), text)


def draw_middle(painter: QPainter, at: QPointF, text: str, face: QFont, colour: str) -> QRectF:
    """Draw a text with its middle at a point; the room it took."""
    measures = QFontMetricsF(face)
    wide, high = measures.horizontalAdvance(text), measures.capHeight()
    painter.setFont(face)
    painter.setPen(theme().colour(colour))
    painter.drawText(QPointF(at.x() - wide / 2, at.y() + high / 2), text)
    return QRectF(at.x() - wide / 2, at.y() - measures.height() / 2, wide, measures.height())


def detail(painter: QPainter) -> float:
    """The zoom a painter paints at, in logical pixels of the screen per scene unit."""
    return abs(painter.worldTransform().m11()) / painter.device().devicePixelRatioF()
