"""The cursor of a chart: a line at one x, a ring on each curve, and a card with the exact numbers."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets.plot_area import PlotArea
from gui.widgets.plot_curve import Curve

_PADDING = 12
_LINE = 20
_SWATCH = 8
_GAP = 12


class Cursor(QWidget):
    """Lies over a plotting area and is transparent to the mouse.

    Args:
        area: The plotting area, whose child it becomes.
        headline: What the card says above the numbers, for an x.
        write: How the card writes numbers.
    """

    def __init__(
        self, area: PlotArea, headline: Callable[[float], str], write: Callable[[float], str]
    ) -> None:
        super().__init__(area)
        self._area = area
        self._headline = headline
        self._write = write
        self._x: float | None = None
        self._card_shown = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def move_to(self, x: float | None, *, card: bool = True) -> None:
        """Stand at an x, with a card or without; None hides it."""
        self._x = x
        self._card_shown = card
        self.setVisible(x is not None and bool(self._rows()))
        if self.isVisible():
            self.setGeometry(self._area.rect())
            self.update()

    def text(self) -> list[str]:
        """What the card says, a line each."""
        if self._x is None:
            return []
        return [self._headline(self._x), *(f"{curve.name} {words}" for curve, words, _ in self._rows())]

    def _rows(self) -> list[tuple[Curve, str, QPointF]]:
        """Curve, its number in words and its place, for each curve that has a point here."""
        if self._x is None:
            return []
        rows = []
        for curve in self._area.curves:
            index = curve.data.nearest(self._x)
            value = curve.data.value_at(self._x)
            if index is not None and value is not None:
                place = self._area.place_of(curve.data.start + index * curve.data.step, value)
                rows.append((curve, self._write(value), place))
        return rows

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint line, rings and card."""
        if self._x is None:
            return
        rows = self._rows()
        room = self._area.plot_rect()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self._area.place_of(self._x, 1.0).x()
        painter.setPen(QPen(theme().colour("text3"), 1.0))
        painter.drawLine(QPointF(x + 0.5, room.top()), QPointF(x + 0.5, room.bottom()))
        painter.setBrush(theme().colour("panel"))
        for curve, _, place in rows:
            if curve.look != "faint" and room.adjusted(-1, -1, 1, 1).contains(place):
                painter.setPen(QPen(curve.ink(), 1.5))
                painter.drawEllipse(place, 3.5, 3.5)
        if self._card_shown:
            self._paint_card(painter, [(curve, words) for curve, words, _ in rows], x, room)

    def _paint_card(
        self, painter: QPainter, rows: Sequence[tuple[Curve, str]], x: float, room: QRectF
    ) -> None:
        px = theme().px
        strong, plain = QFontMetricsF(font("field_strong")), QFontMetricsF(font("field"))
        title = self._headline(self._x or 0.0)
        names = max((plain.horizontalAdvance(curve.name) for curve, _ in rows), default=0.0)
        values = max((strong.horizontalAdvance(words) for _, words in rows), default=0.0)
        inner = max(strong.horizontalAdvance(title), px(_SWATCH + 8) + names + px(20) + values)
        width, height = inner + 2 * px(_PADDING), px(_LINE) * (len(rows) + 1) + px(_PADDING) + px(4)
        left = x + px(_GAP) if x + px(_GAP) + width <= self.width() else x - px(_GAP) - width
        top = min(room.top() + px(_GAP), room.bottom() - height)
        card = QRectF(round(max(0.0, left)) + 0.5, round(max(0.0, top)) + 0.5, round(width), round(height))
        painter.setPen(theme().colour("border2"))
        painter.setBrush(theme().colour("raised"))
        painter.drawRoundedRect(card, px(8), px(8))
        line = QRectF(card.left() + px(_PADDING), card.top() + px(_PADDING) / 2 + px(1), inner, px(_LINE))
        painter.setFont(font("field_strong"))
        painter.setPen(theme().colour("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, title)
        for curve, words in rows:
            line.translate(0, px(_LINE))
            swatch = QRectF(line.left(), line.center().y() - px(_SWATCH) / 2, px(_SWATCH), px(_SWATCH))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(curve.ink())
            painter.drawRoundedRect(swatch, 2, 2)
            painter.setFont(font("field"))
            painter.setPen(theme().colour("text2"))
            painter.drawText(
                line.adjusted(px(_SWATCH + 8), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, curve.name
            )
            painter.setFont(font("field_strong"))
            painter.setPen(theme().colour("text"))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
