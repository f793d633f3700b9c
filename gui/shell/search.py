"""The search in the top bar: every action and every node, as one types."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from gui.shell.surface import Surface
from gui.theme import font, theme
from gui.widgets.fields import SearchField
from gui.widgets.icons import paint_icon

_MOST_HITS = 12


@dataclass(frozen=True)
class Hit:
    """Something that can be found.

    Attributes:
        title: Its name.
        run: What choosing it does.
        icon: An icon's name, or None.
        group: Where it belongs, such as a menu.
        note: What stands at the right: a key, or what it is.
        blocked: Why it cannot be chosen now; empty if it can.
        mono: Whether the name is an id.
        also: Other words it is found by.
    """

    title: str
    run: Callable[[], object]
    icon: str | None = None
    group: str = ""
    note: str = ""
    blocked: str = ""
    mono: bool = False
    also: str = ""


def find(words: str, among: Iterable[Hit]) -> list[Hit]:
    """What fits, the best first: names that start so, then words that start so, then the rest."""
    parts = words.lower().split()
    ranked = [(rank, hit) for hit in among if (rank := _rank(parts, hit)) is not None]
    return [hit for _, hit in sorted(ranked, key=lambda pair: (pair[0], bool(pair[1].blocked)))][:_MOST_HITS]


def _rank(parts: list[str], hit: Hit) -> int | None:
    """0 is the best; None fits not at all."""
    title = hit.title.lower()
    text = f"{title} {hit.group.lower()} {hit.also.lower()}"
    if not all(part in text for part in parts):
        return None
    if not parts or title.startswith(parts[0]):
        return 0
    return 1 if any(word.startswith(parts[0]) for word in text.split()) else 2


class HitList(Surface):
    """The hits under the field."""

    _ROW = 32
    _WIDTH = 420

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._hits: list[Hit] = []
        self._current = 0
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def hits(self) -> list[Hit]:
        """What is on show."""
        return list(self._hits)

    def show_hits(self, hits: list[Hit], corner: QPoint) -> None:
        """Show hits with their upper right corner at a point; the first that can be chosen is."""
        self._hits = hits
        self._current = next((index for index, hit in enumerate(hits) if not hit.blocked), 0)
        width = theme().px(self._WIDTH)
        height = theme().px(self._ROW) * max(1, len(hits)) + theme().px(8)
        self.setGeometry(corner.x() - width, corner.y(), width, height)
        self.show()
        self.raise_()
        self.update()

    def move_choice(self, by: int) -> None:
        """Go up or down."""
        if self._hits:
            self._current = (self._current + by) % len(self._hits)
            self.update()

    def chosen(self) -> Hit | None:
        """The hit that Enter takes."""
        return self._hits[self._current] if self._hits else None

    def _index_at(self, y: float) -> int:
        return int((y - theme().px(4)) // theme().px(self._ROW))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The hit under the mouse is the chosen one; one that cannot be says why."""
        index = self._index_at(event.position().y())
        if 0 <= index < len(self._hits):
            self._current = index
            self.update()
            QToolTip.showText(event.globalPosition().toPoint(), self._hits[index].blocked, self)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the hit."""
        index = self._index_at(event.position().y())
        if 0 <= index < len(self._hits) and not self._hits[index].blocked:
            self.hide()
            self._hits[index].run()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row, edge = theme().px(self._ROW), theme().px(4)
        place = QRectF(edge, edge, self.width() - 2 * edge, row)
        if not self._hits:
            painter.setFont(font("field"))
            painter.setPen(theme().colour("text3"))
            inner = place.adjusted(theme().px(12), 0, 0, 0)
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, "No action or node of that name")
        for index, hit in enumerate(self._hits):
            self._paint_row(painter, place.translated(0, index * row), hit, index == self._current)

    def _paint_row(self, painter: QPainter, place: QRectF, hit: Hit, current: bool) -> None:
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("hover"))
            painter.drawRoundedRect(place, theme().px(4), theme().px(4))
        ink = "disabled" if hit.blocked else "text"
        side = theme().px(16)
        if hit.icon:
            spot = QRectF(place.left() + theme().px(10), place.center().y() - side / 2, side, side)
            paint_icon(painter, spot, hit.icon, "disabled" if hit.blocked else "text2")
        words = place.adjusted(theme().px(36), 0, -theme().px(10), 0)
        painter.setFont(font("code" if hit.mono else "field"))
        painter.setPen(theme().colour(ink))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, hit.title)
        after = words.adjusted(painter.fontMetrics().horizontalAdvance(hit.title) + theme().px(10), 0, 0, 0)
        painter.setFont(font("caption"))
        painter.setPen(theme().colour("disabled" if hit.blocked else "text3"))
        painter.drawText(after, Qt.AlignmentFlag.AlignVCenter, hit.group)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, hit.note)


class Search(QObject):
    """Joins the field and the list.

    Args:
        field: The field in the top bar.
        window: The widget that the list lies over.
        everything: Gives all that can be found.
        home: Where the focus goes afterwards.
    """

    _STEPS: ClassVar = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}

    def __init__(
        self, field: SearchField, window: QWidget, everything: Callable[[], list[Hit]], home: QWidget
    ) -> None:
        super().__init__(field)
        self._field = field
        self._home = home
        self._everything = everything
        self._window = window
        self.list = HitList(window)
        field.textChanged.connect(self._look)
        field.installEventFilter(self)

    def start(self) -> None:
        """Go to the field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def _look(self) -> None:
        if not self._field.hasFocus():
            return
        hits = find(self._field.text(), self._everything())
        below = QPoint(self._field.width(), self._field.height() + theme().px(4))
        self.list.show_hits(hits, self._field.mapTo(self._window, below))

    def _end(self) -> None:
        self.list.hide()
        self._field.clear()
        if self._field.hasFocus():
            self._home.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        hit = self.list.chosen()
        if hit is not None and not hit.blocked:
            self._end()
            hit.run()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._look()
        elif event.type() == QEvent.Type.FocusOut:
            self.list.hide()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        return False

    def _key(self, key: Qt.Key) -> bool:
        if key in self._STEPS:
            self.list.move_choice(self._STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self._end()
        else:
            return False
        return True
