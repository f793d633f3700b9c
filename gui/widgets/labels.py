"""Words on a panel: labels in the roles of the type table, heads, chips, key caps, cards and dividers."""

from collections.abc import Sequence
from html import escape
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import Role, font, theme
from gui.widgets.heat import paint_not_computed

Piece = str | tuple[str, str]
"""Words, or words with the token of their colour."""


class Label(QLabel):
    """A line of text in a role and a token's colour.

    Args:
        text: Plain text.
        role: Face, size and weight.
        colour: A token.
        selectable: Whether it can be selected and copied by mouse.
    """

    def __init__(
        self,
        text: str = "",
        role: Role = "body",
        colour: str = "text",
        *,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._role: Role = role
        self._colour = colour
        self.setTextFormat(Qt.TextFormat.PlainText)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_colour(self, colour: str) -> None:
        """Change the colour to another token's."""
        self._colour = colour
        self._restyle()

    def set_role(self, role: Role) -> None:
        """Change face, size and weight."""
        self._role = role
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(font(self._role))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().colour(self._colour))
        self.setPalette(palette)


class ElidedLabel(Label):
    """A label that gives way: what does not fit is cut with …, and stands whole in the tooltip."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the text as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), self.alignment(), self._shown())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the whole text in the tooltip where it is cut."""
        super().resizeEvent(event)
        self._explain()

    @override
    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self._explain()

    @override
    def minimumSizeHint(self) -> QSize:
        """A few letters wide."""
        return QSize(theme().px(24), super().minimumSizeHint().height())

    def _shown(self) -> str:
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def _explain(self) -> None:
        self.setToolTip(self.text() if self._shown() != self.text() else "")


class Paragraph(QLabel):
    """Text to read, wrapped, at the line height of the type table, with words in their meaning's colour.

    Args:
        pieces: What it says.
        role: Face and size.
        colour: The token of words without a colour of their own.
        line: Line height in pixels at 100%.
    """

    def __init__(
        self,
        *pieces: Piece,
        role: Role = "body",
        colour: str = "text2",
        line: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pieces = pieces
        self._role: Role = role
        self._colour = colour
        self._line = line
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_pieces(self, *pieces: Piece) -> None:
        """Say something else."""
        self._pieces = pieces
        self._restyle()

    def plain(self) -> str:
        """What it says, without colours."""
        return "".join(piece if isinstance(piece, str) else piece[0] for piece in self._pieces)

    def _restyle(self) -> None:
        self.setFont(font(self._role))
        words = "".join(_html(piece) for piece in self._pieces)
        colour = theme().colour(self._colour).name()
        self.setText(
            f'<p style="line-height:{theme().px(self._line)}px; margin:0; color:{colour}">{words}</p>'
        )
        self.setAccessibleName(self.plain())


def _html(piece: Piece) -> str:
    if isinstance(piece, str):
        return escape(piece)
    text, colour = piece
    return f'<span style="color:{theme().colour(colour).name()}; font-weight:600">{escape(text)}</span>'


class SectionHead(QWidget):
    """The head of a section of a panel, with a note at the right."""

    def __init__(self, text: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = Label(text, "head", "text3")
        self._note = ElidedLabel(note, "caption", "text3")
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        row.addWidget(self._head)
        row.addWidget(self._note, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Change the head."""
        self._head.setText(text)

    def set_note(self, note: str) -> None:
        """Change the note at the right."""
        self._note.setText(note)


ChipKind = Literal["plain", "error", "outline", "key"]


class Chip(QLabel):
    """A few words or a count in a small round box.

    Args:
        text: What it says.
        kind: `plain` on grey, `error`, `outline` (in `colour`), or `key` for a key to press.
        colour: The token of an outlined chip.
    """

    _RADIUS = 10

    def __init__(
        self, text: str, kind: ChipKind = "plain", colour: str = "text2", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._kind: ChipKind = kind
        self._colour = {"plain": "text2", "error": "error", "key": "text3"}.get(kind, colour)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(font("caption"))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """As wide as the words and a little more, never narrower than high."""
        height = theme().px(18 if self._kind == "key" else 20)
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(max(height, round(width) + theme().px(10 if self._kind == "key" else 16)), height)

    @override
    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = theme().px(4) if self._kind == "key" else box.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        if self._kind in ("plain", "error"):
            painter.setBrush(theme().colour("hover" if self._kind == "plain" else "errbg"))
        else:
            painter.setPen(theme().colour("border2" if self._kind == "key" else self._colour))
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(theme().colour(self._colour))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Legend(QWidget):
    """What the colours on show mean.

    Args:
        items: Token and words for each; the token `border2` stands for "not computed yet".
    """

    def __init__(self, items: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = tuple(items)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(words for _, words in items))
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _places(self) -> list[float]:
        """The left edge of each item, then of the end."""
        metrics = QFontMetricsF(font("field"))
        places = [0.0]
        for _, words in self._items:
            places.append(places[-1] + metrics.horizontalAdvance(words) + theme().px(16 + 26))
        return places

    @override
    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(round(self._places()[-1]) - theme().px(26) + 1, theme().px(20))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint swatches and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("field"))
        side = theme().px(10)
        for (token, words), left in zip(self._items, self._places(), strict=False):
            box = QRectF(left, (self.height() - side) / 2, side, side)
            if token == "border2":
                paint_not_computed(painter, box, 2.0)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme().colour(token))
                painter.drawRoundedRect(box, 2, 2)
            painter.setPen(theme().colour("text2"))
            middle = (self.height() + QFontMetricsF(painter.font()).capHeight()) / 2
            painter.drawText(QPointF(left + theme().px(16), middle), words)


class Card(QFrame):
    """A raised box with a border, for what stands out from its panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)


class Divider(QWidget):
    """A line of one pixel between parts of a panel."""

    def __init__(
        self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
        else:
            self.setFixedWidth(1)
        theme().changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        QPainter(self).fillRect(self.rect(), theme().colour("border"))
