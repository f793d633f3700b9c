"""A button of the palette: an op, to be dragged onto the canvas or added by a double click."""

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget
from typing_extensions import override

from gui.building.op_search import OpClass
from gui.canvas.graph_view import OP_MIME
from gui.theme import font, theme
from gui.widgets.buttons import PaintedButton
from gui.widgets.icons import op_icon_name, paint_icon

_HEIGHT = 32
_ICON = 14
_PADDING = 9
_GAP = 7


class OpButton(PaintedButton):
    """An op.

    Args:
        op: The op.
        parent: Where it stands.
    """

    add_wanted = Signal(str)
    """It was double-clicked, or Enter was pressed on it."""

    def __init__(self, op: OpClass, parent: QWidget | None = None) -> None:
        super().__init__(op.name, f"{op.doc}\nDrag it onto the canvas, or double-click", parent)
        self.op = op
        self._best = False
        self._pressed_at: QPoint | None = None
        self.setAccessibleDescription(op.doc)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_best(self, best: bool) -> None:
        """Show that Enter in the search adds this one."""
        self._best = best
        self.update()

    def needed_width(self) -> int:
        """Room for the whole name."""
        words = QFontMetricsF(font("field_strong")).horizontalAdvance(self.text())
        return round(words) + theme().px(_PADDING + _ICON + _GAP + 4) + 1

    @override
    def sizeHint(self) -> QSize:
        """As wide as it can be, one row high."""
        return QSize(theme().px(80), theme().px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, icon and name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        loud = self._best or self._focus_visible()
        painter.setPen(theme().colour("accent" if loud else "border2" if self._lit() else "border"))
        painter.setBrush(theme().colour("hover" if self._lit() else "raised"))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme().px(6), theme().px(6)
        )
        side, left = theme().px(_ICON), theme().px(_PADDING)
        square = QRectF(left, (self.height() - side) / 2, side, side)
        paint_icon(painter, square, op_icon_name(self.op.name, self.op.category.title), "text2")
        words = QRectF(self.rect()).adjusted(left + side + theme().px(_GAP), 0, -theme().px(4), 0)
        painter.setFont(font("field_strong"))
        painter.setPen(theme().colour("text"))
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(words.width()) + 1
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, for dragging."""
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the op once the mouse has moved far enough."""
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        moved = event.position().toPoint() - self._pressed_at
        if moved.manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            self._drag()

    def _drag(self) -> None:
        drag = QDrag(self)
        drag.setMimeData(mime_of(self.op.name))
        drag.setPixmap(self.grab())
        drag.setHotSpot(self.rect().center())
        drag.exec(Qt.DropAction.CopyAction)
        self.update()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Add it."""
        self.add_wanted.emit(self.op.name)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space add it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.add_wanted.emit(self.op.name)
            return
        super().keyPressEvent(event)


def mime_of(op_name: str) -> QMimeData:
    """What a dragged op carries."""
    data = QMimeData()
    data.setData(OP_MIME, op_name.encode())
    return data
