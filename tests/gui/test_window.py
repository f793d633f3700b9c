"""The window: workspaces around one canvas, actions on their keys, notices, the gallery, the way out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.examples import list_examples, read_example
from engine.graph.edits import AddNode, Connect, SetParams
from engine.graph.model import Edge, make_node
from engine.runtime.messages import TrainingFailed, WorkerDied
from gui.document import Document
from gui.shell.menu import make_menu
from gui.shell.settings import Settings
from gui.theme import theme
from gui.widgets.buttons import Button
from gui.window import Window
from tests.gui.fake_bridge import FakeBridge

_KEYS = {"build": Qt.Key.Key_1, "step": Qt.Key.Key_2, "train": Qt.Key.Key_3, "inspect": Qt.Key.Key_4}
_CONTROL = Qt.KeyboardModifier.ControlModifier


class Bench:
    """The window at 1440 × 900 on the digits CNN, with a bridge that only listens."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.bridge = FakeBridge()
        self.document = Document()
        self.document.replace_graph(read_example("digits-cnn"))
        self.settings = Settings(folder / "window.ini")
        self.window = Window(self.document, self.bridge.as_bridge(), self.settings)
        self.window.resize(1440, 900)
        qtbot.addWidget(self.window, before_close_func=lambda window: self.document.undo_stack.setClean())
        with qtbot.waitActive(self.window), qtbot.waitSignal(self.window.filled):
            self.window.show()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _CONTROL) -> None:
        QTest.keyClick(self.window, key, modifiers)

    def titles(self) -> list[str]:
        return [notice.title for notice in self.window.notices.notices()]

    def offer(self, text: str) -> Button:
        return next(b for b in self.window.notices.findChildren(Button) if b.text() == text)

    def tooltip(self, action: str) -> str:
        self.window.actions_table.refresh()
        return self.window.actions_table.qaction(action).toolTip()


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    yield Bench(qtbot, tmp_path)
    theme().set_mode("dark")
    theme().set_scale(1.0)


# Workspaces --------------------------------------------------------------------------------------------


def test_it_opens_in_build(bench: Bench) -> None:
    assert bench.window.workspace.name == "build"
    assert bench.window.top_bar.train_button.isVisible()


@pytest.mark.parametrize("name", ["step", "train", "inspect", "build"])
def test_keys_and_tabs_lead_to_each_workspace(bench: Bench, name: str) -> None:
    bench.key(_KEYS[name])
    assert bench.window.workspace.name == name
    tab = bench.window.top_bar.tabs.button(list(_KEYS).index(name))
    assert tab.isChecked()
    QTest.mouseClick(bench.window.top_bar.tabs.button(0), Qt.MouseButton.LeftButton)
    assert bench.window.workspace.name == "build"


def test_graph_selection_and_view_stay_as_they_were(bench: Bench, qtbot: QtBot) -> None:
    canvas = bench.window.canvas
    qtbot.waitUntil(lambda: canvas.zoom() > 0)
    bench.document.select(["conv2"])
    canvas.set_zoom(1.25)
    middle = canvas.view.mapToScene(canvas.view.viewport().rect().center())
    for name in ("train", "inspect", "build"):
        bench.key(_KEYS[name])
    after = canvas.view.mapToScene(canvas.view.viewport().rect().center())
    assert canvas.zoom() == 1.25
    assert (after - middle).manhattanLength() < 3
    assert bench.document.selection == ("conv2",)
    assert not bench.document.is_modified


@pytest.mark.parametrize(("width", "left", "right"), [(1440, 256, 312), (1280, 220, 280)])
def test_panels_have_the_widths_of_the_design(bench: Bench, width: int, left: int, right: int) -> None:
    bench.window.resize(width, 800)
    build = bench.window.workspaces.get("build")
    assert build.left is not None
    assert build.right is not None
    assert (build.left.width(), build.right.width()) == (left, right)


def test_a_dragged_width_is_kept(bench: Bench, qtbot: QtBot) -> None:
    build = bench.window.workspaces.get("build")
    assert build.left is not None
    handle = build.left.mapTo(bench.window, QPoint(build.left.width(), 300))
    spot = bench.window.childAt(handle)
    assert spot is not None
    QTest.mousePress(spot, Qt.MouseButton.LeftButton, pos=spot.mapFrom(bench.window, handle))
    QTest.mouseMove(spot, spot.mapFrom(bench.window, handle + QPoint(40, 0)))
    QTest.mouseRelease(
        spot, Qt.MouseButton.LeftButton, pos=spot.mapFrom(bench.window, handle + QPoint(40, 0))
    )
    wide = build.left.width()
    assert wide > 280
    bench.key(_KEYS["train"])
    bench.key(_KEYS["build"])
    assert build.left.width() == wide
    assert bench.settings.panel_size("build", "left") == wide


# Actions -----------------------------------------------------------------------------------------------


def test_no_two_actions_share_a_key(bench: Bench) -> None:
    for name in _KEYS:
        bench.window.workspaces.get(name)
    seen: dict[str, str] = {}
    for action in bench.window.actions_table.all():
        for keys in action.keys:
            text = QKeySequence(keys).toString()
            assert text, f"{action.id} has a key that is none: {keys}"
            assert text not in seen, f"{text} starts {seen.get(text)} and {action.id}"
            seen[text] = action.id


def test_undo_and_redo_by_key_button_and_name(bench: Bench, qtbot: QtBot) -> None:
    assert bench.tooltip("edit.undo") == "There is nothing to undo"
    assert not bench.window.top_bar.undo_button.isEnabled()
    bench.document.push(SetParams("conv1", {"out_channels": 8}))
    assert "Undo Set out_channels of conv1" in bench.tooltip("edit.undo")
    bench.key(Qt.Key.Key_Z)
    assert bench.document.graph.node("conv1").op.params.out_channels == 16
    bench.window.actions_table.refresh()
    QTest.mouseClick(bench.window.top_bar.redo_button, Qt.MouseButton.LeftButton)
    assert bench.document.graph.node("conv1").op.params.out_channels == 8


def test_what_cannot_be_done_says_why(bench: Bench) -> None:
    assert bench.tooltip("edit.delete") == "Select a node first"
    assert bench.tooltip("train.stop") == "No training is going on"
    bench.document.push(SetParams("conv1", {"kernel_size": 30}))
    assert bench.tooltip("train.start").startswith("conv1: ")
    bench.window.workspaces.get("step")
    assert bench.tooltip("step.forward") == "This is done in Step"


def test_nodes_are_deleted_in_build_alone(bench: Bench) -> None:
    bench.key(_KEYS["train"])
    bench.document.select(["conv2"])
    bench.key(Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert "conv2" in bench.document.graph.nodes
    bench.key(_KEYS["build"])
    bench.key(Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert "conv2" not in bench.document.graph.nodes


def test_the_search_finds_a_node_and_shows_it(bench: Bench) -> None:
    bench.key(Qt.Key.Key_K)
    field = bench.window.top_bar.search
    assert field.hasFocus()
    QTest.keyClicks(field, "pool2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert bench.document.selection == ("pool2",)
    assert bench.window.canvas.view.hasFocus()


def test_the_search_starts_an_action(bench: Bench) -> None:
    bench.key(Qt.Key.Key_K)
    QTest.keyClicks(bench.window.top_bar.search, "light")
    QTest.keyClick(bench.window.top_bar.search, Qt.Key.Key_Return)
    assert theme().mode == "light"
    assert bench.settings.mode == "light"


def test_larger_text_makes_the_bars_higher_and_is_kept(bench: Bench) -> None:
    bench.window.actions_table.run("view.text_150")
    assert bench.window.top_bar.height() == 72
    assert bench.settings.scale == 1.5
    assert bench.window.actions_table.qaction("view.text_150").isChecked()


# The document ------------------------------------------------------------------------------------------


def test_title_and_mark_follow_the_document(bench: Bench, tmp_path: Path) -> None:
    window = bench.window
    assert (window.top_bar.name_label.text(), window.top_bar.state_label.text()) == ("digits-cnn", "Example")
    bench.document.push(AddNode(make_node("more", "ReLU")))
    assert window.isWindowModified()
    assert window.top_bar.state_label.text() == "Modified"
    bench.document.save(tmp_path / "net.graph.json")
    assert not window.isWindowModified()
    assert window.top_bar.state_label.text() == "Saved"


def test_the_status_bar_names_the_problem_and_leads_there(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.document.report_changed):
        bench.document.push(SetParams("conv2", {"kernel_size": 30}))
    assert "1 problem  in conv2" in bench.window.status_bar.words()
    bench.window.status_bar.problem_clicked.emit()
    assert bench.document.selection == ("conv2",)


def test_a_refused_edit_is_told_and_leads_to_its_node(bench: Bench) -> None:
    assert not bench.document.push(Connect(Edge("relu1", "conv1", "input")))
    assert bench.titles() == ["That cannot be done"]
    line = bench.window.notices.notices()[0].lines[0]
    assert line.node == "conv1"
    assert line.run is not None
    line.run()
    assert bench.document.selection == ("conv1",)
    bench.document.push(AddNode(make_node("more", "ReLU")))
    assert bench.titles() == []


def test_a_wrong_file_is_told_and_the_open_graph_stays(bench: Bench, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.graph.json"
    wrong.write_text('{"format": "backstep.graph", "version": 99}')
    bench.window.files.open_path(wrong)
    assert bench.titles() == ["wrong.graph.json cannot be opened"]
    assert "newer Backstep" in bench.window.notices.notices()[0].lines[0].text
    assert "conv1" in bench.document.graph.nodes


def test_a_file_dragged_in_is_opened(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "net.graph.json"
    path.write_text(
        '{"format": "backstep.graph", "version": 1, "nodes": [{"id": "x", "op": "Value"}], "edges": []}'
    )
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place, action, button = QPointF(700, 400), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), action, data, button, none)
    bench.window.dragEnterEvent(enter)
    assert enter.isAccepted()
    bench.window.dropEvent(QDropEvent(place, action, data, button, none))
    assert list(bench.document.graph.nodes) == ["x"]


def test_other_things_dragged_in_are_not_taken(bench: Bench) -> None:
    data = QMimeData()
    data.setUrls([QUrl("file:///somewhere/picture.png")])
    enter = QDragEnterEvent(
        QPoint(700, 400),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    bench.window.dragEnterEvent(enter)
    assert not enter.isAccepted()


# Training ----------------------------------------------------------------------------------------------


def test_train_leads_to_train_and_starts(bench: Bench) -> None:
    QTest.mouseClick(bench.window.top_bar.train_button, Qt.MouseButton.LeftButton)
    assert bench.window.workspace.name == "train"
    assert ("start", None, False) in bench.bridge.told


def test_a_killed_training_is_told_and_can_be_taken_up(bench: Bench) -> None:
    bench.bridge.play(40)
    bench.bridge.say(WorkerDied("training", -9, "Training was killed (SIGKILL).", resumable=True))
    assert bench.titles() == ["Training was interrupted"]
    assert "Your graph is safe" in bench.window.notices.notices()[0].lines[0].text
    QTest.mouseClick(bench.offer("Resume from the last checkpoint"), Qt.MouseButton.LeftButton)
    assert bench.bridge.told[-1] == ("start", "/runs/digits-cnn-1", True)
    assert bench.window.workspace.name == "train"
    assert bench.titles() == []


def test_without_a_checkpoint_it_can_be_started_again(bench: Bench) -> None:
    bench.window.actions_table.run("train.start")
    bench.bridge.say(WorkerDied("training", -9, "Training was killed (SIGKILL)."))
    assert bench.window.notices.notices()[0].offers == ()
    bench.window.actions_table.run("train.start")
    assert bench.bridge.told[-1] == ("start", None, False)
    assert bench.titles() == []


def test_an_engine_that_does_not_start_is_told_once(bench: Bench) -> None:
    for worker in ("interactive", "training"):
        bench.bridge.say(WorkerDied(worker, None, "The engine's processes cannot be started."))
    assert bench.titles() == ["The engine does not start"]
    assert "Engine stopped" in bench.window.status_bar.words()


def test_a_training_that_fails_names_the_node(bench: Bench) -> None:
    bench.bridge.enter("starting")
    bench.bridge.say(TrainingFailed((Problem("its gradient is NaN", node="conv2"),)))
    assert bench.window.notices.notices()[0].lines[0].node == "conv2"


# The gallery -------------------------------------------------------------------------------------------


def test_a_card_leads_straight_into_training(bench: Bench) -> None:
    bench.window.show_gallery()
    gallery = bench.window.gallery
    assert gallery is not None
    gallery.example_led_on.emit("digits-linear")
    assert bench.window.gallery is None
    assert bench.window.workspace.name == "train"
    assert "fc" in bench.document.graph.nodes
    assert bench.bridge.training_state == "starting"


def test_a_card_leads_straight_into_stepping(bench: Bench) -> None:
    bench.window.show_gallery()
    assert bench.window.gallery is not None
    bench.window.gallery.example_led_on.emit("scalar")
    assert bench.window.workspace.name == "step"
    assert list(bench.document.graph.nodes) == ["x", "y", "z", "q", "f"]


def test_escape_leads_to_the_example_behind(bench: Bench) -> None:
    bench.window.show_gallery()
    gallery = bench.window.gallery
    assert gallery is not None
    QTest.keyClick(gallery, Qt.Key.Key_Escape)
    assert bench.window.gallery is None
    assert not gallery.isVisible()
    assert bench.document.problems == []
    assert bench.window.canvas.view.hasFocus()


def test_a_new_graph_from_the_gallery_by_key(bench: Bench) -> None:
    bench.window.show_gallery()
    gallery = bench.window.gallery
    assert gallery is not None
    QTest.keyClick(gallery, Qt.Key.Key_N, _CONTROL)
    assert bench.window.gallery is None
    assert len(bench.document.graph) == 0


# The way out -------------------------------------------------------------------------------------------


def test_unchanged_it_closes_and_ends_the_engine(bench: Bench) -> None:
    assert bench.window.close()
    assert bench.bridge.told[-1] == ("shutdown",)
    assert Settings(Path(bench.settings.path)).geometry is not None


def test_with_unsaved_changes_it_asks_first(bench: Bench) -> None:
    bench.document.push(AddNode(make_node("more", "ReLU")))
    assert not bench.window.close()
    question = bench.window.question
    assert question.isVisible()
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert bench.window.isVisible()
    assert ("shutdown",) not in bench.bridge.told
    bench.window.close()
    button = next(b for b in question.findChildren(Button) if b.text() == "Don’t save")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not bench.window.isVisible()
    assert bench.bridge.told[-1] == ("shutdown",)


# The menu ----------------------------------------------------------------------------------------------


def test_the_menu_lists_examples_and_recent_files(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "mine.graph.json"
    path.write_text(
        '{"format": "backstep.graph", "version": 1, "nodes": [{"id": "x", "op": "Value"}], "edges": []}'
    )
    bench.window.files.open_path(path)
    menu = make_menu(
        bench.window.actions_table, bench.window.catalogue.lists(), "file.open", bench.window.top_bar
    )
    texts = {entry.text() for part in [menu, *menu.findChildren(QMenu)] for entry in part.actions()}
    assert {"File", "Examples", "Open recent", "mine", "f = (x + y) z", "Undo", "Text size"} <= texts


def test_every_shipped_example_opens_from_the_search(bench: Bench) -> None:
    hits = [hit for hit in bench.window.catalogue.hits() if hit.group == "Example"]
    assert len(hits) == len(list_examples())
    for hit in hits:
        hit.run()
        assert bench.document.title == hit.title
        assert bench.document.problems == []
