"""Rows of the training form that are denser than a model's own: the split, a list in one line, a choice."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.data.settings import Choice
from gui.theme import theme
from gui.widgets import numbers
from gui.widgets.fields import ComboBox, Field
from gui.widgets.labels import Label
from gui.widgets.param_form import ParamForm

NONE: Final = "none"

_LABEL_WIDTH = 92  # as in forms made from a model
_GAP = 8
_RARE: Final = frozenset(
    {"nesterov", "dampening", "amsgrad", "eps", "unit", "warmup", "limit", "centered", "maximize"}
)
"""Fields that few people change; they stand apart, under More."""


class LabelledRow(QWidget):
    """A label, what sets it, and a line for what is wrong."""

    def __init__(self, words: str, editor: QWidget, tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label(words, "field", "text2")
        self._label.setToolTip(tip)
        editor.setAccessibleName(words)
        self._message = Label("", "caption", "error")
        self._message.setWordWrap(True)
        self._message.hide()
        row = QHBoxLayout()
        row.setSpacing(theme().px(_GAP))
        row.addWidget(self._label)
        row.addWidget(editor, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(4))
        column.addLayout(row)
        column.addWidget(self._message)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._label.setFixedWidth(theme().px(_LABEL_WIDTH))
        self._message.setIndent(theme().px(_LABEL_WIDTH + _GAP))

    def say(self, message: str) -> None:
        """Say what is wrong, or nothing."""
        self._message.setText(message)
        self._message.setVisible(bool(message))


class SplitField(Field):
    """Training, validation and test in one line: `70 / 10 / 20`."""

    changed = Signal(float, float)
    """Other shares for validation and test, 0 to 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            unit="%",
            tooltip="Percent for training, for validation, and for the one test at the end",
            parent=parent,
        )
        self._shares = (0.0, 0.0)
        self.textEdited.connect(self._check)
        self.editingFinished.connect(self._finish)

    def set_shares(self, validation: float, test: float) -> None:
        """Show shares without telling."""
        self._shares = (validation, test)
        parts = (1 - validation - test, validation, test)
        self.setText(" / ".join(numbers.number(round(100 * part, 6)) for part in parts))
        self.setCursorPosition(0)
        self.set_error("")

    def _read(self) -> tuple[float, float]:
        try:
            train, validation, test = (numbers.parse(part) for part in self.text().rstrip("% ").split("/"))
        except ValueError:
            raise ValueError("should be three numbers, such as 70 / 10 / 20") from None
        if abs(train + validation + test - 100) > 1e-6:
            total = numbers.number(train + validation + test)
            raise ValueError(f"should add up to 100, is {total}")
        if train <= 0 or validation < 0 or test < 0:
            raise ValueError("should leave something to train on, and nothing below 0")
        return validation / 100, test / 100

    def _check(self) -> bool:
        try:
            self._read()
        except ValueError as error:
            self.set_error(str(error))
            return False
        self.set_error("")
        return True

    def _finish(self) -> None:
        if not self._check():
            return
        shares = self._read()
        changed = any(abs(new - old) > 1e-9 for new, old in zip(shares, self._shares, strict=True))
        self.set_shares(*shares)
        if changed:
            self.changed.emit(*shares)


class ListBox(ComboBox):
    """A list of named things in one line: none, one of them, or one and more."""

    changed = Signal(object)
    """Another list of JSON values."""

    def __init__(self, choice: Choice[Any], parent: QWidget | None = None) -> None:
        super().__init__([NONE, *choice.classes], parent)
        self.picked.connect(self._pick)

    def show_list(self, values: Sequence[Mapping[str, Any]]) -> None:
        """Show a list without telling."""
        names = [str(value.get("name", "")) for value in values]
        while self.count() > 0 and " + " in self.itemText(self.count() - 1):
            self.removeItem(self.count() - 1)
        if len(names) > 1:
            self.addItem(f"{names[0]} + {len(names) - 1} more")
            self.setCurrentIndex(self.count() - 1)
        else:
            self.setCurrentText(names[0] if names else NONE)

    def _pick(self, name: str) -> None:
        if " + " not in name:
            self.changed.emit([] if name == NONE else [{"name": name}])


class ChoiceForm(QWidget):
    """One of several models, picked by name, with its usual settings; the rare ones are in `more`.

    Args:
        choice: What there is to choose from.
        words: What the name is called.
        tip: What it is, in a sentence.
    """

    changed = Signal(str, object)
    """The name of the setting changed, and the whole new value as JSON."""

    def __init__(self, choice: Choice[Any], words: str, tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._value: dict[str, Any] = {}
        self._forms: tuple[ParamForm, ...] = ()
        self._shown = ""
        self.box = ComboBox(list(choice.classes))
        self.box.picked.connect(self._pick)
        self._row = LabelledRow(words, self.box, tip)
        self.more = QWidget()
        self._column, self._more_column = QVBoxLayout(self), QVBoxLayout(self.more)
        for column in (self._column, self._more_column):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme().px(4))
        self._column.addWidget(self._row)

    def show_value(self, value: Mapping[str, Any]) -> None:
        """Show a JSON value without telling."""
        self._value = dict(value)
        name = str(value.get("name", self._choice.default))
        known = name in self._choice.classes
        self._row.say("" if known else f"there is no {self._choice.what} '{name}'")
        if not known:
            return
        self.box.setCurrentText(name)
        if name != self._shown:
            self._build(name)
        for form in self._forms:
            form.set_values(self._value)

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Mark settings as wrong, by dotted names within the value, and all others as right."""
        self.box.set_error(errors.get("name", ""))
        for form in self._forms:
            form.set_errors(errors)

    def editor(self, name: str) -> QWidget:
        """The widget that sets a field; `name` is the choice itself."""
        if name == "name":
            return self.box
        usual, rare = self._forms
        return (rare if name in _RARE else usual).editor(name)

    def _build(self, name: str) -> None:
        for form in self._forms:
            form.hide()
            form.deleteLater()
        model = self._choice.classes[name]
        fields = [field for field in model.model_fields if field != "name"]
        usual = ParamForm(model, names=[field for field in fields if field not in _RARE], code_names=False)
        rare = ParamForm(model, names=[field for field in fields if field in _RARE], code_names=False)
        self._forms = (usual, rare)
        self._shown = name
        self._column.addWidget(usual)
        self._more_column.addWidget(rare)
        usual.setVisible(len(fields) > len(_RARE.intersection(fields)))
        for form in self._forms:
            form.changed.connect(self._edit)

    def _pick(self, name: str) -> None:
        if name != self._shown:
            self.changed.emit("name", {"name": name})

    def _edit(self, name: str, value: Any) -> None:
        self.changed.emit(name, {"name": self._shown, **self._value, name: value})
