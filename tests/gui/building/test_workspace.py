"""The Build workspace as a whole: palette, canvas, inspector and code are about one document."""

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.graph.edits import RenameNode
from engine.graph.model import Edge, Graph, make_node
from gui.bridge import Bridge
from gui.building.export import file_name, write_code
from gui.building.workspace import BuildWorkspace
from gui.canvas.view import Canvas
from gui.document import Document
from tests.gui.fake_bridge import FakeBridge


@pytest.fixture
def document(qapp: object) -> Document:
    document = Document()
    graph = Graph("digits-cnn")
    graph.add_node(make_node("x", "Input", {"shape": [1, 2, 2]}))
    graph.add_node(make_node("conv1", "Conv2d"))
    graph.add_node(make_node("relu1", "ReLU"))
    graph.add_edge(Edge("x", "conv1", "input"))
    graph.add_edge(Edge("x", "relu1", "input"))
    document.replace_graph(graph)
    return document


@pytest.fixture
def canvas(document: Document, qtbot: QtBot) -> Canvas:
    canvas = Canvas(document)
    qtbot.addWidget(canvas)
    canvas.resize(900, 600)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


@pytest.fixture
def build(document: Document, canvas: Canvas, qtbot: QtBot) -> BuildWorkspace:
    workspace = BuildWorkspace(document, cast(Bridge, FakeBridge()), canvas, QObject(document))
    for panel in (workspace.palette, workspace.inspector, workspace.code_panel):
        qtbot.addWidget(panel)
        panel.show()
    workspace.activate()
    return workspace


def test_an_op_from_the_palette_lands_on_the_canvas_selected(
    build: BuildWorkspace, document: Document
) -> None:
    button = next(button for button in build.palette.buttons() if button.op.name == "MaxPool2d")
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    assert document.selection == ("pool1",)
    assert build.inspector.node_page.head.id_field.text() == "pool1"


def test_tab_on_the_canvas_leads_to_the_search_and_enter_back(
    build: BuildWorkspace, canvas: Canvas, document: Document
) -> None:
    canvas.view.setFocus()
    QTest.keyClick(canvas.view, Qt.Key.Key_Tab)
    assert build.palette.focusWidget() is build.palette.search
    QTest.keyClicks(build.palette.search, "linear")
    QTest.keyClick(build.palette.search, Qt.Key.Key_Return)
    assert document.selection == ("fc1",)


def test_the_code_follows_and_marks_the_selected_node(
    build: BuildWorkspace, document: Document, qtbot: QtBot
) -> None:
    panel = build.code_panel
    with qtbot.waitSignal(document.report_changed):
        document.push(RenameNode("relu1", "bend"))
    assert "self.bend = nn.ReLU()" in panel.code.code()
    lines = panel.code.code().split("\n")
    document.select(["bend"])
    marked = [lines[number - 1].strip() for number in document.source.lines["bend"]]
    assert marked == ["self.bend = nn.ReLU()", "bend = self.bend(x)"]


def test_problems_are_counted_and_lead_to_their_node(build: BuildWorkspace, document: Document) -> None:
    panel = build.code_panel
    assert panel.problems_tab.count == 1
    panel.show_problems()
    (row,) = panel.problems.rows
    assert "does not fit 2×2" in row.text()
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert document.selection == ("conv1",)


def test_copy_puts_the_code_on_the_clipboard(build: BuildWorkspace, document: Document) -> None:
    build.code_panel.copy.click()
    assert QGuiApplication.clipboard().text() == document.source.text
    build.code_panel.tabs.choose(1)
    build.code_panel.copy.click()
    assert QGuiApplication.clipboard().text().startswith('{\n  "format": "backstep.graph"')


def test_the_code_is_written_to_a_file(document: Document, tmp_path: Path) -> None:
    write_code(document, tmp_path / "net.py")
    assert (tmp_path / "net.py").read_text(encoding="utf-8") == document.source.text
    compile(document.source.text, "net.py", "exec")


def test_a_file_that_cannot_be_written_is_told(document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(document.problem_raised) as raised:
        write_code(document, tmp_path / "missing" / "net.py")
    assert "net.py was not written" in raised.args[0].message


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("digits-cnn", "digits_cnn.py"),
        ("f = (x + y) z", "f_x_y_z.py"),
        ("2 nets", "net_2_nets.py"),
        ("…", "net.py"),
    ],
)
def test_files_are_called_after_the_graph(name: str, expected: str) -> None:
    assert file_name(name) == expected


def test_coming_to_build_takes_the_steppers_marks_away(build: BuildWorkspace, canvas: Canvas) -> None:
    canvas.set_editable(False)
    build.deactivate()
    build.activate()
    assert canvas.scene.marks is None
    assert canvas.add_op("ReLU") == "relu2"
