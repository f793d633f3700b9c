import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.theme import theme
from gui.widgets.fields import ComboBox, Field, FloatField, IntField, SearchField


def retype(qtbot: QtBot, field: Field, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
    field.selectAll()
    field.insert(text)
    if end is not None:
        QTest.keyClick(field, end)


def test_a_valid_new_number_is_told_once(qtbot: QtBot) -> None:
    field = IntField(32, minimum=1, unit="filters")
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.committed) as told:
        retype(qtbot, field, "64")
    assert told.args == [64]
    assert field.value == 64
    with qtbot.assertNotEmitted(field.committed):
        QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "why"), [("0", "1 or more, is 0"), ("2.5", "whole number, is 2.5"), ("three", "whole number")]
)
def test_what_cannot_be_is_marked_explained_and_not_told(qtbot: QtBot, text: str, why: str) -> None:
    field = IntField(32, minimum=1, tooltip="filters to learn")
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.committed), qtbot.waitSignal(field.error_changed):
        retype(qtbot, field, text)
    assert why in field.error
    assert field.toolTip() == field.error
    assert field.property("invalid") is True
    assert field.value == 32


def test_escape_goes_back_to_the_last_valid_number(qtbot: QtBot) -> None:
    field = IntField(32, minimum=1, tooltip="filters to learn")
    qtbot.addWidget(field)
    retype(qtbot, field, "0", Qt.Key.Key_Escape)
    assert (field.text(), field.error, field.toolTip()) == ("32", "", "filters to learn")


def test_up_and_down_count_within_the_range(qtbot: QtBot) -> None:
    field = IntField(2, minimum=1)
    qtbot.addWidget(field)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value == 3
    for _ in range(5):
        QTest.keyClick(field, Qt.Key.Key_Down)
    assert (field.value, field.text(), field.error) == (1, "1", "")


@pytest.mark.parametrize(("text", "value"), [("1e-3", 0.001), ("−2.5", -2.5), ("0.10", 0.1)])
def test_real_numbers_are_understood_as_people_write_them(qtbot: QtBot, text: str, value: float) -> None:
    field = FloatField(7.0)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.committed) as told:
        retype(qtbot, field, text)
    assert told.args == [value]


def test_ranges_are_said_in_words(qtbot: QtBot) -> None:
    share = FloatField(0.9, minimum=0, maximum=1)
    rate = FloatField(0.1, minimum=0, above_minimum=True)
    for field in (share, rate):
        qtbot.addWidget(field)
        retype(qtbot, field, "-1")
    assert share.error == "should be between 0 and 1, is -1"
    assert rate.error == "should be more than 0, is -1"


def test_an_optional_number_may_be_left_empty(qtbot: QtBot) -> None:
    field = FloatField(0.5, optional=True)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.committed) as told:
        field.clear()
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert told.args == [None]
    assert field.placeholderText() == "none"


def test_the_unit_keeps_clear_of_the_text(qtbot: QtBot) -> None:
    field = Field("32", unit="zeros per side")
    qtbot.addWidget(field)
    narrow = field.textMargins().right()
    field.set_unit("")
    assert field.textMargins().right() == 0 < narrow


def test_the_search_field_paints_in_both_modes(qtbot: QtBot) -> None:
    field = SearchField("Search ops", "Tab")
    qtbot.addWidget(field)
    field.resize(200, 28)
    dark = field.grab().toImage()
    theme().toggle_mode()
    light = field.grab().toImage()
    theme().toggle_mode()
    assert dark != light


def test_the_wheel_does_not_change_a_list_in_passing(qtbot: QtBot) -> None:
    box = ComboBox(["SGD", "Adam"])
    qtbot.addWidget(box)
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    assert turn.type() == QEvent.Type.Wheel
    box.wheelEvent(turn)
    assert box.currentText() == "SGD"


def test_only_a_person_s_choice_is_told(qtbot: QtBot) -> None:
    box = ComboBox(["SGD", "Adam"])
    qtbot.addWidget(box)
    with qtbot.assertNotEmitted(box.picked):
        box.setCurrentText("Adam")
    with qtbot.waitSignal(box.picked) as told:
        QTest.keyClick(box, Qt.Key.Key_Up)
    assert told.args == ["SGD"]
