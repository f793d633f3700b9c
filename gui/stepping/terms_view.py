"""Where a number comes from: the terms of its sum of products, largest first, and the running sum."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.stepping.products import Product, SumOfProducts
from gui.stepping.running_sum import paint_running_sum
from gui.theme import Role, font, theme
from gui.widgets.heat import heat_colour
from gui.widgets.numbers import TIMES, exact, factor, number
from gui.widgets.numbers import index as index_text

_HEAD = 30
_CARD_HEIGHT = 84
_CARD_WIDTH = 150
_WIDEST_CARD = 184
_RESULT_WIDTH = 190
_WIDEST_RESULT = 260
_PLUS = 16
_COMPACT_CARD = 56
_RUNNING = 52


@dataclass(frozen=True)
class _Rest:
    """The terms that have no card of their own."""

    count: int
    sum: float
    zeros: int


class TermsView(QWidget):
    """The sum of products of one element of a gradient."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sum: SumOfProducts | None = None
        self._formula = ""
        self._is_compact = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_sum(self, terms: SumOfProducts, formula: str) -> None:
        """Write another sum out.

        Args:
            terms: The sum.
            formula: It in symbols, as plain text.
        """
        self._sum = terms
        self._formula = formula
        said = f"downstream{index_text(terms.index)} = {number(terms.total)}, "
        self.setAccessibleName(f"{said}a sum of {len(terms.terms)} terms that are not 0")
        self.setToolTip(exact(terms.total))
        self._restyle()

    def set_compact(self, compact: bool) -> None:
        """Leave bars and the running sum out, where there is little room."""
        if compact != self._is_compact:
            self._is_compact = compact
            self._restyle()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Head, cards, running sum."""
        running = 0 if self._is_compact else theme().px(_RUNNING)
        return QSize(theme().px(720), theme().px(_HEAD) + self._card_height() + running)

    @override
    def minimumSizeHint(self) -> QSize:
        """Some cards."""
        return QSize(theme().px(480), self.sizeHint().height())

    # Layout ----------------------------------------------------------------------------------------------

    def _card_height(self) -> int:
        return theme().px(_COMPACT_CARD if self._is_compact else _CARD_HEIGHT)

    def _split(self, terms: SumOfProducts) -> tuple[tuple[Product, ...], _Rest | None]:
        """Terms that get a card, and the rest that shares one."""
        room = self.width() - theme().px(_RESULT_WIDTH)
        cards = max(1, room // theme().px(_CARD_WIDTH + _PLUS))
        shown = terms.terms[:cards]
        if len(terms.terms) > cards or terms.zeros:
            shown = terms.terms[: min(len(terms.terms), cards - 1)]
        rest = terms.terms[len(shown) :]
        if not rest and not terms.zeros:
            return shown, None
        return shown, _Rest(len(rest), sum(term.product for term in rest), terms.zeros)

    # Painting --------------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the head, the cards, and the running sum."""
        terms = self._sum
        if terms is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        shown, rest = self._split(terms)
        pixels = theme().px
        cards = len(shown) + (rest is not None)
        room = self.width() - pixels(_RESULT_WIDTH) - cards * pixels(_PLUS)
        width = min(room / max(1, cards), float(pixels(_WIDEST_CARD)))
        largest = max((abs(term.product) for term in shown if math.isfinite(term.product)), default=1.0)
        left = 0.0
        for number_, term in enumerate(shown):
            box = QRectF(left, pixels(_HEAD), width, self._card_height())
            self._paint_term(painter, box, term, largest)
            left += width
            if number_ < cards - 1:
                self._paint_plus(painter, left)
                left += pixels(_PLUS)
        if rest is not None:
            self._paint_rest(painter, QRectF(left, pixels(_HEAD), width, self._card_height()), rest)
            left += width
        start = left + pixels(_PLUS)
        wide = min(self.width() - start - 1, float(pixels(_WIDEST_RESULT)))
        result = QRectF(start, pixels(_HEAD), wide, self._card_height())
        self._paint_result(painter, result, terms)
        if not self._is_compact:
            top = pixels(_HEAD + _CARD_HEIGHT + 10)
            paint_running_sum(painter, QRectF(0, top, self.width(), pixels(_RUNNING - 10)), terms)

    def _paint_head(self, painter: QPainter) -> None:
        line = QRectF(0, 0, self.width(), theme().px(22))
        painter.setFont(font("strong"))
        painter.setPen(theme().colour("text"))
        head = "Where this number comes from"
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, head)
        used = QFontMetricsF(painter.font()).horizontalAdvance(head) + theme().px(24)
        painter.setFont(font("code"))
        painter.setPen(theme().colour("text2"))
        metrics = QFontMetricsF(painter.font())
        words = metrics.elidedText(self._formula, Qt.TextElideMode.ElideRight, line.width() - used)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)

    def _paint_card(self, painter: QPainter, box: QRectF, *, loud: bool = False) -> QRectF:
        painter.setBrush(theme().colour("raised" if loud or theme().mode == "light" else "panel"))
        pen = QPen(theme().colour("current"), 2) if loud else QPen(theme().colour("border"), 1)
        painter.setPen(pen)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme().px(8), theme().px(8))
        return box.adjusted(theme().px(12), theme().px(8), -theme().px(12), -theme().px(8))

    def _paint_term(self, painter: QPainter, box: QRectF, term: Product, largest: float) -> None:
        inside = self._paint_card(painter, box)
        pixels = theme().px
        self._paint_ends(
            painter, inside, _short(term.output), f"= {number(term.product)}", "cell", "field_strong"
        )
        line = QRectF(inside.left(), inside.top() + pixels(22), inside.width(), pixels(20))
        parts = (
            (number(term.upstream), "upstream"),
            (f" {TIMES} ", "text2"),
            (factor(term.local), "local"),
        )
        face = font("strong")
        wide = sum(QFontMetricsF(face).horizontalAdvance(text) for text, _ in parts)
        if wide > line.width():
            face.setPixelSize(max(9, int(face.pixelSize() * line.width() / wide)))
        painter.setFont(face)
        left = line.left()
        for text, colour in parts:
            painter.setPen(theme().colour(colour))
            painter.drawText(
                QRectF(left, line.top(), line.width(), line.height()), Qt.AlignmentFlag.AlignVCenter, text
            )
            left += QFontMetricsF(face).horizontalAdvance(text)
        if not self._is_compact:
            self._paint_bar(painter, inside, term.product, largest)

    def _paint_ends(
        self, painter: QPainter, box: QRectF, left: str, right: str, left_role: Role, right_role: Role
    ) -> None:
        line = QRectF(box.left(), box.top(), box.width(), theme().px(18))
        painter.setFont(font(right_role))
        painter.setPen(theme().colour("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        room = line.width() - QFontMetricsF(painter.font()).horizontalAdvance(right) - theme().px(6)
        painter.setFont(font(left_role))
        painter.setPen(theme().colour("text2"))
        words = QFontMetricsF(painter.font()).elidedText(left, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_bar(self, painter: QPainter, inside: QRectF, value: float, largest: float) -> None:
        pixels = theme().px
        track = QRectF(inside.left(), inside.bottom() - pixels(14), inside.width(), pixels(12))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("grid"))
        painter.drawRoundedRect(track, 2, 2)
        if not math.isfinite(value):
            return
        zero = track.center().x()
        length = track.width() / 2 * value / (largest or 1.0)
        painter.setBrush(heat_colour(1.0 if value > 0 else -1.0, 1.0))
        painter.drawRoundedRect(
            QRectF(min(zero, zero + length), track.top(), abs(length), track.height()), 2, 2
        )
        painter.fillRect(QRectF(zero - 0.5, track.top() - 2, 1, track.height() + 4), theme().colour("text3"))

    def _paint_plus(self, painter: QPainter, left: float) -> None:
        painter.setFont(font("strong"))
        painter.setPen(theme().colour("text2"))
        box = QRectF(left, theme().px(_HEAD), theme().px(_PLUS), self._card_height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "+")

    def _paint_rest(self, painter: QPainter, box: QRectF, rest: _Rest) -> None:
        inside = self._paint_card(painter, box)
        pixels = theme().px
        if rest.count:
            words = f"{rest.count} more term{'s' * (rest.count > 1)}"
            self._paint_ends(painter, inside, words, f"= {number(rest.sum)}", "caption", "field_strong")
        if rest.zeros:
            line = inside.adjusted(0, pixels(22) if rest.count else 0, 0, 0)
            text = f"{'and ' if rest.count or self._has_terms() else ''}{rest.zeros:,} "
            text += "terms that are 0" if rest.zeros > 1 else "term that is 0"
            painter.setFont(font("caption"))
            painter.setPen(theme().colour("text2"))
            painter.drawText(line, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, text)

    def _has_terms(self) -> bool:
        return self._sum is not None and bool(self._sum.terms)

    def _paint_result(self, painter: QPainter, box: QRectF, terms: SumOfProducts) -> None:
        inside = self._paint_card(painter, box, loud=True)
        painter.setFont(font("cell"))
        painter.setPen(theme().colour("text2"))
        words = QFontMetricsF(painter.font()).elidedText(
            f"downstream{index_text(terms.index)}", Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, Qt.AlignmentFlag.AlignTop, words)
        face = font("result", size=28)
        text = f"= {number(terms.total)}"
        wide = QFontMetricsF(face).horizontalAdvance(text)
        if wide > inside.width():
            face.setPixelSize(int(face.pixelSize() * inside.width() / wide))
        painter.setFont(face)
        painter.setPen(theme().colour("downstream"))
        lower = inside.adjusted(0, theme().px(20), 0, 0)
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, text)


def _short(index: tuple[int, ...]) -> str:
    """An output element's place: `j = 2` in a row, all its numbers in a picture."""
    if len(index) <= 2:
        return f"j = {index[-1]}" if index else "output"
    return index_text(index[1:])
