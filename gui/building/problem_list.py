"""The list of what is wrong; a click leads to the node."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from engine.errors import Problem
from gui.theme import font, theme
from gui.widgets.buttons import PaintedButton
from gui.widgets.icons import paint_icon
from gui.widgets.labels import Label

_HEIGHT = 28


class ProblemRow(PaintedButton):
    """One problem: where, and what."""

    def __init__(self, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(str(problem), problem.sentence(), parent)
        self.problem = problem
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme().px(200), theme().px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign, the node's id, the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._lit() or self._focus_visible():
            painter.fillRect(self.rect(), theme().colour("hover"))
        side, left = theme().px(16), float(theme().px(16))
        middle = self.height() / 2
        paint_icon(painter, QRectF(left, middle - side / 2, side, side), "warning", "error")
        left += side + theme().px(10)
        base = middle + theme().px(5)
        if self.problem.node is not None:
            painter.setFont(font("code"))
            painter.setPen(theme().colour("text"))
            painter.drawText(QPointF(left, base), self.problem.node)
            advance = QFontMetricsF(painter.font()).horizontalAdvance(self.problem.node)
            left += max(advance, theme().px(72)) + theme().px(12)
        painter.setFont(font("field"))
        painter.setPen(theme().colour("text2"))
        room = self.width() - left - theme().px(16)
        words = self.problem.sentence()
        words = words[:1].upper() + words[1:]
        shown = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left, base), shown)


class ProblemList(QScrollArea):
    """All problems, in the order of the nodes."""

    picked = Signal(object)
    """A `Problem` that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(0)
        self._none = Label(
            "Nothing is wrong: every node has its inputs, and every shape fits", "field", "text3"
        )
        self._none.setContentsMargins(16, 4, 16, 4)
        self._column.addWidget(self._none)
        self._column.addStretch(1)
        self._problems: tuple[Problem, ...] = ()
        self.rows: list[ProblemRow] = []
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Problems")

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show other problems."""
        if problems == self._problems:
            return
        self._problems = problems
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [ProblemRow(problem) for problem in problems]
        for index, row in enumerate(self.rows):
            row.clicked.connect(lambda _checked=False, row=row: self.picked.emit(row.problem))
            self._column.insertWidget(index, row)
        self._none.setVisible(not problems)
