"""Notices: what went wrong or needs to be known, on a card over the graph, never in a dialog."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from gui.shell.overlay import Overlay
from gui.shell.surface import Surface
from gui.theme import theme
from gui.widgets.buttons import Button, IconButton
from gui.widgets.icons import paint_icon
from gui.widgets.labels import Label, Paragraph, Piece


@dataclass(frozen=True)
class NoticeLine:
    """One thing a notice says.

    Attributes:
        text: The sentence.
        node: The id it is about, set before it.
        run: What a click on it does.
    """

    text: str
    node: str = ""
    run: Callable[[], object] | None = None


@dataclass(frozen=True)
class Notice:
    """What a card says.

    Attributes:
        kind: What it is about; a notice takes the place of an older one of its kind.
        title: What happened, in a few words.
        lines: The details.
        offers: Buttons: what they say and do; each closes the notice.
        tone: Whether something is wrong.
    """

    kind: str
    title: str
    lines: tuple[NoticeLine, ...] = ()
    offers: tuple[tuple[str, Callable[[], object]], ...] = ()
    tone: Literal["error", "info"] = "error"


class _Mark(QWidget):
    """The sign of a notice's tone."""

    def __init__(self, tone: str) -> None:
        super().__init__()
        self._tone = tone
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedSize(theme().px(16), theme().px(24))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a triangle or an i."""
        side = theme().px(16)
        name, colour = ("warning", "error") if self._tone == "error" else ("info", "accent")
        paint_icon(QPainter(self), QRectF(0, theme().px(4), side, side), name, colour)


class _Line(Paragraph):
    """One sentence of a notice; a click may lead to its node."""

    def __init__(self, line: NoticeLine) -> None:
        text = line.text if line.node else line.text[:1].upper() + line.text[1:]
        pieces: list[Piece] = [(f"{line.node}: ", "text")] if line.node else []
        super().__init__(*pieces, text, role="field")
        self._run = line.run
        if line.run is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip(f"Show {line.node}")

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow the sentence to its node."""
        if self._run is not None and self.rect().contains(event.position().toPoint()):
            self._run()


class NoticeCard(Surface):
    """One notice on the screen."""

    _MOST_TEXT = 200

    def __init__(self, notice: Notice, close: Callable[[], object], parent: QWidget) -> None:
        border = "error" if notice.tone == "error" else "border2"
        super().__init__(ground="panel", border=border, parent=parent)
        self.notice = notice
        self._close = close
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().px(16), theme().px(10), theme().px(10), theme().px(12))
        row.setSpacing(theme().px(12))
        row.addWidget(_Mark(notice.tone), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(notice), 1)
        dismiss = IconButton("close", "Dismiss", height=24)
        dismiss.clicked.connect(close)
        row.addWidget(dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(notice.title)

    def _words(self, notice: Notice) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme().px(4))
        column.setContentsMargins(0, theme().px(2), 0, 0)
        column.addWidget(Label(notice.title, "strong"))
        if notice.lines:
            column.addWidget(self._text(notice.lines))
        if notice.offers:
            column.addSpacing(theme().px(6))
            column.addLayout(self._offers(notice))
        return column

    def _text(self, lines: Sequence[NoticeLine]) -> QWidget:
        text = QWidget()
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 0, theme().px(8), 0)
        column.setSpacing(theme().px(6))
        for line in lines:
            column.addWidget(_Line(line))
        column.addStretch(1)
        if len(lines) <= 3:
            return text
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(text)
        scroll.setMinimumHeight(theme().px(self._MOST_TEXT))
        scroll.viewport().setAutoFillBackground(False)
        text.setAutoFillBackground(False)
        return scroll

    def _offers(self, notice: Notice) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        for words, run in notice.offers:
            button = Button(words)
            button.clicked.connect(partial(self._take, run))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _take(self, run: Callable[[], object], _checked: bool = False) -> None:
        self._close()
        run()


class NoticeBoard(QWidget):
    """The notices on show, the newest on top, over the lower middle of a widget.

    Args:
        over: The widget they lie over.
    """

    _WIDTH = 560
    _MARGIN = 16
    _ABOVE_BARS = 68  # such as the canvas's zoom bar
    _MOST = 3

    def __init__(self, over: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._over = over
        self._cards: list[NoticeCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().px(8))
        over.installEventFilter(self)
        self.hide()

    def notices(self) -> list[Notice]:
        """What is on show, the newest first."""
        return [card.notice for card in self._cards]

    def cards(self) -> list[NoticeCard]:
        """The cards on show, the newest first."""
        return list(self._cards)

    def show_notice(self, notice: Notice) -> None:
        """Put a notice up."""
        self.dismiss(notice.kind)
        card = NoticeCard(notice, partial(self.dismiss, notice.kind), self)
        self._cards.insert(0, card)
        self._column.insertWidget(0, card)
        for old in self._cards[self._MOST :]:
            self.dismiss(old.notice.kind)
        self._place()

    def dismiss(self, kind: str, _checked: bool = False) -> None:
        """Take the notice of a kind away, if there is one."""
        for card in [card for card in self._cards if card.notice.kind == kind]:
            self._cards.remove(card)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._place()

    def _place(self) -> None:
        self.setVisible(bool(self._cards))
        if not self._cards:
            return
        corner = self._over.mapTo(self._parent, self._over.rect().topLeft())
        margin = theme().px(self._MARGIN)
        width = min(theme().px(self._WIDTH), self._over.width() - 2 * margin)
        self._column.activate()
        hint = self._column.sizeHint().height()
        height = self._column.totalHeightForWidth(width) if self._column.hasHeightForWidth() else hint
        left = corner.x() + (self._over.width() - width) // 2
        top = corner.y() + self._over.height() - theme().px(self._ABOVE_BARS) - height
        self.setGeometry(left, max(corner.y() + margin, top), width, height)
        self._rise()

    def _rise(self) -> None:
        """Lie over the workspaces, but under a question that is open."""
        self.raise_()
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for overlay in self._parent.findChildren(Overlay, options=direct):
            if overlay.isVisible():
                self.stackUnder(overlay)

    @override
    def event(self, event: QEvent) -> bool:
        """Give the cards the height they ask for once they know it."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self._place()
        return False
