"""What is wrong with the selected node, in words, with buttons that mend it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.errors import Fix, Problem
from gui.theme import theme
from gui.widgets.buttons import Button
from gui.widgets.labels import Divider, Label, Paragraph


class ProblemCard(QWidget):
    """The message, what is expected, and the fixes; or mere warnings."""

    fix_wanted = Signal(object)
    """A `Fix` whose button was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: object = None
        self._column = QVBoxLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._column)
        outer.addWidget(Divider())
        self.buttons: list[Button] = []
        theme().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def _restyle(self) -> None:
        side = theme().px(16)
        self._column.setContentsMargins(side, theme().px(12), side, theme().px(12))
        self._column.setSpacing(theme().px(6))

    def show_problem(self, problem: Problem | None, warnings: tuple[str, ...]) -> None:
        """Say what is wrong, else what is probably not meant, else nothing."""
        if (problem, warnings) == self._shown:
            return
        self._shown = problem, warnings
        self._clear()
        if problem is not None:
            self._say(problem)
        elif warnings:
            self._add(Label("Probably not meant", "head", "text2"))
            for warning in warnings:
                self._add(Paragraph(_sentence(warning) + ".", role="field", colour="text2", line=18))
        self.setVisible(problem is not None or bool(warnings))

    def _say(self, problem: Problem) -> None:
        self._add(Paragraph((_sentence(problem.message), "error"), role="field", line=18))
        if problem.arithmetic:
            self._add(Label(problem.arithmetic, "code", "text", selectable=True))
        if problem.mend:
            self._add(Paragraph(problem.mend.rstrip(".") + ".", role="field", colour="text2", line=18))
        for fix in problem.fixes:
            button = Button(fix.label, tooltip=fix.gives)
            button.clicked.connect(partial(self._mend, fix))
            self.buttons.append(button)
            self._add(button)

    def _mend(self, fix: Fix, _checked: bool = False) -> None:
        self.fix_wanted.emit(fix)

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def _clear(self) -> None:
        self.buttons = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
