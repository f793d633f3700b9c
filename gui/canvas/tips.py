"""The small tip at the pointer: a port's name, or what a wire would do there."""

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from engine.errors import Problem
from gui.canvas.scene import CanvasScene, Key
from gui.canvas.tools.connect import Verdict
from gui.theme import font, theme

_MOST_WIDTH = 340
_PADDING = 10
_OFF = 16


class PointerTip(QWidget):
    """A title and a line or two beside the pointer; it lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self._title = ""
        self._detail = ""
        self._bad = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return " ".join(part for part in (self._title, self._detail) if part)

    def say(self, title: str, detail: str, at: QPoint, *, bad: bool = False) -> None:
        """Show words at a pixel of the parent."""
        self._title, self._detail, self._bad = title, detail, bad
        size = self._measure()
        self.resize(round(size.width()) + 2 * _PADDING, round(size.height()) + 2 * (_PADDING - 4))
        room = self._room.rect()
        x = at.x() + _OFF if at.x() + _OFF + self.width() <= room.right() else at.x() - _OFF - self.width()
        y = at.y() + _OFF if at.y() + _OFF + self.height() <= room.bottom() else at.y() - _OFF - self.height()
        self.move(max(x, 0), max(y, 0))
        self.show()
        self.raise_()
        self.update()

    def _measure(self) -> QRectF:
        room = QRectF(0, 0, theme().px(_MOST_WIDTH), 1000)
        flags = Qt.TextFlag.TextWordWrap
        title = QFontMetricsF(font("field_strong")).boundingRect(room, flags, self._title)
        if not self._detail:
            return QRectF(0, 0, title.width() + 1, title.height())
        detail = QFontMetricsF(font("field")).boundingRect(room, flags, self._detail)
        return QRectF(0, 0, max(title.width(), detail.width()) + 1, title.height() + detail.height() + 2)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme().colour("raised"))
        painter.setPen(theme().colour("error" if self._bad else "border2"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner = QRectF(self.rect()).adjusted(_PADDING, _PADDING - 4, -_PADDING, -(_PADDING - 4))
        flags = Qt.TextFlag.TextWordWrap
        painter.setFont(font("field_strong"))
        painter.setPen(theme().colour("error" if self._bad else "text"))
        painter.drawText(inner, flags, self._title)
        top = QFontMetricsF(painter.font()).boundingRect(inner, flags, self._title).height() + 2
        painter.setFont(font("field"))
        painter.setPen(theme().colour("text2"))
        painter.drawText(inner.adjusted(0, top, 0, 0), flags, self._detail)


def verdict_words(verdict: Verdict) -> tuple[str, str, bool]:
    """Title, detail, and whether it is bad, for a wire about to be drawn."""
    if verdict.refused is not None:
        return "Not possible", _reason(verdict.refused), True
    if verdict.misfit is not None:
        return "Does not fit yet", _reason(verdict.misfit), True
    detail = f"takes the place of the wire from {verdict.replaces}" if verdict.replaces else ""
    return str(verdict.edge), detail, False


def _reason(problem: Problem) -> str:
    message = problem.message[:1].upper() + problem.message[1:] + "."
    arithmetic = f" {problem.arithmetic}." if problem.arithmetic and problem.arithmetic not in message else ""
    mend = f" {problem.mend}." if problem.mend else ""
    return message + arithmetic + mend


def port_words(scene: CanvasScene, node_id: str, port: str | None) -> tuple[str, str]:
    """Name and meaning of a port."""
    item = scene.nodes[node_id]
    if port is None:
        shape = item.look.shape
        return "output", shape if shape != "scalar" else "one number"
    found = scene.document.graph.nodes[node_id].op.port(port)
    return port, found.description if found is not None else ""


def node_words(scene: CanvasScene, node_id: str) -> tuple[str, str]:
    """What is to be said of a node: what it waits for, or what is probably not meant; mostly nothing."""
    look = scene.nodes[node_id].look
    if look.trouble == "open" and look.problem is not None:
        return "Not connected yet", _reason(look.problem)
    if look.warnings:
        return "Probably not meant", ". ".join(w[:1].upper() + w[1:] for w in look.warnings) + "."
    return "", ""


def wire_words(scene: CanvasScene, key: Key) -> str:
    """The exact numbers on a wire while stepping, else from where to where it leads."""
    item = scene.wires[key]
    if item.look.marks is not None and item.look.marks.exact:
        return item.look.marks.exact
    return f"{item.edge}  {item.look.shape}".strip()
