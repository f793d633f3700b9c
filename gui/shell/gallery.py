"""The gallery the app opens on: pictures of examples, new, open, and what was open lately."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from gui.shell.cards import CardContent, ExampleCard
from gui.shell.overlay import Overlay
from gui.shell.recent import RecentList
from gui.shell.surface import Surface
from gui.theme import font, theme
from gui.widgets.buttons import PaintedButton, Switch
from gui.widgets.icons import paint_icon, pixmap
from gui.widgets.labels import Chip, Divider, Label, Paragraph

_MOST_COLUMNS = 3


class _WideButton(PaintedButton):
    """A button as wide as the panel: icon and words at the left, its key at the right."""

    def __init__(self, text: str, icon_name: str, key: str, *, primary: bool = False) -> None:
        super().__init__(text)
        self._icon_name = icon_name
        self._key = key
        self._primary = primary

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(228), theme().px(36))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon, words and key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rest, lit = ("fill", "fill") if self._primary else ("raised", "hover")
        border = "accent" if self._focus_visible() or (self._primary and self._lit()) else None
        painter.setBrush(theme().colour(lit if self._lit() else rest))
        painter.setPen(theme().colour(border or ("fill" if self._primary else "border2")))
        radius = theme().px(6)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        side, edge = theme().px(16), theme().px(12)
        ink = "on_fill" if self._primary else "text"
        spot = QRectF(edge, (self.height() - side) / 2, side, side)
        paint_icon(painter, spot, self._icon_name, ink if self._primary else "text2")
        words = self.rect().adjusted(edge + side + theme().px(10), 0, -edge, 0)
        painter.setPen(theme().colour(ink))
        painter.setFont(font("strong"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(font("field"))
        painter.setPen(theme().colour(ink if self._primary else "text3"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._key)


class _Logo(QWidget):
    """The sign, large."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(theme().px(40), theme().px(40))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        picture = pixmap("logo", "fill", self.width(), self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, picture)


class Gallery(Overlay):
    """Examples as pictures over the window.

    Args:
        over: The widget to cover.
        examples: What to offer.
        at_start: Whether it is shown at start, for its switch.
    """

    new_asked = Signal()
    file_asked = Signal()
    example_opened = Signal(str)
    example_led_on = Signal(str)
    recent_asked = Signal(Path)
    at_start_changed = Signal(bool)

    _SIDE_WIDTH = 272
    _CARD_WIDTH = 372
    _NARROW_CARD_WIDTH = 281
    _GAP = 18
    _EDGE = 32

    def __init__(self, over: QWidget, examples: Sequence[CardContent], *, at_start: bool) -> None:
        super().__init__(over, passing=("Ctrl+N", "Ctrl+O", "Ctrl+Q"))
        self._cards = [ExampleCard(content) for content in examples]
        self._box = Surface(radius=14, ground="panel", parent=self)
        self._recent = RecentList()
        self._recent.chosen.connect(self.recent_asked)
        row = QHBoxLayout(self._box)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        row.addWidget(self._side(at_start))
        row.addWidget(Divider(Qt.Orientation.Vertical))
        row.addWidget(self._wall(), 1)
        for card in self._cards:
            card.opened.connect(self.example_opened)
            card.led_on.connect(self.example_led_on)
            card.pointed_at.connect(self.light)
        self._box.installEventFilter(self)

    @override
    def card(self) -> QWidget:
        return self._box

    def cards(self) -> list[ExampleCard]:
        """The cards, from the upper left."""
        return list(self._cards)

    def light(self, name: str) -> None:
        """Choose a card."""
        for card in self._cards:
            card.set_lit(card.content.name == name)

    def show_recent(self, files: Sequence[Path], open_file: Path | None) -> None:
        """Say what was open lately.

        Args:
            files: The files, the last first.
            open_file: The one that is open behind the gallery.
        """
        self._recent.show_files(files, open_file)

    # Building ----------------------------------------------------------------------------------------

    def _side(self, at_start: bool) -> QWidget:
        side = QWidget()
        side.setFixedWidth(theme().px(self._SIDE_WIDTH))
        column = QVBoxLayout(side)
        edge = theme().px(24)
        column.setContentsMargins(edge, theme().px(28), edge, theme().px(20))
        column.setSpacing(theme().px(8))
        head = QHBoxLayout()
        head.setSpacing(theme().px(12))
        head.addWidget(_Logo())
        name = Label("Backstep", "title")
        name.setFont(font("result", size=22))
        head.addWidget(name, 1)
        column.addLayout(head)
        column.addSpacing(theme().px(8))
        column.addWidget(
            Paragraph("Build a network, step back through it one gradient at a time, train that very graph.")
        )
        column.addSpacing(theme().px(12))
        new = _WideButton("New graph", "plus", "Ctrl N", primary=True)
        open_file = _WideButton("Open file", "folder", "Ctrl O")
        new.clicked.connect(self.new_asked)
        open_file.clicked.connect(self.file_asked)
        column.addWidget(new)
        column.addWidget(open_file)
        column.addSpacing(theme().px(16))
        column.addWidget(self._recent)
        column.addStretch(1)
        column.addWidget(Divider())
        column.addSpacing(theme().px(4))
        column.addLayout(self._foot(at_start))
        return side

    def _foot(self, at_start: bool) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(8))
        switch = Switch(at_start, "Open the app on this gallery")
        switch.toggled.connect(self.at_start_changed)
        foot.addWidget(switch)
        foot.addWidget(Label("Show this at start", "field", "text2"), 1)
        foot.addWidget(Chip("Esc", "key"))
        return foot

    def _wall(self) -> QWidget:
        wall = QWidget()
        column = QVBoxLayout(wall)
        edge = theme().px(self._EDGE)
        column.setContentsMargins(edge, theme().px(26), edge, edge)
        column.setSpacing(theme().px(12))
        for head, line, trains in (
            ("Step by hand", "Start with numbers small enough to check on paper", False),
            ("Train in seconds", "Data included, nothing to download", True),
        ):
            cards = [card for card in self._cards if card.content.trains is trains]
            if cards:
                self._add_section(column, head, line, cards)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(wall)
        scroll.viewport().setAutoFillBackground(False)
        wall.setAutoFillBackground(False)
        self._wall_content = wall
        return scroll

    def _add_section(self, column: QVBoxLayout, head: str, line: str, cards: list[ExampleCard]) -> None:
        if column.count():
            column.addSpacing(theme().px(12))
        words = QHBoxLayout()
        words.setSpacing(theme().px(12))
        words.addWidget(Label(head, "title"))
        words.addWidget(Label(line, "field", "text2"), 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(words)
        for start in range(0, len(cards), _MOST_COLUMNS):
            row = QHBoxLayout()
            row.setSpacing(theme().px(self._GAP))
            for card in cards[start : start + _MOST_COLUMNS]:
                row.addWidget(card, 1)
            column.addLayout(row)

    # Size ----------------------------------------------------------------------------------------------

    @override
    def open(self) -> None:
        """Cover the window."""
        super().open()
        self._place()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._place()
        return done

    def _columns(self) -> int:
        counts = [sum(card.content.trains is trains for card in self._cards) for trains in (False, True)]
        return min(_MOST_COLUMNS, max(1, *counts))

    def _place(self) -> None:
        """Put the card in the middle, as large as its content asks and the window allows."""
        columns, margin = self._columns(), theme().px(24)
        card = theme().px(self._CARD_WIDTH if columns < _MOST_COLUMNS else self._NARROW_CARD_WIDTH)
        wall = columns * card + (columns - 1) * theme().px(self._GAP) + 2 * theme().px(self._EDGE)
        width = min(theme().px(self._SIDE_WIDTH) + wall + 3, self.width() - 2 * margin)
        height = min(self._wall_content.sizeHint().height() + 2, self.height() - 2 * margin)
        self._box.setGeometry(
            QRect((self.width() - width) // 2, (self.height() - height) // 2, width, height)
        )
