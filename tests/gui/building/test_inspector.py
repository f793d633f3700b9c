"""The inspector: what it says of a node, and that every change goes through one edit."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from engine.graph.edits import SetParams
from engine.graph.file import graph_to_text
from engine.graph.model import Edge, Graph, make_node
from engine.ops.registry import registry
from gui.building.derivative import flowing_back
from gui.building.inspector import Inspector
from gui.document import Document


@pytest.fixture
def document(qapp: object) -> Document:
    """Picture of 16×4×4 → conv of 32 filters → relu; and a Linear without a wire."""
    document = Document()
    graph = Graph("small")
    graph.add_node(make_node("x", "Input", {"shape": [16, 4, 4]}))
    graph.add_node(make_node("conv", "Conv2d", {"out_channels": 32, "padding": 1}))
    graph.add_node(make_node("relu", "ReLU"))
    graph.add_node(make_node("fc", "Linear"))
    graph.add_edge(Edge("x", "conv", "input"))
    graph.add_edge(Edge("conv", "relu", "input"))
    document.replace_graph(graph)
    return document


@pytest.fixture
def inspector(document: Document, qtbot: QtBot) -> Inspector:
    inspector = Inspector(document)
    qtbot.addWidget(inspector)
    inspector.resize(312, 900)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector


def type_into(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_sums_of_a_convolution(document: Document, inspector: Inspector) -> None:
    document.select(["conv"])
    page = inspector.node_page
    assert page.isVisible()
    assert ["height", "(4 + 2·1 − 3)/1 + 1 = 4"] in page.arithmetic.texts()
    assert ["shape", "32×4×4"] in page.arithmetic.texts()
    assert page.parameters.texts() == [
        ["weight", "32 · 16 · 3 · 3", "4,608"],
        ["bias", "32", "32"],
        ["100% of the network’s 4,640", "4,640"],
    ]


def test_a_setting_is_one_edit_that_undo_takes_back(
    document: Document, inspector: Inspector, qtbot: QtBot
) -> None:
    before = graph_to_text(document.graph)
    document.select(["conv"])
    form = inspector.node_page.form
    assert form is not None
    field = form.editor("out_channels")
    assert isinstance(field, QLineEdit)
    with qtbot.waitSignal(document.report_changed):
        type_into(field, "8")
    assert document.graph.node("conv").op.explicit_params()["out_channels"] == 8
    assert document.undo_stack.count() == 1
    assert ["bias", "8", "8"] in inspector.node_page.parameters.texts()
    with qtbot.waitSignal(document.report_changed):
        document.undo_stack.undo()
    assert graph_to_text(document.graph) == before
    assert field.text() == "32"


def test_what_is_out_of_range_is_marked_and_not_sent(document: Document, inspector: Inspector) -> None:
    document.select(["conv"])
    form = inspector.node_page.form
    assert form is not None
    field = form.editor("out_channels")
    assert isinstance(field, QLineEdit)
    type_into(field, "0")
    assert document.undo_stack.count() == 0
    assert field.property("invalid")


def test_a_new_id_renames_in_one_edit(document: Document, inspector: Inspector) -> None:
    document.select(["conv"])
    type_into(inspector.node_page.head.id_field, "first")
    assert list(document.graph.nodes) == ["x", "first", "relu", "fc"]
    assert document.selection == ("first",)
    assert document.undo_stack.undoText() == "Rename conv to first"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("relu", "is taken"),
        ("forward", "every nn.Module has itself"),
        ("class", "a word of Python itself"),
        ("2nd", "letters, digits and underscores"),
    ],
)
def test_an_id_that_cannot_be_says_why(
    document: Document, inspector: Inspector, typed: str, reason: str
) -> None:
    document.select(["conv"])
    field = inspector.node_page.head.id_field
    type_into(field, typed)
    assert reason in field.error
    assert document.undo_stack.count() == 0
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "conv"
    assert field.error == ""


def test_a_problem_says_what_to_do_and_its_button_does_it(
    document: Document, inspector: Inspector, qtbot: QtBot
) -> None:
    document.select(["conv"])
    with qtbot.waitSignal(document.report_changed):
        document.push(SetParams("conv", {"kernel_size": 7}))
    buttons = inspector.node_page.problem.buttons
    assert [button.text() for button in buttons] == ["Set padding to 2", "Set kernel_size to 4"]
    with qtbot.waitSignal(document.report_changed):
        buttons[0].click()
    assert document.graph.node("conv").op.explicit_params()["padding"] == 2
    assert not inspector.node_page.problem.isVisible()


def test_a_port_without_a_wire_is_told(document: Document, inspector: Inspector) -> None:
    document.select(["fc"])
    assert inspector.node_page.problem.isVisible()


def test_without_a_selection_the_graph_is_shown_and_can_be_renamed(
    document: Document, inspector: Inspector
) -> None:
    page = inspector.graph_page
    assert page.isVisible()
    assert ["learnable parameters", "", "4,640"] in page.counts.texts()
    type_into(page.name, "Bigger")
    assert document.graph.name == "Bigger"
    page.description.setFocus()
    QTest.keyClicks(page.description, "Two lines")
    page.name.setFocus()
    assert document.graph.description == "Two lines"
    assert document.undo_stack.count() == 2


def test_several_nodes_are_summed_up(document: Document, inspector: Inspector) -> None:
    document.select(["conv", "relu"])
    page = inspector.several_page
    assert page.isVisible()
    assert page.title.text() == "2 nodes"
    assert page.words.plain() == "Conv2d, ReLU. Together they learn 4,640 numbers."


@pytest.mark.parametrize("name", sorted(registry()))
def test_every_op_can_be_shown(document: Document, inspector: Inspector, name: str, qtbot: QtBot) -> None:
    graph = Graph()
    graph.add_node(make_node("node", name))
    document.replace_graph(graph)
    document.select(["node"])
    assert not inspector.grab().isNull()


def test_what_flows_back_bears_the_colours_of_its_meaning() -> None:
    linear, multiply = registry()["Linear"], registry()["Multiply"]
    assert flowing_back("input", linear.gradients["input"]) == (
        r"\frac{\partial L}{\partial x} = \upstream{G}\,\local{W}"
    )
    assert flowing_back("weight", linear.gradients["weight"]) == (
        r"\frac{\partial L}{\partial W} = \upstream{G^T} \local{x}"
    )
    assert flowing_back("a", multiply.gradients["a"]) == (
        r"\frac{\partial L}{\partial a} = \upstream{G} \cdot \local{b}"
    )
