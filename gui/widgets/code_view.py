"""Source code to read: numbered lines, colours, and marks on the lines that belong to what is selected."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTextEdit, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets.labels import Divider
from gui.widgets.python_highlight import GRADIENT_WORDS, PythonHighlighter

_LINE_HEIGHT = 20
_BAR = 3
_PADDING = 12


class _Gutter(QWidget):
    """The line numbers beside the code."""

    def __init__(self, view: "CodeView") -> None:
        super().__init__(view)
        self._view = view

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers in sight."""
        self._view.paint_gutter(QPainter(self))


class CodeView(QTextEdit):
    """Python source that can be read, selected and copied.

    Args:
        numbered: Number the lines.
        fitted: Take the height of the code instead of scrolling.
    """

    def __init__(self, *, numbered: bool = True, fitted: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbered = numbered
        self._fitted = fitted
        self._first_line = 1
        self._marked: frozenset[int] = frozenset()
        self.setObjectName("code")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setCursorWidth(0)
        self.setAccessibleName("code")
        self.document().setDocumentMargin(0)
        self._highlighter = PythonHighlighter(self.document())
        self._gutter = _Gutter(self)
        self.verticalScrollBar().valueChanged.connect(self._gutter.update)
        self.verticalScrollBar().rangeChanged.connect(self._show_marks)
        if fitted:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_code(self, code: str, first_line: int = 1, words: Mapping[str, str] = GRADIENT_WORDS) -> None:
        """Show some source.

        Args:
            code: The source.
            first_line: Number of its first line.
            words: Names to colour, with their tokens.
        """
        if code == self.code() and first_line == self._first_line:
            return
        self._first_line = first_line
        self._highlighter.set_words(words)
        at = self.verticalScrollBar().value()
        self._write(code)
        self.verticalScrollBar().setValue(at)
        self._restyle_margins()

    def code(self) -> str:
        """The source on show."""
        return self.toPlainText()

    def highlight_lines(self, lines: Iterable[int]) -> None:
        """Mark lines, by their numbers, and bring the first of them into sight."""
        self._marked = frozenset(lines)
        self._gutter.update()
        self.viewport().update()
        self._show_marks()

    def copy_all(self) -> None:
        """Put the whole source on the clipboard."""
        QGuiApplication.clipboard().setText(self.code())

    def line_height(self) -> int:
        """Height of a line in pixels."""
        return theme().px(_LINE_HEIGHT)

    def _text_drop(self) -> int:
        """How far below the middle of its line Qt sets the text."""
        return max(0, round((self.line_height() - QFontMetricsF(font("code")).height()) / 2))

    def _has(self, line: int) -> bool:
        return 0 <= line - self._first_line < self.document().blockCount()

    def _show_marks(self) -> None:
        """Bring the first marked line into sight."""
        inside = [line for line in self._marked if self._has(line)]
        if not inside:
            return
        top = (min(inside) - self._first_line) * self.line_height()
        bar = self.verticalScrollBar()
        if top < bar.value() or top + self.line_height() > bar.value() + self.viewport().height():
            bar.setValue(top - self.viewport().height() // 3)

    def _restyle(self) -> None:
        self.setFont(font("code"))
        size = f"font-size: {theme().px(12)}px"
        self.setStyleSheet(f"#code {{ background: transparent; border: none; border-radius: 0; {size} }}")
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, theme().colour("text"))
        self.setPalette(palette)
        self._space_lines()
        self._restyle_margins()

    def _restyle_margins(self) -> None:
        self.setViewportMargins(self._gutter_width(), 0, 0, 0)
        self._place_gutter()
        self.updateGeometry()

    def _write(self, code: str) -> None:
        """Put other text in, laid out once: the lines take the spacing of the one that is there."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        cursor.setBlockFormat(self._spacing())
        cursor.insertText(code)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _spacing(self) -> QTextBlockFormat:
        spacing = QTextBlockFormat()
        spacing.setLineHeight(self.line_height(), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        return spacing

    def _space_lines(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(self._spacing())

    def _gutter_width(self) -> int:
        if not self._numbered:
            return theme().px(_PADDING)
        digits = len(str(self._first_line + self.document().blockCount()))
        digit = QFontMetricsF(font("code")).horizontalAdvance("0")
        return round(digit * max(2, digits)) + theme().px(2 * _PADDING)

    def _place_gutter(self) -> None:
        inside = self.contentsRect()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), self._gutter_width(), inside.height()))

    def paint_gutter(self, painter: QPainter) -> None:
        """Draw the numbers of the lines in sight, and the marks' bars."""
        painter.setFont(font("code"))
        height = self.line_height()
        scrolled = self.verticalScrollBar().value()
        wide = self._gutter.width()
        for block in range(scrolled // height, self.document().blockCount()):
            top = block * height - scrolled + self._text_drop()
            if top > self._gutter.height():
                break
            line = block + self._first_line
            if line in self._marked:
                painter.fillRect(0, top, wide, height, theme().colour("tint"))
                painter.fillRect(0, top, _BAR, height, theme().colour("accent"))
            if self._numbered:
                painter.setPen(theme().colour("text2" if line in self._marked else "text3"))
                box = QRect(0, top, wide - theme().px(_PADDING), height)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the marks across the whole width, then the code."""
        painter = QPainter(self.viewport())
        tint = theme().colour("tint")
        for line in self._marked:
            if self._has(line):
                row = (line - self._first_line) * self.line_height() + self._text_drop()
                top = row - self.verticalScrollBar().value()
                painter.fillRect(0, top, self.viewport().width(), self.line_height(), tint)
        painter.end()
        super().paintEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the gutter as high as the code; another width may need a scroll bar."""
        super().resizeEvent(event)
        self._place_gutter()
        if self._fitted:
            self.updateGeometry()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Keep the marks in sight: Qt goes to the top at first."""
        super().showEvent(event)
        self._show_marks()

    @override
    def sizeHint(self) -> QSize:
        """The whole code, where it is fitted."""
        lines = self.document().blockCount()
        height = lines * self.line_height() + self._text_drop() if self._fitted else 9 * self.line_height()
        if self._fitted and self.document().idealWidth() > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height()
        return QSize(theme().px(360), height)

    @override
    def minimumSizeHint(self) -> QSize:
        """Some lines at least, all where it is fitted."""
        height = self.sizeHint().height() if self._fitted else 3 * self.line_height()
        return QSize(theme().px(120), height)


class CodeColumns(QWidget):
    """One source in two columns: the constructor left, `forward` right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left = CodeView()
        self.right = CodeView()
        self._code = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left, 1)
        row.addWidget(Divider(Qt.Orientation.Vertical))
        row.addWidget(self.right, 1)

    def set_code(self, code: str) -> None:
        """Show a module's source, split before `forward`."""
        self._code = code
        lines = code.rstrip("\n").split("\n")
        split = next(
            (index for index, line in enumerate(lines) if line.lstrip().startswith("def forward")),
            (len(lines) + 1) // 2,
        )
        self.left.set_code("\n".join(lines[:split]).rstrip("\n"))
        self.right.set_code("\n".join(lines[split:]), first_line=split + 1)

    def code(self) -> str:
        """The whole source."""
        return self._code

    def highlight_lines(self, lines: Iterable[int]) -> None:
        """Mark lines, by their numbers in the whole source."""
        wanted = frozenset(lines)
        self.left.highlight_lines(wanted)
        self.right.highlight_lines(wanted)

    def copy_all(self) -> None:
        """Put the whole source on the clipboard."""
        QGuiApplication.clipboard().setText(self._code)
