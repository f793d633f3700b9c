"""The palette: every op, found by what people call it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.ops.registry import registry
from gui.building.op_button import mime_of
from gui.building.op_search import search_ops
from gui.building.palette import Palette
from gui.canvas.graph_view import OP_MIME


@pytest.fixture
def palette(qtbot: QtBot) -> Palette:
    palette = Palette()
    qtbot.addWidget(palette)
    palette.resize(256, 800)
    palette.show()
    qtbot.waitExposed(palette)
    return palette


def shown(palette: Palette) -> list[str]:
    return [button.op.name for button in palette.buttons() if button.isVisible()]


def test_every_op_of_the_registry_is_there(palette: Palette) -> None:
    assert sorted(button.op.name for button in palette.buttons()) == sorted(registry())
    assert shown(palette) == [button.op.name for button in palette.buttons()]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("conv", "Conv2d"),
        ("dense", "Linear"),
        ("fully connected", "Linear"),
        ("max pool", "MaxPool2d"),
        ("softmax", "Softmax"),
        ("softmax loss", "CrossEntropyLoss"),
        ("relu", "ReLU"),
        ("*", "Multiply"),
    ],
)
def test_ops_are_found_by_what_people_call_them(typed: str, first: str) -> None:
    assert search_ops(typed, registry().values())[0].name == first


def test_searching_leaves_what_fits_and_enter_adds_the_best(palette: Palette, qtbot: QtBot) -> None:
    QTest.keyClicks(palette.search, "dense")
    assert "Linear" in shown(palette)
    assert "ReLU" not in shown(palette)
    with qtbot.waitSignal(palette.add_wanted) as added:
        QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert added.args == ["Linear"]
    assert len(shown(palette)) == len(registry())


def test_enter_adds_nothing_while_nothing_is_typed(palette: Palette, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(palette.add_wanted):
        QTest.keyClick(palette.search, Qt.Key.Key_Return)


def test_escape_empties_the_search_and_leaves_it(palette: Palette, qtbot: QtBot) -> None:
    QTest.keyClicks(palette.search, "zzz")
    assert shown(palette) == []
    with qtbot.waitSignal(palette.left):
        QTest.keyClick(palette.search, Qt.Key.Key_Escape)
    assert len(shown(palette)) == len(registry())


def test_a_double_click_adds(palette: Palette, qtbot: QtBot) -> None:
    button = next(button for button in palette.buttons() if button.op.name == "Conv2d")
    with qtbot.waitSignal(palette.add_wanted) as added:
        QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    assert added.args == ["Conv2d"]


def test_the_keyboard_goes_from_the_search_into_the_list(palette: Palette, qtbot: QtBot) -> None:
    palette.search.setFocus()
    QTest.keyClicks(palette.search, "max pool")
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    button = next(button for button in palette.buttons() if button.op.name == "MaxPool2d")
    assert button.hasFocus()
    with qtbot.waitSignal(palette.add_wanted) as added:
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert added.args == ["MaxPool2d"]


def test_categories_fold_and_open_while_searching(palette: Palette) -> None:
    head = next(head for head in palette.heads() if head.text() == "Layers")
    head.click()
    assert "Conv2d" not in shown(palette)
    QTest.keyClicks(palette.search, "conv2d")
    assert "Conv2d" in shown(palette)
    palette.search.clear()
    assert "Conv2d" not in shown(palette)


def test_a_dragged_op_says_which_it_is(qapp: object) -> None:
    assert mime_of("ReLU").data(OP_MIME).data() == b"ReLU"
