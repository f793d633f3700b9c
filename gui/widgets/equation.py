"""The equation of a step: downstream = upstream × local, as symbols, with numbers, and its result."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import Role, font, theme
from gui.widgets.formula import axis_ascent, formula_size, paint_formula

_FORMULA_SIZE = 26
_SMALL_FORMULA_SIZE = 22
_SMALLEST_SHARE = 0.5
_LABEL_WIDTH = 76
_EDGE = 20
_GAP = 12
_TOP = 16
_WORD_GAP = 8
_WORD_HEIGHT = 20
_RESULT_HEIGHT = 72
_BOTTOM = 12


@dataclass(frozen=True)
class Term:
    """A part of an equation.

    Attributes:
        text: LaTeX or plain text.
        colour: A token.
        is_tex: Whether it is LaTeX.
        word: What it is called, underlined in its colour.
        role: Face of plain text.
        size: Height of a formula's type in pixels at 100%.
    """

    text: str
    colour: str = "text2"
    is_tex: bool = True
    word: str = ""
    role: Role = "equation"
    size: int = _FORMULA_SIZE

    def extent(self, share: float = 1.0) -> tuple[float, float, float]:
        """Width, and reach above and below the axis, in pixels, when drawn at a share of its size."""
        return _extent(self, share, theme().scale)

    def width(self, share: float = 1.0) -> float:
        """Width of the term and of its word, in pixels."""
        word = _word_width(self.word, theme().scale) if self.word else 0.0
        return max(self.extent(share)[0], word)

    def paint(self, painter: QPainter, centre: QPointF, share: float = 1.0) -> None:
        """Draw the term, without its word; its axis goes through the point."""
        width, above, below = self.extent(share)
        place = QRectF(centre.x() - width / 2, centre.y() - above, width, above + below)
        if self.is_tex:
            paint_formula(painter, place, self.text, theme().px(self.size) * share, self.colour)
            return
        painter.setFont(self.face(share))
        painter.setPen(theme().colour(self.colour))
        painter.drawText(place.bottomLeft(), self.text)

    def paint_word(self, painter: QPainter, centre: float, top: float, share: float = 1.0) -> None:
        """Draw the line and the word under the term; `top` is where the line goes."""
        if not self.word:
            return
        ink = theme().colour(self.colour)
        half = self.width(share) / 2
        painter.setPen(QPen(ink, 2))
        painter.drawLine(QPointF(centre - half, top), QPointF(centre + half, top))
        painter.setFont(font("caption"))
        box = QRectF(centre - half - 20, top + theme().px(4), 2 * half + 40, theme().px(16))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.word)

    def face(self, share: float) -> QFont:
        """The face of plain text at a share of its size."""
        made = font(self.role)
        made.setPixelSize(max(11, round(made.pixelSize() * share)))
        return made


@lru_cache(maxsize=256)
def _word_width(word: str, scale: float) -> float:
    """Width of the word under a term at a text scale."""
    return QFontMetricsF(font("caption")).horizontalAdvance(word)


@lru_cache(maxsize=4096)
def _extent(term: Term, share: float, scale: float) -> tuple[float, float, float]:
    """A term's extent at a text scale; layouts ask for it many times over."""
    if not term.text:
        return 0.0, 0.0, 0.0
    if term.is_tex:
        pixels = theme().px(term.size) * share
        size, above = formula_size(term.text, pixels), axis_ascent(term.text, pixels)
        return size.width(), above, size.height() - above
    metrics = QFontMetricsF(term.face(share))
    half = metrics.capHeight() / 2
    return metrics.horizontalAdvance(term.text), half, half


def _reach(terms: Iterable[Term], share: float = 1.0) -> tuple[float, float]:
    """How far terms reach above and below the axis they share."""
    extents = [term.extent(share) for term in terms]
    return max((above for _, above, _ in extents), default=0.0), max(
        (below for _, _, below in extents), default=0.0
    )


@dataclass
class _Row:
    """A line of the equation: its name, and terms that share columns with the other lines."""

    label: str
    terms: list[Term] = field(default_factory=list)


class EquationPanel(QWidget):
    """Downstream = upstream × local: symbols, numbers (or shapes) and result, in columns that line up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_equation(
        self,
        downstream_tex: str,
        upstream_tex: str,
        local_tex: str,
        upstream_text: str,
        local_text: str,
        result_text: str,
        *,
        words: tuple[str, str, str] = ("downstream", "upstream", "local"),
        row: str = "Numbers",
        downstream_text: str = "",
        result_tex: str = "",
        sign: str = r"\times",
    ) -> None:
        """Show an equation.

        Args:
            downstream_tex: LaTeX of the downstream gradient.
            upstream_tex: LaTeX of the upstream gradient.
            local_tex: LaTeX of the local gradient.
            upstream_text: The upstream gradient in the second line.
            local_text: The local gradient in the second line.
            result_text: The result, a number or words; nothing leaves the line out.
            words: What the three are called.
            row: Name of the second line, `Numbers` or `Shapes`.
            downstream_text: What the second line has for downstream; the formula if empty.
            result_tex: LaTeX before the result, if it is not downstream's.
            sign: LaTeX of the sign between upstream and local.
        """
        equals, times = Term("="), Term(sign)
        small = Term(downstream_tex, "downstream", size=_SMALL_FORMULA_SIZE)
        down = Term(downstream_text, "downstream", is_tex=False) if downstream_text else small
        self._rows = [
            _Row(
                "Formula",
                [
                    Term(downstream_tex, "downstream", word=words[0]),
                    equals,
                    Term(upstream_tex, "upstream", word=words[1]),
                    times,
                    Term(local_tex, "local", word=words[2]),
                ],
            ),
            _Row(
                row,
                [
                    down,
                    equals,
                    Term(upstream_text, "upstream", is_tex=False),
                    times,
                    Term(local_text, "local", is_tex=False),
                ],
            ),
        ]
        if result_text:
            result = Term(result_tex or downstream_tex, "downstream", size=_SMALL_FORMULA_SIZE)
            number = Term(result_text, "downstream", is_tex=False, role="result")
            self._rows.append(_Row("Result", [result, equals, number]))
        self.setAccessibleName(
            f"{words[0]} = {words[1]} {upstream_text} times {words[2]} {local_text} = {result_text}"
        )
        self._restyle()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _heights(self) -> list[float]:
        """Height of each line."""
        pixels = theme().px
        reaches = [sum(_reach(row.terms)) for row in self._rows]
        below_formula = pixels(_WORD_GAP + _WORD_HEIGHT + 12)
        heights = [pixels(_TOP) + reaches[0] + below_formula, max(reaches[1] + pixels(24), pixels(56))]
        heights += [max(reach + pixels(20), pixels(_RESULT_HEIGHT)) for reach in reaches[2:]]
        return heights

    def _columns(self) -> tuple[list[float], float]:
        """The centres of the five columns, and the share of their size at which the terms fit."""
        left, right = float(theme().px(_EDGE + _LABEL_WIDTH)), self.width() - theme().px(_EDGE)
        lines = [row.terms for row in self._rows[:2]]
        share = 1.0
        while True:
            widths = [max(line[index].width(share) for line in lines) for index in range(5)]
            spare = right - left - sum(widths)
            if spare >= 4 * theme().px(_GAP) or share <= _SMALLEST_SHARE:
                break
            share -= 0.05
        even = [left + (right - left) * (index + 0.5) / 5 for index in range(5)]
        ends = even[0] - widths[0] / 2 >= left and even[4] + widths[4] / 2 <= right
        clear = ends and all(
            even[index + 1] - even[index] >= (widths[index] + widths[index + 1]) / 2 + theme().px(_GAP)
            for index in range(4)
        )
        if clear:
            return even, share
        gap = spare / 4
        centres = []
        for width in widths:
            centres.append(left + width / 2)
            left += width + gap
        return centres, share

    @override
    def sizeHint(self) -> QSize:
        """As high as its lines."""
        height = sum(self._heights()) + theme().px(_BOTTOM) if self._rows else 0
        return QSize(theme().px(432), round(height))

    @override
    def minimumSizeHint(self) -> QSize:
        """It shrinks its type down to half before it is cut."""
        return QSize(theme().px(280), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centres, share = self._columns()
        top = 0.0
        for index, (row, height) in enumerate(zip(self._rows, self._heights(), strict=True)):
            above, below = _reach(row.terms)
            middle = top + theme().px(_TOP) + above if index == 0 else top + (height + above - below) / 2
            if index == 2:
                self._paint_result(painter, row, QRectF(0, top, self.width(), height), centres, share, middle)
            else:
                for term, centre in zip(row.terms, centres, strict=True):
                    term.paint(painter, QPointF(centre, middle), share)
                    term.paint_word(painter, centre, middle + below + theme().px(_WORD_GAP), share)
            self._paint_label(painter, row.label, middle)
            top += height

    def _paint_label(self, painter: QPainter, label: str, middle: float) -> None:
        painter.setFont(font("head"))
        painter.setPen(theme().colour("text3"))
        box = QRectF(theme().px(_EDGE), middle - theme().px(10), theme().px(_LABEL_WIDTH), theme().px(20))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, label)

    def _paint_result(
        self,
        painter: QPainter,
        row: _Row,
        line: QRectF,
        centres: list[float],
        share: float,
        middle: float,
    ) -> None:
        inset = theme().px(8)
        box = line.adjusted(inset + 0.5, 0.5, -inset - 0.5, -0.5)
        painter.setPen(theme().colour("border"))
        painter.setBrush(theme().colour("raised"))
        painter.drawRoundedRect(box, theme().px(8), theme().px(8))
        name, equals, number = row.terms
        name.paint(painter, QPointF(centres[0], middle), share)
        equals.paint(painter, QPointF(centres[1], middle), share)
        start = centres[1] + equals.width(share) / 2 + theme().px(_GAP)
        room = box.right() - theme().px(_GAP) - start
        fit = min(1.0, max(_SMALLEST_SHARE, room / max(1.0, number.width())))
        half = number.width(fit) / 2
        number.paint(painter, QPointF(max(centres[2], start + half), middle), fit)


class FormulaRow(QWidget):
    """Terms in a row, each with the word for it under a line in its colour.

    Args:
        terms: From left to right; signs are terms without a word.
    """

    def __init__(self, *terms: Term, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms = terms
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_terms(self, *terms: Term) -> None:
        """Show other terms."""
        self._terms = terms
        self._restyle()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _total(self, share: float) -> float:
        gaps = theme().px(_GAP) * max(0, len(self._terms) - 1)
        return sum(term.width(share) for term in self._terms) + gaps

    @override
    def sizeHint(self) -> QSize:
        """As wide as the terms, as high as the tallest and the words."""
        words = theme().px(_WORD_GAP + _WORD_HEIGHT) if any(term.word for term in self._terms) else 0
        height = round(sum(_reach(self._terms))) + words + theme().px(8)
        return QSize(round(self._total(1.0)) + 2, height)

    @override
    def minimumSizeHint(self) -> QSize:
        """It shrinks rather than being cut."""
        return QSize(theme().px(80), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the terms, centred."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = min(1.0, max(_SMALLEST_SHARE, self.width() / max(1.0, self._total(1.0))))
        left = (self.width() - self._total(share)) / 2
        above, below = _reach(self._terms, share)
        middle = theme().px(4) + above
        for term in self._terms:
            centre = left + term.width(share) / 2
            term.paint(painter, QPointF(centre, middle), share)
            term.paint_word(painter, centre, middle + below + theme().px(_WORD_GAP), share)
            left += term.width(share) + theme().px(_GAP)
