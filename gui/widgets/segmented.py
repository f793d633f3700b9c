"""The segmented control: a few choices side by side, one of them chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import Role, font, theme
from gui.widgets.buttons import PaintedButton
from gui.widgets.icons import paint_icon


@dataclass(frozen=True)
class Choice:
    """One part of a segmented control.

    Attributes:
        text: Its name.
        icon: An icon before it.
        tooltip: What it is, or why it cannot be chosen.
    """

    text: str
    icon: str | None = None
    tooltip: str = ""


class _Segment(PaintedButton):
    """One choice."""

    _PADDING = 12
    _ICON = 16
    _GAP = 8

    def __init__(self, choice: Choice, height: int, minimum_width: int, parent: QWidget) -> None:
        super().__init__(choice.text, choice.tooltip, parent)
        self._choice = choice
        self._height = height
        self._minimum_width = minimum_width
        self.setCheckable(True)

    def _role(self) -> Role:
        return "strong" if self._height >= 28 else "field_strong"

    def _content_width(self) -> float:
        words = QFontMetricsF(font(self._role())).horizontalAdvance(self.text())
        return words + (theme().px(self._ICON + self._GAP) if self._choice.icon else 0)

    @override
    def sizeHint(self) -> QSize:
        """The words, the icon and the padding."""
        wide = round(self._content_width()) + 2 * theme().px(self._PADDING)
        return QSize(max(wide, theme().px(self._minimum_width)), theme().px(self._height))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, if chosen, and icon and words in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.isChecked():
            painter.setBrush(theme().colour("chosen"))
            painter.setPen(theme().colour("border" if theme().mode == "light" else "chosen"))
            painter.drawRoundedRect(box, theme().px(4), theme().px(4))
        if self._focus_visible():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme().colour("accent"))
            painter.drawRoundedRect(box, theme().px(4), theme().px(4))
        left = max(0.0, (self.width() - self._content_width()) / 2)
        if self._choice.icon:
            side = theme().px(self._ICON)
            place = QRectF(left, (self.height() - side) / 2, side, side)
            paint_icon(painter, place, self._choice.icon, "accent" if self.isChecked() else self._ink())
            left += side + theme().px(self._GAP)
        painter.setFont(font(self._role()))
        painter.setPen(theme().colour(self._ink()))
        words = QRectF(self.rect()).adjusted(left, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())

    def _ink(self) -> str:
        if not self.isEnabled():
            return "disabled"
        return "text" if self.isChecked() or self._lit() else "text2"


class Segmented(QWidget):
    """A few choices in a track, one chosen; arrow keys move the choice.

    Args:
        choices: Names, or choices with icons and tooltips.
        height: Height in pixels at 100%: 28 in panels, 32 in bars.
        minimum_width: The least width of one choice.
    """

    chosen = Signal(int)
    """The index a person chose."""

    _MARGIN = 2

    def __init__(
        self,
        choices: Sequence[str | Choice] = (),
        *,
        height: int = 28,
        minimum_width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._height = height
        self._minimum_width = minimum_width
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[str | Choice]) -> None:
        """Offer other choices; the first is chosen."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        inner = self._height - 2 * self._MARGIN
        for index, choice in enumerate(choices):
            whole = Choice(choice) if isinstance(choice, str) else choice
            segment = _Segment(whole, inner, self._minimum_width, self)
            self._group.addButton(segment, index)
            self._row.addWidget(segment)
        if choices:
            self.set_current(0)

    def current(self) -> int:
        """The index of what is chosen, −1 if nothing is."""
        return self._group.checkedId()

    def set_current(self, index: int) -> None:
        """Choose without telling."""
        self.button(index).setChecked(True)

    def button(self, index: int) -> QAbstractButton:
        """The button of a choice, to disable it or to say why in its tooltip."""
        return self._group.button(index)

    def _restyle(self) -> None:
        margin = theme().px(self._MARGIN)
        self._row.setContentsMargins(margin, margin, margin, margin)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("sunken"))
        painter.drawRoundedRect(self.rect(), theme().px(6), theme().px(6))
