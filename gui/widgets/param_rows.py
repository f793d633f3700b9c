"""Rows of a form: for the fields of a model, and for models within models."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.theme import theme
from gui.widgets.buttons import Switch
from gui.widgets.fields import ComboBox
from gui.widgets.labels import ElidedLabel, Label
from gui.widgets.param_editors import NONE, Editor, OnEdit, make_editor
from gui.widgets.param_kinds import Kind, default_of, extra, kind_of, starting_values

_CODE_LABEL_WIDTH, _WORD_LABEL_WIDTH = 104, 92
_INDENT = 12
_ROW_HEIGHT = 28
_ROW_GAP = 4
_LINES = 3  # of the grid for each field
_WORDS = {"lr": "Learning rate"}
_ADD = "add …"

OnField = Callable[[str, Any], None]
"""Takes a field's name and the JSON value a person gave it."""


def words_for(name: str, info: FieldInfo) -> str:
    """What a field is called in words: its title, or its name without underscores."""
    return info.title or _WORDS.get(name) or name.replace("_", " ").capitalize()


class FieldRows(QWidget):
    """Rows for some fields of a model: label, editor, and a line for what is wrong.

    Args:
        model: The model.
        names: Which fields, in this order.
        on_edit: Told each edit.
        code_names: Whether labels are the names as in code, in the fixed-width face, or words.
        depth: How deep in other rows these are.
    """

    def __init__(
        self,
        model: type[BaseModel],
        names: Sequence[str],
        on_edit: OnField,
        *,
        code_names: bool,
        depth: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_edit = on_edit
        self._code_names = code_names
        self._depth = depth
        self._editors: dict[str, Editor] = {}
        self._nested: dict[str, ModelEditor | ModelListEditor] = {}
        self._messages: dict[str, Label] = {}
        self._labels: list[ElidedLabel] = []
        self._defaults = {name: default_of(model.model_fields[name]) for name in names}
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for index, name in enumerate(names):
            self._add(_LINES * index, name, model.model_fields[name])
        theme().changed.connect(self._restyle)
        self._restyle()

    def _add(self, row: int, name: str, info: FieldInfo) -> None:
        """Three lines: label and editor, what is wrong, and the rows within."""

        def edited(value: Any) -> None:
            self._on_edit(name, value)

        def typed_wrong(message: str) -> None:
            self._say(name, message)

        words = name if self._code_names else words_for(name, info)
        label = ElidedLabel(words, "code" if self._code_names else "field", "text2")
        label.setToolTip(info.description or "")
        kind = kind_of(info)
        if kind.form in ("model", "choice", "models"):
            nested = _nested_editor(kind, edited, code_names=self._code_names, depth=self._depth + 1)
            self._nested[name] = nested
            self._grid.addWidget(nested.body, row + 2, 0, 1, 2)
            editor = Editor(nested.head, nested.show_value, nested.mark)
        else:
            editor = make_editor(kind, info, edited, typed_wrong)
        editor.widget.setAccessibleName(words)
        message = Label("", "caption", "error")
        message.setWordWrap(True)
        message.hide()
        self._labels.append(label)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(editor.widget, row, 1)
        self._grid.addWidget(message, row + 1, 1)
        self._editors[name] = editor
        self._messages[name] = message

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show values; fields left out show their default."""
        for name, editor in self._editors.items():
            editor.show(values.get(name, self._defaults[name]))

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Mark the fields named, by dotted names, and no others."""
        for name, editor in self._editors.items():
            inner = {
                key.partition(".")[2]: text for key, text in errors.items() if key.startswith(f"{name}.")
            }
            message = errors.get(name, "")
            if inner and name not in self._nested:
                message = next(iter(inner.values()))
            editor.mark(message)
            self._say(name, message)
            if inner and name in self._nested:
                self._nested[name].show_errors(inner)

    def editor(self, name: str) -> QWidget:
        """The widget that sets a field, by its dotted name."""
        first, _, rest = name.partition(".")
        return self._nested[first].editor(rest) if rest else self._editors[first].widget

    def _say(self, name: str, message: str) -> None:
        label = self._messages[name]
        label.setText(message)
        label.setVisible(bool(message))

    def _restyle(self) -> None:
        indent = theme().px(_INDENT) if self._depth else 0
        self._grid.setContentsMargins(indent, 0, 0, 0)
        self._grid.setVerticalSpacing(theme().px(_ROW_GAP))
        self._grid.setHorizontalSpacing(theme().px(8))
        for index, label in enumerate(self._labels):
            label.setFixedHeight(theme().px(_ROW_HEIGHT))
            self._grid.setRowMinimumHeight(_LINES * index, theme().px(_ROW_HEIGHT))
        labels = _CODE_LABEL_WIDTH if self._code_names else _WORD_LABEL_WIDTH
        self._grid.setColumnMinimumWidth(0, theme().px(labels) - indent)


class ModelEditor:
    """A model within a model: a head to pick it or switch it on, and a body with its rows.

    Args:
        kind: How it is set.
        on_edit: Told its whole value.
        code_names: As for `FieldRows`.
        depth: As for `FieldRows`.
    """

    def __init__(self, kind: Kind, on_edit: OnEdit, *, code_names: bool, depth: int) -> None:
        self._kind = kind
        self._on_edit = on_edit
        self._code_names = code_names
        self._depth = depth
        self._value: dict[str, Any] | None = {}
        self._rows: FieldRows | None = None
        self._shown: tuple[type[BaseModel], str] | None = None
        names = self._names()
        self._combo = ComboBox([NONE, *names] if kind.optional else names) if names else None
        self._switch = Switch() if not names and kind.optional else None
        self.head: QWidget = self._combo or self._switch or QWidget()
        self.body = QWidget()
        self.body.hide()
        QVBoxLayout(self.body).setContentsMargins(0, 0, 0, 0)
        if self._combo is not None:
            self._combo.picked.connect(self._pick)
        if self._switch is not None:
            self._switch.clicked.connect(self._turn)

    def show_value(self, value: Any) -> None:
        """Show a JSON value without telling."""
        self._value = dict(value) if isinstance(value, Mapping) else None
        if self._combo is not None:
            self._combo.setCurrentText(NONE if self._value is None else self._name())
        if self._switch is not None:
            self._switch.setChecked(self._value is not None)
        self._build()
        if self._rows is not None and self._value is not None:
            self._rows.show_values(self._value)

    def mark(self, message: str) -> None:
        """Mark the head as wrong with a message, or all as right with an empty one."""
        if self._combo is not None:
            self._combo.set_error(message)
        if not message:
            self.show_errors({})

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Mark rows of the body, by dotted names."""
        if self._rows is not None:
            self._rows.show_errors(errors)

    def editor(self, name: str) -> QWidget:
        """The widget that sets a field of the model, by its dotted name; `name` is the head."""
        if name == "name" or self._rows is None:
            return self.head
        return self._rows.editor(name)

    def _names(self) -> list[str]:
        """What can be picked: the models' names, or the names that one model goes by."""
        if self._kind.form == "choice":
            return list(self._kind.models)
        (model,) = self._kind.models.values()
        tag = model.model_fields.get("name")
        if tag is None or get_origin(tag.annotation) is not Literal:
            return []
        return [str(option) for option in get_args(tag.annotation)]

    def _name(self) -> str:
        names = self._names()
        return str((self._value or {}).get("name", names[0] if names else ""))

    def _model(self, name: str) -> type[BaseModel]:
        if self._kind.form == "choice":
            return self._kind.models[name]
        return next(iter(self._kind.models.values()))

    def _pick(self, name: str) -> None:
        if name == NONE and self._kind.optional:
            self._on_edit(None)
        elif name != self._name() or self._value is None:
            self._on_edit({"name": name, **starting_values(self._model(name))})

    def _turn(self, on: bool) -> None:
        self._on_edit(starting_values(self._model("")) if on else None)

    def _edit(self, name: str, value: Any) -> None:
        self._on_edit({**(self._value or {}), name: value})

    def _build(self) -> None:
        """Make the rows of the model picked, unless they are there."""
        wanted = None if self._value is None else (self._model(self._name()), self._name())
        if wanted == self._shown:
            return
        self._shown = wanted
        if self._rows is not None:
            self._rows.hide()
            self._rows.deleteLater()
            self._rows = None
        names = [] if wanted is None else fields_for(*wanted)
        self.body.setVisible(bool(names))
        layout = self.body.layout()
        if wanted is not None and names and layout is not None:
            self._rows = FieldRows(
                wanted[0], names, self._edit, code_names=self._code_names, depth=self._depth
            )
            layout.addWidget(self._rows)


class ModelListEditor:
    """A list of models, each picked by name: a list below the other, and one more to add.

    Args:
        kind: How they are set.
        on_edit: Told the whole list.
        code_names: As for `FieldRows`.
        depth: As for `FieldRows`.
    """

    def __init__(self, kind: Kind, on_edit: OnEdit, *, code_names: bool, depth: int) -> None:
        self._one = Kind("choice", optional=True, models=kind.models)
        self._on_edit = on_edit
        self._code_names = code_names
        self._depth = depth
        self._value: list[Any] = []
        self._editors: list[ModelEditor] = []
        self.head = QWidget()
        self.body = QWidget()
        for box in (self.head, self.body):
            layout = QVBoxLayout(box)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(theme().px(_ROW_GAP))

    def show_value(self, value: Any) -> None:
        """Show a JSON list without telling."""
        self._value = list(value or [])
        while len(self._editors) <= len(self._value):
            self._add_editor()
        for place, editor in enumerate(self._editors):
            editor.show_value(self._value[place] if place < len(self._value) else None)
            editor.head.setVisible(place <= len(self._value))
        last = self._editors[len(self._value)].head
        if isinstance(last, ComboBox):
            last.setItemText(0, _ADD if self._value else NONE)

    def mark(self, message: str) -> None:
        """Mark all as right with an empty message; a message stands below them."""
        if not message:
            self.show_errors({})

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Mark rows of the body, by place and name: `0.padding`."""
        for place, editor in enumerate(self._editors):
            prefix = f"{place}."
            editor.show_errors(
                {key.removeprefix(prefix): text for key, text in errors.items() if key.startswith(prefix)}
            )

    def editor(self, name: str) -> QWidget:
        """The widget that sets a field of one of the models: `0.padding`, `0.name`."""
        place, _, rest = name.partition(".")
        return self._editors[int(place)].editor(rest)

    def _add_editor(self) -> None:
        place = len(self._editors)

        def edited(value: Any) -> None:
            changed = [*self._value]
            changed[place : place + 1] = [] if value is None else [value]
            self._on_edit(changed)

        editor = ModelEditor(self._one, edited, code_names=self._code_names, depth=self._depth)
        self._editors.append(editor)
        for box, part in ((self.head, editor.head), (self.body, editor.body)):
            layout = box.layout()
            if layout is not None:
                layout.addWidget(part)


def _nested_editor(
    kind: Kind, on_edit: OnEdit, *, code_names: bool, depth: int
) -> ModelEditor | ModelListEditor:
    editor = ModelListEditor if kind.form == "models" else ModelEditor
    return editor(kind, on_edit, code_names=code_names, depth=depth)


def fields_for(model: type[BaseModel], name: str) -> list[str]:
    """The fields of a model that matter when it goes by a name.

    A field says so itself with `json_schema_extra={"for": ["normal"]}`; without that it always matters.
    """
    return [
        key
        for key, info in model.model_fields.items()
        if key != "name" and (extra(info, "for") is None or name in extra(info, "for"))
    ]
