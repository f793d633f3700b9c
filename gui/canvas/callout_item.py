"""One error card: the message, the arithmetic that fails, and buttons that mend it."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsSceneHoverEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)
from typing_extensions import override

from engine.errors import Fix, Problem
from gui.canvas.ink import draw_left, pen, width_of
from gui.theme import font, theme

_PADDING = 16.0
_LINE = 20.0
_BUTTON = 26.0
_BUTTON_GAP = 10.0
_LEAST_WIDTH, _MOST_WIDTH = 280.0, 440.0


class FixButton(QGraphicsItem):
    """A button on a card.

    Args:
        fix: What it does.
        parent: The card.
    """

    def __init__(self, fix: Fix, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self.fix = fix
        self._hovered = False
        self._rect = QRectF(0, 0, width_of(fix.label, font("field_strong", scaled=False)) + 24, _BUTTON)
        self.setAcceptHoverEvents(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def width(self) -> float:
        """How wide it is."""
        return self._rect.width()

    @override
    def boundingRect(self) -> QRectF:
        """Its box."""
        return self._rect.adjusted(-1, -1, 1, 1)

    @override
    def hoverEnterEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Light up."""
        self._hovered = True
        self.update()

    @override
    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Go back to rest."""
        self._hovered = False
        self.update()

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint box and words."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen("border2"))
        painter.setBrush(theme().colour("hover" if self._hovered else "raised"))
        painter.drawRoundedRect(self._rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(font("field_strong", scaled=False))
        painter.setPen(theme().colour("text"))
        painter.drawText(self._rect, Qt.AlignmentFlag.AlignCenter, self.fix.label)


class CalloutItem(QGraphicsItem):
    """An error card.

    Args:
        problem: What it says.
        mend: Called with the fix whose button is clicked.
    """

    POINTER = 8.0

    def __init__(self, problem: Problem, mend: Callable[[Fix], None]) -> None:
        super().__init__()
        self.problem = problem
        self._mend = mend
        self._pointer = 40.0
        self._title = _sentence(problem.message)
        self._rect, self._title_height = self._measure()
        self.buttons = [FixButton(fix, self) for fix in problem.fixes]
        self._place_buttons()
        self.setZValue(5)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def _place_buttons(self) -> None:
        left = _PADDING
        for button in self.buttons:
            button.setPos(left, self._rect.height() - _PADDING - _BUTTON + 2)
            left += _fix_width(button.fix)

    @property
    def rect(self) -> QRectF:
        """The card without its pointer."""
        return self._rect

    def apply(self, fix: Fix) -> None:
        """Mend it so."""
        self._mend(fix)

    def point_at(self, x: float) -> None:
        """Let the pointer stand at this distance from the card's left edge."""
        self._pointer = min(max(x, 20.0), self._rect.width() - 20.0)
        self.update()

    def _details(self) -> tuple[str, str]:
        """The failing arithmetic, and what would have been right."""
        problem = self.problem
        expected = f"needs {problem.expected}" if problem.expected else ""
        return problem.arithmetic or "", expected

    def _measure(self) -> tuple[QRectF, float]:
        title = font("strong", scaled=False)
        arithmetic, expected = self._details()
        second = width_of(arithmetic, font("code", scaled=False)) + 16
        second += width_of(expected, font("field", scaled=False))
        last = width_of(self.problem.mend or "", font("field", scaled=False))
        if self.problem.fixes:
            last = sum(_fix_width(fix) for fix in self.problem.fixes)
        needed = max(width_of(self._title, title), second, last) + 2 * _PADDING
        wide = min(max(needed, _LEAST_WIDTH), _MOST_WIDTH)
        room = QRectF(0, 0, wide - 2 * _PADDING, 1000)
        title_height = QFontMetricsF(title).boundingRect(room, Qt.TextFlag.TextWordWrap, self._title).height()
        height = _PADDING + title_height + 2
        height += _LINE if arithmetic or expected else 0
        height += (10 + _BUTTON) if self.problem.fixes else _LINE if self.problem.mend else 0
        return QRectF(0, 0, wide, height + _PADDING - 4), title_height

    @override
    def boundingRect(self) -> QRectF:
        """Card and pointer."""
        return self._rect.adjusted(-2, -self.POINTER - 2, 2, 2)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint the card and what it says; buttons paint themselves."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen("error", 1.0))
        painter.setBrush(theme().colour("panel"))
        painter.drawPath(self._outline())
        painter.setFont(font("strong", scaled=False))
        painter.setPen(theme().colour("text"))
        room = QRectF(_PADDING, _PADDING - 4, self._rect.width() - 2 * _PADDING, self._title_height)
        painter.drawText(room, Qt.TextFlag.TextWordWrap, self._title)
        base = room.bottom() + 17
        arithmetic, expected = self._details()
        field = font("field", scaled=False)
        wide = self._rect.width() - 2 * _PADDING
        if arithmetic:
            code = font("code", scaled=False)
            run = draw_left(painter, QPointF(_PADDING, base), arithmetic, code, "error", wide) + 16
            draw_left(painter, QPointF(_PADDING + run, base), expected, field, "text2", wide - run)
        elif expected:
            draw_left(painter, QPointF(_PADDING, base), expected, field, "text2", wide)
        self._paint_last(painter)

    def _paint_last(self, painter: QPainter) -> None:
        """What each button gives, or what to do where no button can do it."""
        field = font("field", scaled=False)
        bottom, right = self._rect.height() - _PADDING, self._rect.width() - _PADDING
        if not self.buttons:
            at = QPointF(_PADDING, bottom)
            draw_left(painter, at, self.problem.mend or "", field, "text3", right - _PADDING)
        for button in self.buttons:
            left = button.pos().x() + button.width + _BUTTON_GAP
            draw_left(painter, QPointF(left, bottom - 6), button.fix.gives, field, "text2", right - left)

    def _outline(self) -> QPainterPath:
        card = QPainterPath()
        card.addRoundedRect(self._rect, 8, 8)
        pointer = QPainterPath(QPointF(self._pointer - 8, 1))
        pointer.lineTo(self._pointer, -self.POINTER)
        pointer.lineTo(self._pointer + 8, 1)
        return card.united(pointer)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fix_width(fix: Fix) -> float:
    """Room for a fix's button, and for what it gives."""
    gives = width_of(fix.gives, font("field", scaled=False)) + _BUTTON_GAP if fix.gives else 0.0
    return width_of(fix.label, font("field_strong", scaled=False)) + 24 + _BUTTON_GAP + gives
