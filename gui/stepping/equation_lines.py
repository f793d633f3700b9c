"""Lines of an equation, one under the other, the result in a box: where there is no chain rule to show."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.stepping.explanation import Line
from gui.theme import font, theme
from gui.widgets.equation import Term

_EDGE = 20
_LABEL_WIDTH = 76
_GAP = 12
_PADDING = 12
_WORD_GAP = 8
_WORD_HEIGHT = 20
_LEAST_HEIGHT = 56
_RESULT_HEIGHT = 72
_SMALLEST_SHARE = 0.4


class EquationLines(QWidget):
    """Lines with a name at the left and terms in a row; the last, named Result, stands in a box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_lines(self, lines: tuple[Line, ...]) -> None:
        """Show other lines."""
        self._lines = lines
        said = [" ".join(term.text for term in line.terms) for line in lines]
        self.setAccessibleName("; ".join(said))
        self._restyle()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _height(self, line: Line) -> float:
        pixels = theme().px
        least = pixels(_RESULT_HEIGHT if line.label == "Result" else _LEAST_HEIGHT)
        return max(sum(_reach(line.terms)) + _words_height(line.terms) + 2 * pixels(_PADDING), least)

    @override
    def sizeHint(self) -> QSize:
        """As high as the lines."""
        return QSize(theme().px(432), round(sum(self._height(line) for line in self._lines)))

    @override
    def minimumSizeHint(self) -> QSize:
        """Its type shrinks before it is cut."""
        return QSize(theme().px(280), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0.0
        for line in self._lines:
            height = self._height(line)
            if line.label == "Result":
                self._paint_box(painter, top, height)
            self._paint_line(painter, line, top, height)
            top += height

    def _paint_box(self, painter: QPainter, top: float, height: float) -> None:
        inset = theme().px(8)
        painter.setPen(theme().colour("border"))
        painter.setBrush(theme().colour("raised"))
        box = QRectF(inset + 0.5, top + 0.5, self.width() - 2 * inset - 1, height - 1)
        painter.drawRoundedRect(box, theme().px(8), theme().px(8))

    def _paint_line(self, painter: QPainter, line: Line, top: float, height: float) -> None:
        pixels = theme().px
        above, below = _reach(line.terms)
        middle = top + (height - _words_height(line.terms) + above - below) / 2
        painter.setFont(font("head"))
        painter.setPen(theme().colour("text3"))
        label = QRectF(pixels(_EDGE), middle - pixels(10), pixels(_LABEL_WIDTH), pixels(20))
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, line.label)
        left = float(pixels(_EDGE + _LABEL_WIDTH))
        room = self.width() - left - pixels(_EDGE)
        share = _share(line.terms, room)
        for term in line.terms:
            wide = term.width(share)
            centre = left + wide / 2
            term.paint(painter, QPointF(centre, middle), share)
            term.paint_word(painter, centre, middle + below + pixels(_WORD_GAP), share)
            left += wide + pixels(_GAP)


def _reach(terms: tuple[Term, ...]) -> tuple[float, float]:
    """How far terms reach above and below the axis they share."""
    extents = [term.extent() for term in terms]
    return max((above for _, above, _ in extents), default=0.0), max(
        (below for _, _, below in extents), default=0.0
    )


def _words_height(terms: tuple[Term, ...]) -> int:
    """Room for the words under the terms, if there are any."""
    return theme().px(_WORD_GAP + _WORD_HEIGHT) if any(term.word for term in terms) else 0


def _share(terms: tuple[Term, ...], room: float) -> float:
    """The share of their size at which terms fit into a room."""
    share = 1.0
    gaps = theme().px(_GAP) * max(0, len(terms) - 1)
    while share > _SMALLEST_SHARE and sum(term.width(share) for term in terms) + gaps > room:
        share -= 0.05
    return share
