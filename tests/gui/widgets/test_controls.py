from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.theme import theme
from gui.widgets.buttons import Button, FoldHead, IconButton, PrimaryButton, Switch
from gui.widgets.glyphs import GLYPHS, SAME_AS
from gui.widgets.icons import icon, op_icon_name, pixmap
from gui.widgets.labels import Chip, ElidedLabel, Label, Legend, Paragraph, SectionHead
from gui.widgets.segmented import Choice, Segmented


def test_every_icon_leaves_a_mark_and_follows_its_colour(qapp: QApplication) -> None:
    for name in [*GLYPHS, *SAME_AS, "logo"]:
        image = pixmap(name, "text2", 16).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16)), name
    assert pixmap("play", "text2", 16).toImage() != pixmap("play", "accent", 16).toImage()


def test_an_op_without_an_icon_has_its_category_s() -> None:
    assert op_icon_name("Conv2d", "LAYERS") == "Conv2d"
    assert op_icon_name("LeakyReLU", "ACTIVATIONS") == "ReLU"
    assert op_icon_name("SomethingNew", "ACTIVATIONS") == "activations"
    for category in ("sources", "layers", "activations", "normalization", "arithmetic", "losses"):
        assert op_icon_name("SomethingNew", category) in GLYPHS


def test_disabled_icons_look_different(qapp: QApplication) -> None:
    made = icon("undo")
    enabled = made.pixmap(16, 16, QIcon.Mode.Normal).toImage()
    assert enabled != made.pixmap(16, 16, QIcon.Mode.Disabled).toImage()


def test_a_click_chooses_a_segment_and_tells(qtbot: QtBot) -> None:
    tabs = Segmented(["Weights", Choice("Gradients", "train", "of the last batch")])
    qtbot.addWidget(tabs)
    assert tabs.current() == 0
    with qtbot.waitSignal(tabs.chosen) as told:
        QTest.mouseClick(tabs.button(1), Qt.MouseButton.LeftButton)
    assert told.args == [1]
    assert tabs.current() == 1
    assert tabs.button(1).toolTip() == "of the last batch"


def test_choosing_from_code_is_not_told_and_choices_can_change(qtbot: QtBot) -> None:
    tabs = Segmented(["a ← x", "b ← y"])
    qtbot.addWidget(tabs)
    with qtbot.assertNotEmitted(tabs.chosen):
        tabs.set_current(1)
        tabs.set_choices(["input", "weight", "bias"])
    assert tabs.current() == 0
    assert tabs.button(2).text() == "bias"


def test_a_switch_turns_by_mouse_and_by_key(qtbot: QtBot) -> None:
    switch = Switch(tooltip="bias")
    qtbot.addWidget(switch)
    switch.show()
    switch.resize(switch.sizeHint())
    with qtbot.waitSignal(switch.toggled):
        QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.isChecked()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert not switch.isChecked()
    assert switch.accessibleName() == "bias"


def test_buttons_click_and_name_themselves(qtbot: QtBot) -> None:
    for button in (Button("Copy", "copy"), PrimaryButton("Train", "play"), IconButton("undo", "Undo")):
        qtbot.addWidget(button)
        button.resize(button.sizeHint())
        with qtbot.waitSignal(button.clicked):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert button.accessibleName()
        assert button.grab().toImage().height() == 28


def test_a_fold_head_folds(qtbot: QtBot) -> None:
    head = FoldHead("Layers", "12")
    qtbot.addWidget(head)
    with qtbot.waitSignal(head.toggled) as told:
        QTest.mouseClick(head, Qt.MouseButton.LeftButton)
    assert told.args == [False]


def test_an_elided_label_keeps_the_whole_text_for_hover(qtbot: QtBot) -> None:
    label = ElidedLabel("a name much too long for its place")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip() == "a name much too long for its place"
    label.setText("short")
    assert label.toolTip() == ""


def test_a_paragraph_is_read_without_its_colours(qtbot: QtBot) -> None:
    paragraph = Paragraph("upstream is ", ("−0.804", "upstream"), " & more")
    qtbot.addWidget(paragraph)
    assert paragraph.plain() == "upstream is −0.804 & more"
    assert theme().colour("upstream").name() in paragraph.text()
    assert "&amp; more" in paragraph.text()


def test_larger_text_makes_everything_larger(qtbot: QtBot) -> None:
    widgets = [
        Label("text"),
        Chip("1 finding"),
        SectionHead("Data", "1,257"),
        Legend([("value", "value"), ("border2", "not computed yet")]),
        Segmented(["a", "b"]),
        Button("Copy", "copy"),
        Switch(),
    ]
    for widget in widgets:
        qtbot.addWidget(widget)
    before = [widget.sizeHint().height() for widget in widgets]
    theme().set_scale(1.5)
    after = [widget.sizeHint().height() for widget in widgets]
    theme().set_scale(1.0)
    assert all(large > small for large, small in zip(after, before, strict=True))
