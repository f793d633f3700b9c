"""Buttons: with words, of an icon alone, primary, the switch, and the head that folds a section."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets.icons import paint_icon

_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class PaintedButton(QAbstractButton):
    """What our own buttons share: they follow the theme, light up, and show a focus the keyboard brought."""

    def __init__(self, text: str = "", tooltip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._focus_shown = False
        self.setText(text)
        self.setToolTip(tooltip)
        self.setAccessibleName(text or tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _focus_visible(self) -> bool:
        return self._focus_shown and self.hasFocus()

    def _lit(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        super().enterEvent(event)
        self.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus."""
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._focus_shown = event.reason() in _KEYBOARD
        super().focusInEvent(event)


class Button(PaintedButton):
    """A button with words and perhaps an icon.

    Args:
        text: What it does.
        icon_name: An icon before the words.
        tooltip: What it does in more words; why not, when it is disabled.
        primary: The one filled button of a screen.
        framed: With ground and border; without, it only lights up.
        height: Pixels at 100%.
        width: Pixels at 100%, where the words do not decide it.
    """

    _PADDING = 12
    _GAP = 8
    _ICON = 16

    def __init__(
        self,
        text: str,
        icon_name: str | None = None,
        *,
        tooltip: str = "",
        primary: bool = False,
        framed: bool = True,
        height: int = 28,
        width: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, tooltip, parent)
        self._icon_name = icon_name
        self._primary = primary
        self._framed = framed
        self._height = height
        self._width = width

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon_name = name
        self._restyle()

    def _content_width(self) -> float:
        words = QFontMetricsF(font("field_strong")).horizontalAdvance(self.text())
        icon = theme().px(self._ICON) if self._icon_name else 0
        return words + icon + (theme().px(self._GAP) if icon and words else 0)

    @override
    def sizeHint(self) -> QSize:
        """As wide as the content asks; a square without words."""
        height = theme().px(self._height)
        if self._width is not None:
            return QSize(theme().px(self._width), height)
        if not self.text():
            return QSize(height, height)
        return QSize(round(self._content_width()) + 2 * theme().px(self._PADDING), height)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon and words, in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        left = (self.width() - self._content_width()) / 2
        if self._icon_name:
            side = theme().px(self._ICON)
            place = QRectF(left, (self.height() - side) / 2, side, side)
            paint_icon(painter, place, self._icon_name, self._ink("text" if self._framed else "text2"))
            left += side + theme().px(self._GAP)
        painter.setFont(font("field_strong"))
        painter.setPen(theme().colour(self._ink("text")))
        words = QRectF(self.rect()).adjusted(left, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())

    def _ink(self, at_rest: str) -> str:
        if not self.isEnabled():
            return "disabled"
        if self._primary:
            return "on_fill"
        return "accent" if self.isChecked() else at_rest

    def _paint_ground(self, painter: QPainter) -> None:
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ground, border = self._ground(), self._border()
        painter.setBrush(theme().colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(theme().colour(border) if border else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, theme().px(6), theme().px(6))

    def _ground(self) -> str | None:
        if self._primary:
            return "fill" if self.isEnabled() else "hover"
        if self._lit() or self.isChecked():
            return "hover"
        return "raised" if self._framed and self.isEnabled() else None

    def _border(self) -> str | None:
        if self._focus_visible():
            return "text" if self._primary else "accent"
        if self._primary:
            return "accent" if self._lit() else self._ground()
        if self._framed:
            return "border2" if self._lit() else "border"
        return None


class PrimaryButton(Button):
    """The one filled button of a screen."""

    def __init__(
        self, text: str, icon_name: str | None = None, *, tooltip: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, icon_name, tooltip=tooltip, primary=True, parent=parent)


class IconButton(Button):
    """An icon alone that lights up under the mouse.

    Args:
        icon_name: The icon.
        tooltip: What it does; also its accessible name.
        primary: Filled.
        framed: With ground and border, as in the transport.
        height: Pixels at 100%.
        width: Pixels at 100%; as wide as high if left out.
    """

    def __init__(
        self,
        icon_name: str,
        tooltip: str,
        *,
        primary: bool = False,
        framed: bool = False,
        height: int = 28,
        width: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            "",
            icon_name,
            tooltip=tooltip,
            primary=primary,
            framed=framed,
            height=height,
            width=width,
            parent=parent,
        )


class Switch(PaintedButton):
    """On or off: a knob in a track."""

    def __init__(self, checked: bool = False, tooltip: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", tooltip, parent)
        self.setCheckable(True)
        self.setChecked(checked)
        self._place = float(checked)
        self._glide = QVariantAnimation(self)
        self._glide.valueChanged.connect(self._move)
        self.toggled.connect(self._start)

    def _start(self, checked: bool) -> None:
        self._glide.stop()
        duration = theme().duration(80) if self.isVisible() else 0
        if duration == 0:
            self._move(float(checked))
            return
        self._glide.setDuration(duration)
        self._glide.setStartValue(self._place)
        self._glide.setEndValue(float(checked))
        self._glide.start()

    def _move(self, place: float) -> None:
        self._place = place
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """28 × 16, and room for the focus ring."""
        return QSize(theme().px(28) + 4, theme().px(16) + 4)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track and the knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(2, (self.height() - theme().px(16)) / 2, theme().px(28), theme().px(16))
        radius = track.height() / 2
        on = self._place > 0.5 and self.isEnabled()
        painter.setPen(theme().colour("fill" if on else "border2"))
        painter.setBrush(theme().colour("fill" if on else "hover"))
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        knob = QPointF(track.left() + radius + (track.width() - 2 * radius) * self._place, track.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("on_fill" if on else "text2" if self.isEnabled() else "disabled"))
        painter.drawEllipse(knob, radius - 2, radius - 2)
        if self._focus_visible():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().colour("accent"), 1.5))
            painter.drawRoundedRect(track.adjusted(-1.25, -1.25, 1.25, 1.25), radius + 1, radius + 1)


class FoldHead(PaintedButton):
    """The head of a section that folds: chevron, name, and a count at the right; checked means open."""

    def __init__(self, text: str, count: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self._count = count
        self.setCheckable(True)
        self.setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_count(self, count: str) -> None:
        """Change what stands at the right."""
        self._count = count
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme().px(120), theme().px(24))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint chevron, name and count."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme().px(14)
        chevron = QRectF(-1, (self.height() - side) / 2, side, side)
        paint_icon(painter, chevron, "chevron" if self.isChecked() else "chevron-right", "text2")
        ink = "accent" if self._focus_visible() else "text2" if self._lit() else "text3"
        painter.setPen(theme().colour(ink))
        painter.setFont(font("head"))
        line = self.rect().adjusted(side + theme().px(4), 0, 0, 0)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(font("caption"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._count)
