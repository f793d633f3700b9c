"""Which part of a tensor with many dimensions is shown: `batch item 0 of 1`, `channel 3 of 16`."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets import numbers
from gui.widgets.buttons import IconButton
from gui.widgets.fields import IntField
from gui.widgets.labels import Label


class PlacePicker(QWidget):
    """One dimension: its name, the place in it, and how many there are.

    Args:
        name: What is counted.
        count: How many there are; None where that is not known.
    """

    changed = Signal(int)
    """The place a person went to."""

    def __init__(self, name: str, count: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count: int | None = None
        self._field = IntField(0, minimum=0)
        self._field.setFrame(False)
        self._field.committed.connect(self._go)
        self._less = IconButton("chevron-left", f"previous {name}", height=20)
        self._more = IconButton("chevron-right", f"next {name}", height=20)
        self._less.clicked.connect(lambda: self._step(-1))
        self._more.clicked.connect(lambda: self._step(1))
        row = QHBoxLayout(self)
        self._name = Label("", "field")
        self._of = Label("", "field")
        row.addWidget(self._name)
        row.addWidget(self._field)
        row.addWidget(self._of)
        row.addWidget(self._less)
        row.addWidget(self._more)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self.set_dimension(name, count)
        self._restyle()

    def set_dimension(self, name: str, count: int | None) -> None:
        """Pick the first place of another dimension."""
        self._count = count
        self._name.setText(name)
        self._of.setText("" if count is None else f"of {numbers.count(count)}")
        self._of.setVisible(count is not None)
        self._field.set_range(0, None if count is None else count - 1)
        self._field.set_value(0)
        self._field.set_help(f"{name}, counted from 0")
        self._field.setAccessibleName(name)
        self._field.setReadOnly(count == 1)
        for button, which in ((self._less, "previous"), (self._more, "next")):
            button.setVisible(count != 1)
            button.setToolTip(f"{which} {name}")
            button.setAccessibleName(f"{which} {name}")
        self._set_widths()

    def value(self) -> int:
        """The place."""
        return self._field.value or 0

    def set_value(self, value: int) -> None:
        """Go to a place without telling."""
        self._field.set_value(value)
        self._show_ends()

    def set_error(self, message: str) -> None:
        """Say why the place asked for could not be had; nothing with an empty message."""
        self._field.set_error(message)

    def _step(self, step: int) -> None:
        value = self.value() + step
        if value >= 0 and (self._count is None or value < self._count):
            self.set_value(value)
            self.changed.emit(value)

    def _go(self, value: int) -> None:
        self._show_ends()
        self.changed.emit(value)

    def _show_ends(self) -> None:
        self._less.setEnabled(self.value() > 0)
        self._more.setEnabled(self._count is None or self.value() < self._count - 1)

    def _restyle(self) -> None:
        pixels = theme().px
        self.setFixedHeight(pixels(28))
        self._field.setFont(font("field_strong"))
        self._field.setStyleSheet(
            "QLineEdit { background: transparent; border: none; border-radius: 0; padding: 0; "
            f"font-weight: 600; min-height: {pixels(20)}px }}"
        )
        self._set_widths()

    def _set_widths(self) -> None:
        pixels = theme().px
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(pixels(10), 0, pixels(4 if self._count != 1 else 10), 0)
            layout.setSpacing(pixels(4))
        digits = 4 if self._count is None else len(str(self._count - 1))
        self._field.setFixedWidth(pixels(8 * digits) + 5)
        self._show_ends()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel to go on."""
        self._step(1 if event.angleDelta().y() < 0 else -1)
        event.accept()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme().colour("field"))
        painter.setPen(theme().colour("accent" if self._field.hasFocus() else "border"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme().px(6), theme().px(6))


class SlicePicker(QWidget):
    """A place in each dimension before the last two; nothing for tensors without such dimensions."""

    changed = Signal(tuple)
    """The places a person went to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: list[PlacePicker] = []
        self._names: tuple[str, ...] = ()
        self._sizes: tuple[int, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme().px(8))
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_dimensions(self, sizes: Sequence[int], names: Sequence[str] = ()) -> None:
        """Offer the places of other dimensions; where sizes and names stay, so does the choice.

        Args:
            sizes: How many places each dimension has.
            names: What they are; `batch item` and `channel` for the first two if left out.
        """
        names = tuple(names) or ("batch item", "channel", *(f"dim {axis}" for axis in range(2, len(sizes))))
        if (tuple(sizes), tuple(names)) == (self._sizes, self._names):
            return
        self._sizes, self._names = tuple(sizes), tuple(names)
        for place in self._places[len(sizes) :]:
            place.hide()
        for number, (name, size) in enumerate(zip(names, sizes, strict=False)):
            if number == len(self._places):
                self._add_place()
            self._places[number].set_dimension(name, size)
            self._places[number].show()
        self.setVisible(bool(sizes))

    def _add_place(self) -> None:
        place = PlacePicker("", 1, self)
        place.changed.connect(self._tell)
        self._row.addWidget(place)
        self._places.append(place)

    def _used(self) -> list[PlacePicker]:
        """The pickers of the dimensions there are; others are kept for later."""
        return self._places[: len(self._sizes)]

    def value(self) -> tuple[int, ...]:
        """The places, for `TensorView.set_slice`."""
        return tuple(place.value() for place in self._used())

    def set_value(self, places: Sequence[int]) -> None:
        """Go to some places without telling."""
        for place, value in zip(self._used(), places, strict=True):
            place.set_value(value)

    def _tell(self) -> None:
        for place in self._used():
            place.set_value(place.value())
        self.changed.emit(self.value())
