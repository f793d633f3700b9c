"""Fields to type in: text with a unit, whole numbers, real numbers, search, and the drop-down list."""

import math
from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets import numbers
from gui.widgets.icons import paint_icon


def mark_invalid(widget: QWidget, invalid: bool) -> None:
    """Give a field the look of an error, or take it back."""
    if bool(widget.property("invalid")) != invalid:
        widget.setProperty("invalid", invalid)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


class Field(QLineEdit):
    """A line to type in, with a unit in small letters at its right end, that can be wrong and say why.

    Args:
        text: What stands in it.
        unit: What its number counts.
        mono: Whether it is set in the fixed-width face, as ids are.
        placeholder: What stands in it while it is empty.
        tooltip: What it is; an error takes its place.
    """

    error_changed = Signal(str)
    """Why what is typed cannot be, or nothing."""

    def __init__(
        self,
        text: str = "",
        *,
        unit: str = "",
        mono: bool = False,
        placeholder: str = "",
        tooltip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._unit = unit
        self._mono = mono
        self._error = ""
        self._tooltip = tooltip
        self.setPlaceholderText(placeholder)
        self.setToolTip(tooltip)
        theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def error(self) -> str:
        """Why what is typed cannot be; empty if it can."""
        return self._error

    def set_error(self, message: str) -> None:
        """Mark it as wrong and say why, or as right again with an empty message."""
        if message == self._error:
            return
        self._error = message
        mark_invalid(self, bool(message))
        self.setToolTip(message or self._tooltip)
        self.error_changed.emit(message)

    def set_help(self, tooltip: str) -> None:
        """Change what it says it is."""
        self._tooltip = tooltip
        if not self._error:
            self.setToolTip(tooltip)

    def set_unit(self, unit: str) -> None:
        """Change the unit."""
        self._unit = unit
        self._restyle()

    def _restyle(self) -> None:
        if self._mono:
            self.setFont(font("code"))
            self.setStyleSheet(f"QLineEdit {{ font-size: {theme().px(12)}px }}")
        wide = QFontMetricsF(font("caption")).horizontalAdvance(self._unit) if self._unit else 0.0
        self.setTextMargins(0, 0, round(wide) + theme().px(8) if self._unit else 0, 0)
        self.update()

    @override
    def minimumSizeHint(self) -> QSize:
        """A few letters wide, so that narrow panels can hold it."""
        return QSize(theme().px(64), super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, then the unit."""
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            painter.setFont(font("caption"))
            painter.setPen(theme().colour("text3" if self.isEnabled() else "disabled"))
            box = self.rect().adjusted(0, 0, -theme().px(9), 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._unit)


N = TypeVar("N", int, float)


class _NumberField(Field, Generic[N]):
    """What fields for numbers share: a value is told only when it is valid and new."""

    committed = Signal(object)
    """A valid number different from the last, once typing is finished (Enter, or leaving the field)."""

    def __init__(
        self,
        value: N | None,
        *,
        minimum: float | None = None,
        maximum: float | None = None,
        above_minimum: bool = False,
        below_maximum: bool = False,
        optional: bool = False,
        unit: str = "",
        tooltip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(unit=unit, tooltip=tooltip, placeholder="none" if optional else "", parent=parent)
        self._minimum = minimum
        self._maximum = maximum
        self._above_minimum = above_minimum
        self._below_maximum = below_maximum
        self._optional = optional
        self._value: N | None = None
        self.textEdited.connect(self._check)
        self.editingFinished.connect(self._commit)
        self.set_value(value)

    @property
    def value(self) -> N | None:
        """The last valid number; None if it is optional and left empty."""
        return self._value

    def set_range(self, minimum: float | None, maximum: float | None) -> None:
        """Take numbers of another range from now on."""
        self._minimum, self._maximum = minimum, maximum

    def set_value(self, value: N | None) -> None:
        """Show a number, without telling."""
        self._value = value
        self.setText("" if value is None else self._written(value))
        self.setCursorPosition(0)
        self.set_error("")

    def _parsed(self, text: str) -> N:
        """The number typed.

        Raises:
            ValueError: It is none; the message says what it should be.
        """
        raise NotImplementedError

    def _written(self, value: N) -> str:
        raise NotImplementedError

    def _read(self) -> N | None:
        text = self.text().strip()
        if self._optional and text.lower() in ("", "none"):
            return None
        value = self._parsed(text)
        self._check_range(value)
        return value

    def _check_range(self, value: N) -> None:
        low, high = self._minimum, self._maximum
        too_low = low is not None and (value < low or (self._above_minimum and value == low))
        too_high = high is not None and (value > high or (self._below_maximum and value == high))
        if too_low or too_high:
            raise ValueError(f"should be {self.range_text()}, is {self.text().strip()}")

    def range_text(self) -> str:
        """The range in words; empty if every number will do."""
        low = None if self._minimum is None else numbers.number(self._minimum)
        high = None if self._maximum is None else numbers.number(self._maximum)
        if low is not None and high is not None:
            return f"between {low} and {high}"
        if low is not None:
            return f"more than {low}" if self._above_minimum else f"{low} or more"
        if high is not None:
            return f"less than {high}" if self._below_maximum else f"{high} or less"
        return ""

    def _check(self) -> bool:
        """Mark what is typed as right or wrong; whether it is right."""
        try:
            self._read()
        except ValueError as error:
            self.set_error(str(error))
            return False
        self.set_error("")
        return True

    def _commit(self) -> None:
        if not self._check():
            return
        value = self._read()
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.committed.emit(value)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the last valid number."""
        if event.key() == Qt.Key.Key_Escape and (self.isModified() or self.error):
            self.set_value(self._value)
            event.accept()
            return
        super().keyPressEvent(event)


class IntField(_NumberField[int]):
    """A whole number; the up and down keys count."""

    @override
    def _parsed(self, text: str) -> int:
        try:
            value = numbers.parse(text)
        except ValueError:
            raise ValueError("should be a whole number") from None
        if value != math.floor(value):
            raise ValueError(f"should be a whole number, is {text}")
        return int(value)

    @override
    def _written(self, value: int) -> str:
        return str(value).replace("-", numbers.MINUS)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down count by one."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None or self.value is None or self.error:
            super().keyPressEvent(event)
            return
        self.setText(self._written((self._read() or 0) + step))
        if self._check():
            self._commit()
        else:
            self.set_value(self.value)


class FloatField(_NumberField[float]):
    """A real number; `1e-3` is understood."""

    @override
    def _parsed(self, text: str) -> float:
        try:
            return numbers.parse(text)
        except ValueError:
            raise ValueError("should be a number, such as 0.01 or 1e−2") from None

    @override
    def _written(self, value: float) -> str:
        whole = value == math.floor(value) and abs(value) < 1e15
        return (str(int(value)) if whole else repr(value)).replace("-", numbers.MINUS)


class SearchField(Field):
    """A field to search in: a glass at the left, the key that leads here at the right."""

    def __init__(self, placeholder: str, key: str = "", parent: QWidget | None = None) -> None:
        self._key = key
        super().__init__(placeholder=placeholder, parent=parent)
        self.setAccessibleName(placeholder)

    @override
    def _restyle(self) -> None:
        wide = QFontMetricsF(font("caption")).horizontalAdvance(self._key)
        self.setTextMargins(theme().px(22), 0, round(wide) + theme().px(16) if self._key else 0, 0)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, the glass and the key."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme().px(16)
        paint_icon(painter, QRectF(theme().px(8), (self.height() - side) / 2, side, side), "search", "text2")
        if not self._key or self.text():
            return
        painter.setFont(font("caption"))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(self._key) + theme().px(10)
        high = theme().px(18)
        box = QRectF(self.width() - wide - theme().px(8), (self.height() - high) / 2, wide, high)
        painter.setPen(theme().colour("border2"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme().px(4), theme().px(4))
        painter.setPen(theme().colour("text3"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)


class ComboBox(QComboBox):
    """A drop-down list that the mouse wheel does not change in passing."""

    picked = Signal(str)
    """The text a person picked."""

    def __init__(self, items: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItems(list(items))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.textActivated.connect(self.picked)

    def set_error(self, message: str) -> None:
        """Mark it as wrong and say why, or as right again with an empty message."""
        mark_invalid(self, bool(message))
        self.setToolTip(message)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll instead."""
        event.ignore()
