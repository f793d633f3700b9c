"""The colours of Python source."""

import keyword
import re
from collections.abc import Mapping

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument
from typing_extensions import override

from gui.theme import font, theme

GRADIENT_WORDS: Mapping[str, str] = {
    "upstream": "upstream",
    "local": "local",
    "downstream": "downstream",
    "grad": "downstream",
}
"""Names in code that have the colour of their meaning."""

_TOKEN = re.compile(
    r"""(?P<comment>\#.*)
      | (?P<string>[rbfu]{0,2}(?:"[^"]*"|'[^']*'))
      | (?P<definition>(?<=\bdef\s)\w+|(?<=\bclass\s)\w+)
      | (?P<word>\b[A-Za-z_]\w*)""",
    re.VERBOSE,
)
_QUOTES = '"""'
_INSIDE_STRING = 1
_KEYWORDS = frozenset(keyword.kwlist)


class PythonHighlighter(QSyntaxHighlighter):
    """Keywords, definitions, strings, comments, and the names of gradients in their colours.

    Args:
        document: What is coloured.
        words: Token of further names.
    """

    def __init__(self, document: QTextDocument, words: Mapping[str, str] = GRADIENT_WORDS) -> None:
        super().__init__(document)
        self._words = dict(words)
        theme().changed.connect(self.rehighlight)

    def set_words(self, words: Mapping[str, str]) -> None:
        """Colour other names; takes effect with the next text."""
        self._words = dict(words)

    @override
    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        start = 0
        self.setCurrentBlockState(0)
        if self.previousBlockState() == _INSIDE_STRING or text.lstrip().startswith((_QUOTES, f"r{_QUOTES}")):
            start = self._long_string(text)
        for match in _TOKEN.finditer(text, start):
            style = self._style(match)
            if style is not None:
                self.setFormat(match.start(), match.end() - match.start(), style)

    def _long_string(self, text: str) -> int:
        """Colour what belongs to a string in triple quotes; where it ends in this line."""
        search_from = 0 if self.previousBlockState() == _INSIDE_STRING else text.index(_QUOTES) + 3
        end = text.find(_QUOTES, search_from)
        if end < 0:
            self.setCurrentBlockState(_INSIDE_STRING)
            end = len(text)
        else:
            end += 3
        self.setFormat(0, end, _format("text3"))
        return end

    def _style(self, match: re.Match[str]) -> QTextCharFormat | None:
        word = match.group()
        if match.lastgroup == "comment":
            return _format("text3", italic=True)
        if match.lastgroup == "string":
            return _format("text2")
        if match.lastgroup == "definition":
            return _format("text", bold=True)
        if word in self._words:
            return _format(self._words[word])
        return _format("kw") if word in _KEYWORDS else None


def _format(colour: str, *, bold: bool = False, italic: bool = False) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setForeground(theme().colour(colour))
    if bold:
        style.setFontWeight(font("code_strong").weight())
    style.setFontItalic(italic)
    return style
