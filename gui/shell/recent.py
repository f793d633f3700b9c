"""The files that were open lately, with the time of their last change in plain words."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets.buttons import PaintedButton
from gui.widgets.icons import paint_icon
from gui.widgets.labels import Label

_MOST_FILES = 4


def ago(then: datetime, now: datetime) -> str:
    """How long ago something was: `just now`, `4 min ago`, `yesterday`, `Tuesday`, `3 May 2025`."""
    minutes = int((now - then).total_seconds() // 60)
    days = (now.date() - then.date()).days
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if days == 0:
        return f"{minutes // 60} h ago"
    if days == 1:
        return "yesterday"
    return f"{then:%A}" if days < 7 else f"{then.day} {then:%B %Y}"


def short_name(path: Path) -> str:
    """A graph file's name without its ending."""
    return path.name.removesuffix(".json").removesuffix(".graph")


class _Row(PaintedButton):
    """One file."""

    def __init__(self, path: Path, note: str) -> None:
        super().__init__(short_name(path), str(path))
        self._note = note

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(224), theme().px(42))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon, the name and the note."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._lit() or self._focus_visible():
            painter.setPen(theme().colour("accent") if self._focus_visible() else Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("hover"))
            box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(box, theme().px(6), theme().px(6))
        side = theme().px(16)
        paint_icon(painter, QRectF(theme().px(4), (self.height() - side) / 2, side, side), "file")
        left, width = theme().px(30), self.width() - theme().px(34)
        half = self.height() / 2
        for role, colour, text, top, align in (
            ("strong", "text", self.text(), 0.0, Qt.AlignmentFlag.AlignBottom),
            ("caption", "text3", self._note, half, Qt.AlignmentFlag.AlignTop),
        ):
            painter.setFont(font("strong" if role == "strong" else "caption"))
            painter.setPen(theme().colour(colour))
            shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideMiddle, width)
            painter.drawText(QRectF(left, top, width, half), align, shown)


class RecentList(QWidget):
    """The files, under a head; nothing where there are none."""

    chosen = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().px(2))
        self._column.addWidget(Label("Recent", "head", "text3"))
        self.hide()

    def show_files(self, files: Sequence[Path], open_file: Path | None) -> None:
        """List files.

        Args:
            files: The last first.
            open_file: The one that is open now.
        """
        while (item := self._column.takeAt(1)) is not None:
            row = item.widget()
            if row is not None:
                row.deleteLater()
        for path in files[:_MOST_FILES]:
            changed = datetime.fromtimestamp(path.stat().st_mtime)
            note = ago(changed, datetime.now())
            row = _Row(path, f"open behind this, {note}" if path == open_file else note)
            row.clicked.connect(partial(self._choose, path))
            self._column.addWidget(row)
        self.setVisible(bool(files))

    def _choose(self, path: Path, _checked: bool = False) -> None:
        self.chosen.emit(path)
