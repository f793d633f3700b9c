"""New, open and save: nothing is lost without a question."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from engine.graph.edits import AddNode
from engine.graph.file import read_graph
from engine.graph.model import make_node
from gui.document import Document
from gui.shell.file_dialog import FileDialog
from gui.shell.files import Files
from gui.shell.question import Question
from gui.shell.settings import Settings
from gui.widgets.buttons import Button


class Bench:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.folder = folder
        self.window = QWidget()
        self.window.resize(800, 600)
        QVBoxLayout(self.window)
        self.document = Document(self.window)
        self.settings = Settings(folder / "window.ini")
        self.question = Question(self.window)
        self.files = Files(self.document, self.settings, self.question, self.window)
        self.failures: list[str] = []
        self.document.file_failed.connect(lambda title, _problems: self.failures.append(title))
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()

    def change(self, node_id: str = "x") -> None:
        assert self.document.push(AddNode(make_node(node_id, "Value")))

    def nodes(self) -> list[str]:
        return list(self.document.graph.nodes)

    def answer(self, text: str) -> None:
        assert self.question.isVisible()
        button = next(b for b in self.question.findChildren(Button) if b.text() == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, path: Path) -> None:
        """Type a name into the open dialog and press its button."""
        dialog = next(d for d in self.window.findChildren(FileDialog) if d.isVisible())
        dialog.selectFile(str(path))
        dialog.accept()


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Bench:
    return Bench(qtbot, tmp_path)


def graph_file(folder: Path, name: str = "other") -> Path:
    path = folder / f"{name}.graph.json"
    path.write_text(
        '{"format": "backstep.graph", "version": 1, "name": "other", '
        '"nodes": [{"id": "other", "op": "Value"}], "edges": []}'
    )
    return path


def test_unchanged_another_file_opens_without_a_question(bench: Bench) -> None:
    bench.files.open_path(graph_file(bench.folder))
    assert not bench.question.isVisible()
    assert bench.nodes() == ["other"]
    assert bench.settings.recent_files() == [bench.folder / "other.graph.json"]


def test_cancelled_the_changes_stay_open(bench: Bench) -> None:
    bench.change()
    bench.files.open_path(graph_file(bench.folder))
    bench.answer("Cancel")
    assert bench.nodes() == ["x"]
    assert bench.document.is_modified


def test_not_saved_the_changes_are_given_up(bench: Bench) -> None:
    bench.change()
    bench.files.new()
    bench.answer("Don’t save")
    assert bench.nodes() == []
    assert not bench.document.is_modified


def test_saved_first_into_its_file_then_it_goes_on(bench: Bench) -> None:
    mine = bench.folder / "mine.graph.json"
    bench.change()
    bench.document.save(mine)
    bench.change("y")
    bench.files.open_path(graph_file(bench.folder))
    bench.answer("Save")
    assert list(read_graph(mine).nodes) == ["x", "y"]
    assert bench.nodes() == ["other"]


def test_a_graph_without_a_file_asks_for_one_then_goes_on(bench: Bench) -> None:
    bench.change()
    bench.files.new()
    bench.answer("Save")
    bench.choose(bench.folder / "mine.graph.json")
    assert list(read_graph(bench.folder / "mine.graph.json").nodes) == ["x"]
    assert bench.nodes() == []


def test_if_the_dialog_is_left_nothing_goes_on(bench: Bench) -> None:
    bench.change()
    bench.files.new()
    bench.answer("Save")
    dialog = bench.window.findChild(FileDialog)
    assert dialog is not None
    dialog.reject()
    assert bench.nodes() == ["x"]


def test_if_it_cannot_be_saved_nothing_goes_on(bench: Bench) -> None:
    bench.change()
    bench.document.path = bench.folder / "gone" / "mine.graph.json"
    bench.files.new()
    bench.answer("Save")
    assert bench.failures == ["mine.graph.json was not saved"]
    assert bench.nodes() == ["x"]
    assert bench.document.is_modified


def test_a_new_graph_takes_the_name_of_its_first_file(bench: Bench) -> None:
    bench.change()
    bench.files.save()
    bench.choose(bench.folder / "my-net.graph.json")
    assert bench.document.title == "my-net"
    assert read_graph(bench.folder / "my-net.graph.json").name == "my-net"
    assert not bench.document.is_modified


def test_a_file_that_is_there_is_replaced_only_when_asked_for(bench: Bench) -> None:
    there = graph_file(bench.folder)
    bench.change()
    bench.files.save_as()
    bench.choose(there)
    bench.answer("Cancel")
    assert list(read_graph(there).nodes) == ["other"]
    bench.files.save_as()
    bench.choose(there)
    bench.answer("Replace")
    assert list(read_graph(there).nodes) == ["x"]


def test_saved_as_its_own_file_there_is_no_question(bench: Bench) -> None:
    mine = bench.folder / "mine.graph.json"
    bench.change()
    bench.document.save(mine)
    bench.change("y")
    bench.files.save_as()
    bench.choose(mine)
    assert not bench.question.isVisible()
    assert list(read_graph(mine).nodes) == ["x", "y"]


def test_a_wrong_file_leaves_the_open_one(bench: Bench) -> None:
    wrong = bench.folder / "wrong.graph.json"
    wrong.write_text("{")
    bench.change()
    bench.document.save(bench.folder / "mine.graph.json")
    went_on: list[None] = []
    bench.files.open_path(wrong, lambda: went_on.append(None))
    assert bench.failures == ["wrong.graph.json cannot be opened"]
    assert bench.nodes() == ["x"]
    assert went_on == []
    assert wrong not in bench.settings.recent_files()


def test_an_example_opens_as_a_copy_without_a_file(bench: Bench) -> None:
    bench.files.open_example("scalar")
    assert bench.nodes() == ["x", "y", "z", "q", "f"]
    assert bench.document.path is None
    assert not bench.document.is_modified


def test_a_file_is_chosen_in_the_dialog(bench: Bench) -> None:
    bench.files.open()
    bench.choose(graph_file(bench.folder))
    assert bench.nodes() == ["other"]
