"""A form made from a pydantic model: a row for each field, checked by the model itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.widgets.param_kinds import default_of
from gui.widgets.param_rows import FieldRows


class ParamForm(QWidget):
    """A form for the settings of an op, an optimizer, a training.

    What is typed is put to the model; what it refuses is marked, explained and not told.

    Args:
        model: The pydantic model.
        values: What is set, as JSON values; the rest shows its default.
        names: Which fields, in this order; all if left out, the model's own before inherited ones.
        code_names: Whether labels are the names as in code, or words.
    """

    changed = Signal(str, object)
    """A field's name and its new value as JSON, once for each edit finished."""

    def __init__(
        self,
        model: type[BaseModel],
        values: Mapping[str, Any] | None = None,
        *,
        names: Sequence[str] | None = None,
        code_names: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._values: dict[str, Any] = {}
        self._names = _own_first(model) if names is None else list(names)
        self._rows = FieldRows(model, self._names, self._edit, code_names=code_names)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows)
        self.set_values(values or {})

    def values(self) -> dict[str, Any]:
        """What is set, as JSON values."""
        return dict(self._values)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show other values without telling."""
        self._values = dict(values)
        self._rows.show_errors({})
        self._rows.show_values(self._values)

    def set_errors(self, errors: Mapping[str, str]) -> None:
        """Mark fields as wrong, by dotted names, and all others as right."""
        self._rows.show_errors(errors)

    def editor(self, name: str) -> QWidget:
        """The widget that sets a field, by its dotted name: `padding`, `init.std`, `optimizer.name`."""
        return self._rows.editor(name)

    def _edit(self, name: str, value: Any) -> None:
        candidate = {**self._values, name: value}
        errors = self._errors_about(name, candidate)
        if errors:
            self._rows.show_errors(errors)
            return
        before = self._values.get(name, default_of(self._model.model_fields[name]))
        self.set_values(candidate)
        if value != before:
            self.changed.emit(name, value)

    def _errors_about(self, name: str, candidate: Mapping[str, Any]) -> dict[str, str]:
        """What the model has against an edit of one field; faults that were there before do not count."""
        try:
            self._model.model_validate(candidate)
        except ValidationError as invalid:
            found: dict[str, list[str]] = {}
            for error in invalid.errors():
                found.setdefault(_dotted(error, candidate), []).append(error["msg"])
        else:
            return {}
        if "" in found:
            found.setdefault(name, []).extend(found.pop(""))
        return {
            key: _message(texts) for key, texts in found.items() if key == name or key.startswith(f"{name}.")
        }


def _own_first(model: type[BaseModel]) -> list[str]:
    """All fields, those that the model adds to its base first."""
    own = [name for name in model.model_fields if name in vars(model).get("__annotations__", {})]
    return own + [name for name in model.model_fields if name not in own]


def _dotted(error: ErrorDetails, values: Any) -> str:
    """Where an error is, as a dotted name; pydantic's names of union members are left out."""
    path: list[str] = []
    place = values
    for part in error["loc"]:
        if _has(place, part):
            place = place[part]
            path.append(str(part))
    if error["type"] == "missing":
        path.append(str(error["loc"][-1]))
    return ".".join(path)


def _has(place: Any, part: int | str) -> bool:
    if isinstance(place, list):
        return isinstance(part, int) and part < len(place)
    return isinstance(place, Mapping) and part in place


def _message(texts: Sequence[str]) -> str:
    """Pydantic's messages about one value, such as those of a union's members, as one: `should be … or …`."""
    parts: list[str] = []
    for text in dict.fromkeys(texts):
        words = text.removeprefix("Value error, ").removeprefix("Input ")
        words = words.replace("greater than or equal to", "at least").replace(
            "less than or equal to", "at most"
        )
        parts.append(words.removeprefix("should be ") if parts else words)
    return ", or ".join(parts)
