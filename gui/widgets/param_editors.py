"""What one types or picks a setting with: one editor for each kind of field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.theme import theme
from gui.widgets.buttons import Switch
from gui.widgets.fields import ComboBox, Field, FloatField, IntField
from gui.widgets.labels import ElidedLabel
from gui.widgets.param_kinds import Kind, extra, read_value, write_value

OnEdit = Callable[[Any], None]
"""Takes a value, as JSON, that a person has finished setting."""

NONE = "none"


@dataclass(frozen=True)
class Editor:
    """A widget that sets one field.

    Attributes:
        widget: The widget.
        show: Shows a JSON value without telling.
        mark: Marks it as wrong with a message, or as right with an empty one.
    """

    widget: QWidget
    show: Callable[[Any], None]
    mark: Callable[[str], None]


def make_editor(kind: Kind, info: FieldInfo, on_edit: OnEdit, on_error: Callable[[str], None]) -> Editor:
    """The editor of a field that holds one plain value.

    Args:
        kind: How the field is set.
        info: The field; its unit and description are shown.
        on_edit: Told each valid value.
        on_error: Told why what is being typed cannot be, or nothing.
    """
    unit = str(extra(info, "unit") or "")
    tip = info.description or ""
    if kind.form == "switch":
        return _switch(unit, tip, on_edit)
    if kind.form == "options":
        return _options(kind, tip, on_edit)
    if kind.form == "integer":
        return _number(IntField(None, **_range(kind), unit=unit, tooltip=tip), on_edit, on_error)
    if kind.form == "real":
        return _number(FloatField(None, **_range(kind), unit=unit, tooltip=tip), on_edit, on_error)
    return _text(
        kind, Field(unit=unit, tooltip=tip, placeholder=NONE if kind.optional else ""), on_edit, on_error
    )


def _range(kind: Kind) -> dict[str, Any]:
    return {
        "minimum": kind.limits.minimum,
        "maximum": kind.limits.maximum,
        "above_minimum": kind.limits.above_minimum,
        "below_maximum": kind.limits.below_maximum,
        "optional": kind.optional,
    }


def _number(field: IntField | FloatField, on_edit: OnEdit, on_error: Callable[[str], None]) -> Editor:
    field.committed.connect(on_edit)
    field.error_changed.connect(on_error)

    def show(value: Any) -> None:
        if not _being_typed(field):
            field.set_value(value)

    return Editor(field, show, field.set_error)


def _being_typed(field: Field) -> bool:
    """Whether showing another value would take away what a person is typing."""
    return field.hasFocus() and field.isModified()


def _switch(unit: str, tip: str, on_edit: OnEdit) -> Editor:
    switch = Switch(tooltip=tip)
    note = ElidedLabel(unit, "caption", "text3")
    note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    box = QWidget()
    box.setFocusProxy(switch)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(switch)
    row.addWidget(note, 1)
    box.setMinimumHeight(theme().px(28))
    switch.clicked.connect(on_edit)
    return Editor(
        box,
        show=lambda value: switch.setChecked(bool(value)),
        mark=lambda message: switch.setToolTip(message or tip),
    )


def _options(kind: Kind, tip: str, on_edit: OnEdit) -> Editor:
    box = ComboBox([NONE, *kind.options] if kind.optional else kind.options)
    box.setToolTip(tip)

    def picked(option: str) -> None:
        on_edit(None if kind.optional and option == NONE else option)

    def show(value: Any) -> None:
        box.setCurrentText(NONE if value is None else str(value))

    box.picked.connect(picked)
    return Editor(box, show, box.set_error)


def _text(kind: Kind, field: Field, on_edit: OnEdit, on_error: Callable[[str], None]) -> Editor:
    field.error_changed.connect(on_error)
    shown = [""]

    def show(value: Any) -> None:
        if _being_typed(field):
            return
        shown[0] = write_value(value)
        field.setText(shown[0])
        field.setCursorPosition(0)

    def finished() -> None:
        if field.text() == shown[0]:
            field.set_error("")
            return
        field.setModified(False)
        if kind.form == "text":
            on_edit(field.text() or None if kind.optional else field.text())
        else:
            on_edit(read_value(field.text(), optional=kind.optional, sequence=kind.sequence))

    field.editingFinished.connect(finished)
    return Editor(field, show, field.set_error)
