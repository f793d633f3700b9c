"""The running sum: how the terms of a sum, one after the other, lead from 0 to the result."""

import math
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from gui.stepping.products import SumOfProducts
from gui.theme import font, theme
from gui.widgets.heat import heat_colour
from gui.widgets.numbers import number

_LABEL_WIDTH = 90
_TRACK_HEIGHT = 24
_INSET = 24
_BAR = 6
_ROWS = 4
_MOST_BARS = 60
_CLOSE = 36


def partial_sums(terms: SumOfProducts) -> list[float]:
    """0, then the sum after each term; after many terms, one last step to the result."""
    sums = [0.0]
    for term in terms.terms[:_MOST_BARS]:
        sums.append(sums[-1] + term.product)
    if len(terms.terms) > _MOST_BARS:
        sums.append(terms.total)
    return sums


def paint_running_sum(painter: QPainter, line: QRectF, terms: SumOfProducts) -> None:
    """Draw the track with a bar for each term, and ticks at 0 and at the result.

    Args:
        painter: Where to.
        line: The place of label and track; the numbers stand below it.
        terms: The sum.
    """
    pixels = theme().px
    painter.setFont(font("field"))
    painter.setPen(theme().colour("text2"))
    label = QRectF(line.left(), line.top(), pixels(_LABEL_WIDTH), pixels(_TRACK_HEIGHT))
    painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, "running sum")
    track = QRectF(label.right(), line.top(), line.right() - label.right(), pixels(_TRACK_HEIGHT))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("grid"))
    painter.drawRoundedRect(track, 4, 4)
    sums = partial_sums(terms)
    if not all(map(math.isfinite, sums)):
        painter.setPen(theme().colour("text2"))
        painter.drawText(track, Qt.AlignmentFlag.AlignCenter, "a term is not a finite number")
        return
    axis = _Axis(track.adjusted(pixels(_INSET), 0, -pixels(_INSET), 0), min(sums), max(sums))
    _paint_bars(painter, axis, sums)
    zero, result = axis.x(0.0), axis.x(terms.total)
    _paint_tick(painter, track, zero, "text3", 1)
    _paint_tick(painter, track.adjusted(0, -2, 0, 2), result, "downstream", 2)
    if abs(zero - result) > pixels(_CLOSE):
        _paint_number(painter, track, zero, "0", strong=False)
    _paint_number(painter, track, result, number(terms.total), strong=True)


@dataclass(frozen=True)
class _Axis:
    """Where numbers lie on the track."""

    place: QRectF
    low: float
    high: float

    def x(self, value: float) -> float:
        """The place of a number."""
        span = (self.high - self.low) or 1.0
        return self.place.left() + self.place.width() * (value - self.low) / span


def _paint_bars(painter: QPainter, axis: _Axis, sums: list[float]) -> None:
    height = min(float(theme().px(_BAR)), (axis.place.height() - 4) / _ROWS)
    painter.setPen(Qt.PenStyle.NoPen)
    falls, rises = heat_colour(-1.0, 1.0), heat_colour(1.0, 1.0)
    for place, (before, after) in enumerate(pairwise(sums)):
        painter.setBrush(rises if after >= before else falls)
        left, right = sorted((axis.x(before), axis.x(after)))
        top = axis.place.top() + 2 + place % _ROWS * height
        painter.drawRect(QRectF(left, top, max(1.0, right - left), height - 0.5))


def _paint_tick(painter: QPainter, track: QRectF, x: float, colour: str, width: int) -> None:
    painter.fillRect(QRectF(x - width / 2, track.top(), width, track.height()), theme().colour(colour))


def _paint_number(painter: QPainter, track: QRectF, x: float, text: str, *, strong: bool) -> None:
    painter.setFont(font("field_strong" if strong else "field"))
    painter.setPen(theme().colour("downstream" if strong else "text3"))
    box = QRectF(x - 60, track.bottom() + 2, 120, theme().px(16))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
