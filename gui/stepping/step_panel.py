"""The panel at the right: the step in formulas, numbers, words and code."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from gui.stepping.equation_lines import EquationLines
from gui.stepping.explain import explain
from gui.stepping.explanation import Chain, Code, Explanation
from gui.stepping.scrolling import scrolled
from gui.stepping.session import StepSession
from gui.stepping.small_table import SmallTable
from gui.stepping.step_head import StepHead
from gui.stepping.step_notice import StepNotice
from gui.stepping.timeline import Phase
from gui.theme import theme
from gui.widgets.code_view import CodeView
from gui.widgets.equation import EquationPanel
from gui.widgets.labels import Divider, Paragraph, SectionHead
from gui.widgets.segmented import Choice, Segmented
from gui.widgets.slice_picker import PlacePicker

_MARGIN = 20
_LONGEST_CHOICE = 12
_WIDTH = 432


class StepPanel(QWidget):
    """Head, equation, sentence, table and code of the current step."""

    def __init__(self, session: StepSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._explanation: Explanation | None = None
        self._head = StepHead()
        self._chooser = Segmented(minimum_width=60)
        self._choices: tuple[str, ...] = ()
        self._choice_words: tuple[str, ...] = ()
        self._sample = PlacePicker("sample", None)
        self._notice = StepNotice()
        self._chain = EquationPanel()
        self._lines = EquationLines()
        self._sentence = Paragraph()
        self._table = SmallTable()
        self._table_line = Divider()
        self._code_line = Divider()
        self._code_head = SectionHead("")
        self._code = CodeView(numbered=False, fitted=True)
        self._arrange()
        self._connect()
        self._show()

    # Building --------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._top = QHBoxLayout()
        self._top.addWidget(self._head, 1)
        self._top.addWidget(self._chooser)
        self._top.addWidget(self._sample)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setSpacing(0)
        self._padded: list[QVBoxLayout] = []
        self._column.addWidget(self._chain)
        self._column.addWidget(self._lines)
        self._add_padded(self._sentence)
        self._column.addWidget(self._table_line)
        self._table_box = self._add_padded(self._table)
        self._column.addWidget(self._code_line)
        self._code_box = self._add_padded(self._code_head)
        self._column.addWidget(self._code)
        self._column.addStretch(1)
        self._scroll = scrolled(self._content)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self._notice)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top)
        whole.addWidget(Divider())
        whole.addWidget(self._pages, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _add_padded(self, widget: QWidget) -> QVBoxLayout:
        box = QVBoxLayout()
        box.addWidget(widget)
        self._column.addLayout(box)
        self._padded.append(box)
        return box

    def _connect(self) -> None:
        session = self._session
        session.traced_changed.connect(self._show)
        session.moved.connect(self._show)
        session.choice_changed.connect(self._show)
        session.state_changed.connect(self._show_state)
        self._chooser.chosen.connect(lambda index: session.choose_by(self._choices[index]))
        self._sample.changed.connect(session.choose_sample)
        self._table.clicked.connect(self._choose_row)
        self._notice.try_again.connect(session.try_again)

    def _restyle(self) -> None:
        pixels = theme().px
        self._top.setContentsMargins(0, 0, pixels(_MARGIN), 0)
        self._top.setSpacing(pixels(8))
        sentence, table, code = self._padded
        sentence.setContentsMargins(pixels(_MARGIN), pixels(14), pixels(_MARGIN), pixels(14))
        table.setContentsMargins(0, pixels(10), 0, pixels(10))
        code.setContentsMargins(pixels(_MARGIN), pixels(10), pixels(_MARGIN), pixels(4))
        self._column.setContentsMargins(0, 0, 0, pixels(16))

    # What it shows ---------------------------------------------------------------------------------------

    @property
    def explanation(self) -> Explanation | None:
        """What is on show; None without a trace."""
        return self._explanation

    def _show_state(self) -> None:
        session = self._session
        self._sample.set_value(session.index)
        self._sample.set_error(session.sample_problem)
        self._notice.show_problems(session.problems)
        self._notice.show_waiting(session.is_waiting and session.traced is None)

    def _show(self) -> None:
        session, traced, step = self._session, self._session.traced, self._session.step
        self._show_state()
        self._sample.setVisible(traced is not None and traced.is_fed)
        if traced is None or step is None:
            self._explanation = None
            self._head.show_step("step", False, "Step", "", "Forward and backward, one node at a time")
            self._chooser.hide()
            self._pages.setCurrentWidget(self._notice)
            return
        told = self._explanation = explain(traced, step, session.by, session.element)
        self._head.show_step(told.icon, told.is_round, told.title, told.formula, told.subtitle)
        self._show_choices(told, offered=step.phase is Phase.BACKWARD and traced.is_scalar(step.node))
        self._show_equation(told)
        self._sentence.set_pieces(*told.sentence)
        self._table.set_table(told.table)
        for part in (self._table, self._table_line):
            part.setVisible(told.table is not None)
        self._show_code(told.code)
        self._pages.setCurrentWidget(self._scroll)

    def _show_choices(self, told: Explanation, *, offered: bool) -> None:
        names = tuple(name for name, _ in told.choices)
        self._chooser.setVisible(offered and len(names) > 1)
        if not offered or len(names) < 2:
            return
        words = [text for _, text in told.choices]
        if len(words) > 3 or max(map(len, words)) > _LONGEST_CHOICE:
            words = list(names)
        if tuple(words) != self._choice_words:
            self._chooser.set_choices(
                [Choice(word, tooltip=text) for word, (_, text) in zip(words, told.choices, strict=True)]
            )
            self._choice_words = tuple(words)
        self._choices = names
        self._chooser.set_current(names.index(told.chosen))

    def _show_equation(self, told: Explanation) -> None:
        equation = told.equation
        self._chain.setVisible(isinstance(equation, Chain))
        self._lines.setVisible(not isinstance(equation, Chain))
        if isinstance(equation, Chain):
            self._chain.set_equation(
                equation.downstream,
                equation.upstream,
                equation.local,
                equation.upstream_text,
                equation.local_text,
                equation.result_text,
                words=("downstream", "upstream", equation.local_word),
                row=equation.row,
                downstream_text=equation.downstream_text,
                result_tex=equation.result,
            )
            self._chain.setToolTip(equation.exact)
        else:
            self._lines.set_lines(equation)

    def _show_code(self, code: Code | None) -> None:
        for part in (self._code_line, self._code_head, self._code):
            part.setVisible(code is not None)
        if code is None:
            return
        self._code_head.set_text(code.title)
        self._code_head.set_note(code.file)
        self._code.set_code(code.text, 0)
        self._code.highlight_lines(code.current)

    def _choose_row(self, row: int) -> None:
        told = self._explanation
        if told is None or told.table is None or not told.choices:
            return
        words = told.table.rows[row][0]
        for name, text in told.choices:
            if words.text in (name, text):
                self._session.choose_by(name)

    # The widget itself -----------------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        """The width of the design."""
        return QSize(theme().px(_WIDTH), theme().px(600))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small screen."""
        return QSize(theme().px(320), theme().px(240))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground; the splitter is the line at the left."""
        QPainter(self).fillRect(self.rect(), theme().colour("panel"))
