from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from engine.examples import read_example
from engine.training.config import TrainingConfig
from gui.document import Document
from gui.training.form import TrainForm
from gui.widgets.fields import ComboBox


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    made = Document()
    made.replace_graph(read_example("digits-cnn"))
    return made


@pytest.fixture
def form(document: Document, qtbot: QtBot) -> TrainForm:
    made = TrainForm(document)
    qtbot.addWidget(made)
    made.resize(264, 828)
    made.show()
    return made


def type_into(field: QWidget, text: str) -> None:
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def pick(box: QWidget, text: str) -> None:
    assert isinstance(box, ComboBox)
    box.setCurrentText(text)
    box.picked.emit(text)


def training(document: Document) -> dict[str, Any]:
    return document.graph.training


def test_it_shows_what_the_file_says(form: TrainForm) -> None:
    rate, epochs = form.optimizer.editor("lr"), form.limits.editor("epochs")
    assert isinstance(rate, QLineEdit)
    assert isinstance(epochs, QLineEdit)
    assert rate.text() == "0.05"
    assert epochs.text() == "60"
    assert form.split.text() == "70 / 10 / 20"
    assert form.preprocess.currentText() == "Standardize"
    assert form.schedule.box.currentText() == "StepLR"


def test_an_edit_is_one_step_of_undo(form: TrainForm, document: Document) -> None:
    type_into(form.optimizer.editor("lr"), "0.01")
    assert training(document)["optimizer"]["lr"] == 0.01
    assert training(document)["optimizer"]["momentum"] == 0.9
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Set learning rate"
    document.undo_stack.undo()
    rate = form.optimizer.editor("lr")
    assert isinstance(rate, QLineEdit)
    assert rate.text() == "0.05"


def test_another_method_starts_from_its_own_defaults(form: TrainForm, document: Document) -> None:
    pick(form.optimizer.editor("name"), "Adam")
    assert training(document)["optimizer"] == {"name": "Adam"}
    rate = form.optimizer.editor("lr")
    assert isinstance(rate, QLineEdit)
    assert rate.text() == "0.001"
    TrainingConfig.read(training(document))


def test_every_field_ends_in_a_section_that_can_be_read(form: TrainForm, document: Document) -> None:
    type_into(form.split, "60 / 20 / 20")
    type_into(form.batch.editor("batch_size"), "full")
    type_into(form.limits.editor("seed"), "7")
    pick(form.limits.editor("device"), "cpu")
    pick(form.schedule.editor("name"), "Constant")
    form.preprocess.changed.emit([])
    config = TrainingConfig.read(training(document))
    assert (config.split.validation, config.split.test, config.split.stratify) == (0.2, 0.2, True)
    assert (config.batch_size, config.seed, config.device) == ("full", 7, "cpu")
    assert config.schedule.name == "Constant"
    assert config.preprocess == []
    assert document.undo_stack.count() == 6


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("70 / 10", "three numbers"),
        ("70 / 20 / 20", "add up to 100, is 110"),
        ("0 / 50 / 50", "leave something to train on"),
        ("a / b / c", "three numbers"),
    ],
)
def test_a_split_that_cannot_be_says_why_and_changes_nothing(
    form: TrainForm, document: Document, text: str, why: str
) -> None:
    type_into(form.split, text)
    assert why in form.split.error
    assert document.undo_stack.count() == 0


def test_a_number_out_of_range_is_marked_beside_its_field(form: TrainForm, document: Document) -> None:
    type_into(form.limits.editor("epochs"), "0")
    epochs = form.limits.editor("epochs")
    assert bool(epochs.property("invalid"))
    assert document.undo_stack.count() == 0


def test_what_a_file_says_wrong_is_marked(form: TrainForm, document: Document) -> None:
    graph = read_example("digits-cnn")
    graph.training = {**graph.training, "optimizer": {"name": "SGD", "lr": -1.0}, "epochs": 0}
    document.replace_graph(graph)
    assert bool(form.optimizer.editor("lr").property("invalid"))
    assert bool(form.limits.editor("epochs").property("invalid"))
    assert not bool(form.optimizer.editor("momentum").property("invalid"))


def test_a_method_nobody_knows_does_not_break_it(form: TrainForm, document: Document) -> None:
    graph = read_example("digits-cnn")
    graph.training = {**graph.training, "optimizer": {"name": "Magic"}}
    document.replace_graph(graph)
    assert form.isVisible()


def test_the_rate_is_marked_live_while_a_run_goes_on(form: TrainForm, document: Document) -> None:
    form.show_live(True)
    assert "run that is going on" in form.optimizer.editor("lr").toolTip()
    pick(form.optimizer.editor("name"), "Adam")
    assert "run that is going on" in form.optimizer.editor("lr").toolTip()
    form.show_live(False)
    assert "run that is going on" not in form.optimizer.editor("lr").toolTip()


def test_everything_fits_at_the_design_size(form: TrainForm) -> None:
    assert form.verticalScrollBar().maximum() == 0


def test_the_samples_of_each_part_are_counted(form: TrainForm) -> None:
    form.show_samples({"train": 1257, "validation": 180, "test": 360})
    assert form.data_head.findChildren(QWidget)[1].property("text") == "1,257 train, 180 val, 360 test"
