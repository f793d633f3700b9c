"""What the step panel says while there is no trace: that it waits, or what has to be mended first."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.errors import Problem
from gui.theme import theme
from gui.widgets.buttons import Button
from gui.widgets.labels import Card, Label, Paragraph

_MOST = 4
_PATIENCE = 300
"""Milliseconds of waiting before it is said."""


class StepNotice(QWidget):
    """A quiet line while the engine is waited for; a card with problems and their mends."""

    try_again = Signal()
    """A person wants to ask once more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting = Label("Engine is starting …", "body", "text3")
        self._waiting.hide()
        self._late = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._late.timeout.connect(self._waiting.show)
        self._card = Card()
        self._head = Label("This graph cannot be stepped yet", "strong")
        self._problems = [Paragraph() for _ in range(_MOST + 1)]
        again = Button("Try again", tooltip="Ask the engine once more")
        again.clicked.connect(self.try_again)
        inside = QVBoxLayout(self._card)
        inside.addWidget(self._head)
        for paragraph in self._problems:
            inside.addWidget(paragraph)
        line = QHBoxLayout()
        line.addWidget(again)
        line.addStretch()
        inside.addLayout(line)
        column = QVBoxLayout(self)
        column.addWidget(self._waiting)
        column.addWidget(self._card)
        column.addStretch()
        theme().changed.connect(self._restyle)
        self._restyle()
        self.show_problems(())

    def _restyle(self) -> None:
        pixels = theme().px
        for layout, margin, gap in ((self.layout(), 20, 12), (self._card.layout(), 16, 8)):
            if layout is not None:
                layout.setContentsMargins(*[pixels(margin)] * 4)
                layout.setSpacing(pixels(gap))

    def show_waiting(self, waiting: bool) -> None:
        """Say, after a moment, that the engine is waited for; or no longer."""
        if not waiting:
            self._late.stop()
            self._waiting.hide()
        elif self._waiting.isHidden() and not self._late.isActive():
            self._late.start()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong and how to mend it; nothing where nothing is."""
        self._card.setVisible(bool(problems))
        texts = [self._pieces(problem) for problem in problems[:_MOST]]
        if len(problems) > _MOST:
            texts.append((f"and {len(problems) - _MOST} more",))
        for number, paragraph in enumerate(self._problems):
            paragraph.setVisible(number < len(texts))
            paragraph.set_pieces(*(texts[number] if number < len(texts) else ("",)))

    @staticmethod
    def _pieces(problem: Problem) -> tuple[str | tuple[str, str], ...]:
        if problem.node is None:
            return (problem.sentence(),)
        return ((problem.node, "error"), f": {problem.sentence()}")
