from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from engine.ops.library.conv2d import Conv2d
from engine.ops.registry import registry
from engine.training.config import TrainingConfig
from gui.widgets.buttons import Switch
from gui.widgets.fields import ComboBox
from gui.widgets.fields import Field as TextField
from gui.widgets.labels import Label
from gui.widgets.param_form import ParamForm
from gui.widgets.param_kinds import Range, default_of, kind_of, read_value, write_value


class Circle(BaseModel):
    name: Literal["Circle"] = "Circle"
    radius: float = Field(default=1.0, gt=0)


class Square(BaseModel):
    name: Literal["Square"] = "Square"
    side: float = Field(default=2.0, gt=0)
    tilted: bool = False


class Frame(BaseModel):
    width: int = Field(ge=2)


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    count: int = Field(default=3, ge=1, le=9, description="How many.", json_schema_extra={"unit": "things"})
    rate: float = Field(default=0.1, gt=0)
    limit: float | None = None
    flag: bool = True
    mode: Literal["mean", "sum"] = "mean"
    note: str = ""
    size: int | tuple[int, int] = 3
    shape: tuple[int, ...] = (1, 8)
    batch: Annotated[int, Field(ge=1)] | Literal["full"] = 64
    form: Annotated[Circle | Square, Field(discriminator="name")] = Circle()
    frame: Frame | None = None

    @model_validator(mode="after")
    def _sum_needs_a_flag(self) -> "Settings":
        if self.mode == "sum" and not self.flag:
            raise ValueError("flag should be on for sum")
        return self


@pytest.fixture
def form(qtbot: QtBot) -> ParamForm:
    made = ParamForm(Settings, {"count": 5})
    qtbot.addWidget(made)
    made.show()
    return made


def retype(widget: QWidget, text: str) -> None:
    assert isinstance(widget, QLineEdit)
    widget.selectAll()
    widget.insert(text)
    QTest.keyClick(widget, Qt.Key.Key_Return)


def pick(widget: QWidget, option: str) -> None:
    assert isinstance(widget, ComboBox)
    widget.setCurrentText(option)
    widget.picked.emit(option)


def messages(form: ParamForm) -> list[str]:
    return [
        label.text() for label in form.findChildren(Label) if label.isVisibleTo(form) and label.wordWrap()
    ]


def test_values_and_defaults_are_shown(form: ParamForm) -> None:
    shown = {
        name: widget.text()
        for name in ("count", "rate", "limit", "size", "shape", "batch")
        if isinstance(widget := form.editor(name), QLineEdit)
    }
    assert shown == {"count": "5", "rate": "0.1", "limit": "", "size": "3", "shape": "1 × 8", "batch": "64"}
    assert form.values() == {"count": 5}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("count", "7", 7),
        ("rate", "1e-3", 0.001),
        ("limit", "2.5", 2.5),
        ("note", "hello", "hello"),
        ("size", "3 × 5", [3, 5]),
        ("size", "3x5", [3, 5]),
        ("shape", "4", [4]),
        ("batch", "full", "full"),
    ],
)
def test_an_edit_is_told_once_as_json(
    qtbot: QtBot, form: ParamForm, name: str, text: str, value: object
) -> None:
    told: list[tuple[str, object]] = []
    form.changed.connect(lambda *args: told.append(args))
    retype(form.editor(name), text)
    form.editor(name).clearFocus()
    assert told == [(name, value)]
    assert form.values() == {"count": 5, name: value}


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("count", "10", "between 1 and 9"),
        ("rate", "0", "more than 0"),
        ("size", "3 × 4 × 5", "at most 2"),
        ("size", "big", "integer"),
        ("batch", "0", "at least 1, or 'full'"),
        ("shape", "1 × two", "integer"),
    ],
)
def test_what_the_model_refuses_is_marked_explained_and_not_told(
    qtbot: QtBot, form: ParamForm, name: str, text: str, why: str
) -> None:
    with qtbot.assertNotEmitted(form.changed):
        retype(form.editor(name), text)
    field = form.editor(name)
    assert isinstance(field, TextField)
    assert why in field.error
    assert messages(form) == [field.error]
    retype(field, "3")
    assert field.error == ""
    assert messages(form) == []


def test_switches_and_options_tell_at_once(qtbot: QtBot, form: ParamForm) -> None:
    told: list[tuple[str, object]] = []
    form.changed.connect(lambda *args: told.append(args))
    pick(form.editor("mode"), "sum")
    switch = form.editor("flag").findChild(Switch)
    assert isinstance(switch, Switch)
    form.set_values({})
    switch.click()
    assert told == [("mode", "sum"), ("flag", False)]


def test_fields_that_do_not_go_together_are_explained_at_the_edit(qtbot: QtBot, form: ParamForm) -> None:
    form.set_values({"mode": "sum"})
    switch = form.editor("flag").findChild(Switch)
    assert isinstance(switch, Switch)
    with qtbot.assertNotEmitted(form.changed):
        switch.click()
    assert messages(form) == ["flag should be on for sum"]


def test_another_model_starts_from_its_own_defaults(qtbot: QtBot, form: ParamForm) -> None:
    told: list[tuple[str, object]] = []
    form.changed.connect(lambda *args: told.append(args))
    retype(form.editor("form.radius"), "3")
    pick(form.editor("form.name"), "Square")
    retype(form.editor("form.side"), "4")
    assert told == [
        ("form", {"name": "Circle", "radius": 3.0}),
        ("form", {"name": "Square"}),
        ("form", {"name": "Square", "side": 4.0}),
    ]


def test_an_optional_model_is_switched_on_with_what_it_needs(qtbot: QtBot, form: ParamForm) -> None:
    told: list[tuple[str, object]] = []
    form.changed.connect(lambda *args: told.append(args))
    switch = form.editor("frame")
    assert isinstance(switch, Switch)
    switch.click()
    retype(form.editor("frame.width"), "6")
    switch.click()
    assert told == [("frame", {"width": 2}), ("frame", {"width": 6}), ("frame", None)]


def test_errors_from_outside_are_shown_at_their_fields(form: ParamForm) -> None:
    form.set_errors({"size": "a 9×9 filter does not fit", "form.radius": "too large"})
    assert messages(form) == ["a 9×9 filter does not fit", "too large"]
    form.set_values({})
    assert messages(form) == []


def test_what_is_being_typed_is_not_taken_away(form: ParamForm) -> None:
    field = form.editor("count")
    assert isinstance(field, QLineEdit)
    form.activateWindow()
    field.setFocus()
    field.selectAll()
    field.insert("8")
    form.set_values({"count": 2})
    assert field.text() == ("8" if field.hasFocus() else "2")


def test_an_initializer_shows_only_what_matters_to_it(qtbot: QtBot) -> None:
    form = ParamForm(Conv2d.Params, {"init": {"name": "normal", "std": 0.02}})
    qtbot.addWidget(form)
    told: list[tuple[str, object]] = []
    form.changed.connect(lambda *args: told.append(args))
    retype(form.editor("init.std"), "0.5")
    pick(form.editor("init.name"), "constant")
    with pytest.raises(KeyError):
        form.editor("init.std")
    retype(form.editor("init.value"), "1")
    assert told == [
        ("init", {"name": "normal", "std": 0.5}),
        ("init", {"name": "constant"}),
        ("init", {"name": "constant", "value": 1.0}),
    ]


def test_an_op_s_own_settings_come_before_those_all_layers_share(qtbot: QtBot) -> None:
    form = ParamForm(Conv2d.Params)
    qtbot.addWidget(form)
    form.resize(form.sizeHint())
    places = {name: form.editor(name).y() for name in ("out_channels", "kernel_size", "bias", "trainable")}
    assert list(places.values()) == sorted(places.values())


def test_every_op_and_the_training_have_a_form(qtbot: QtBot) -> None:
    for op in registry().values():
        qtbot.addWidget(ParamForm(op.Params))
    qtbot.addWidget(ParamForm(TrainingConfig, code_names=False))


def test_a_list_of_choices_grows_and_shrinks(qtbot: QtBot) -> None:
    form = ParamForm(TrainingConfig, {"augment": [{"name": "RandomCrop", "padding": 2}]}, code_names=False)
    qtbot.addWidget(form)
    told: list[tuple[str, object]] = []
    form.changed.connect(lambda *args: told.append(args))
    pick(form.editor("augment.1.name"), "RandomHorizontalFlip")
    pick(form.editor("augment.0.name"), "none")
    assert told == [
        ("augment", [{"name": "RandomCrop", "padding": 2}, {"name": "RandomHorizontalFlip"}]),
        ("augment", [{"name": "RandomHorizontalFlip"}]),
    ]


def test_kinds_follow_from_types() -> None:
    fields = Settings.model_fields
    assert kind_of(fields["count"]).limits == Range(1, 9)
    assert kind_of(fields["rate"]).limits == Range(0, above_minimum=True)
    assert kind_of(fields["limit"]).optional
    assert kind_of(fields["mode"]).options == ("mean", "sum")
    assert list(kind_of(fields["form"]).models) == ["Circle", "Square"]
    assert kind_of(fields["size"]).form == kind_of(fields["batch"]).form == "value"
    assert default_of(fields["form"]) == {"name": "Circle", "radius": 1.0}
    assert default_of(fields["shape"]) == [1, 8]


@pytest.mark.parametrize("value", [3, 2.5, "full", [3, 5], [0.9, 0.999], [[1, 2], [3, -4]], None, -1])
def test_values_survive_being_written_and_read(value: object) -> None:
    assert read_value(write_value(value), optional=True, sequence=False) == value
