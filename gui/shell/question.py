"""A question over the window that waits for one of a few answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from gui.shell.overlay import Overlay
from gui.shell.surface import Surface
from gui.theme import theme
from gui.widgets.buttons import Button
from gui.widgets.labels import Label, Paragraph


@dataclass(frozen=True)
class Answer:
    """One way to answer.

    Attributes:
        text: What its button says.
        then: What follows.
        primary: Whether Enter means it.
        apart: Whether it stands at the left, away from the others.
    """

    text: str
    then: Callable[[], object]
    primary: bool = False
    apart: bool = False


class Question(Overlay):
    """Asks one question at a time; Escape takes nothing for an answer."""

    _WIDTH = 440

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._card: Surface | None = None
        self._place = QVBoxLayout(self)
        self._preferred: QWidget = self
        self._asked_from: QWidget | None = None
        self.dismissed.connect(self._close)

    def ask(self, title: str, text: str, answers: Sequence[Answer]) -> None:
        """Put a question; what follows is up to the answers."""
        self._close()
        self._preferred = self
        self._asked_from = QApplication.focusWidget()
        card = Surface(radius=14, ground="panel", parent=self)
        column = QVBoxLayout(card)
        edge = theme().px(24)
        column.setContentsMargins(edge, edge, edge, theme().px(20))
        column.setSpacing(theme().px(8))
        column.addWidget(Label(title, "title"))
        column.addWidget(Paragraph(text))
        column.addSpacing(theme().px(12))
        column.addLayout(self._buttons(answers))
        card.setFixedWidth(theme().px(self._WIDTH))
        self._card = card
        self._place.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.open()
        self._preferred.setFocus(Qt.FocusReason.PopupFocusReason)

    def _buttons(self, answers: Sequence[Answer]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        for answer in [*(a for a in answers if a.apart), None, *(a for a in answers if not a.apart)]:
            if answer is None:
                row.addStretch(1)
                continue
            button = Button(answer.text, primary=answer.primary, height=32)
            button.clicked.connect(partial(self._take, answer))
            row.addWidget(button)
            if answer.primary:
                self._preferred = button
        return row

    @override
    def card(self) -> QWidget:
        return self._card or self

    def _take(self, answer: Answer, _checked: bool = False) -> None:
        self._close()
        answer.then()

    def _close(self) -> None:
        if self.isVisible():
            self.hide()
            self._give_focus_back()
        if self._card is not None:
            self._card.deleteLater()
            self._card = None

    def _give_focus_back(self) -> None:
        """Keys reach the window again: they would go on to the hidden button otherwise."""
        before = self._asked_from
        if before is None or not isValid(before) or not before.isVisible():
            before = self._over
        before.setFocus(Qt.FocusReason.OtherFocusReason)
