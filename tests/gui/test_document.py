"""The document: edits, selection, files and what is derived."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.graph.edits import AddNode, Connect, RemoveNode, RenameNode, SetParams, SetSetting
from engine.graph.model import Edge, Graph, make_node
from gui.document import Document


@pytest.fixture
def document(qapp: object) -> Document:
    """x → relu."""
    document = Document()
    graph = Graph("small")
    graph.add_node(make_node("x", "Input", {"shape": [4]}))
    graph.add_node(make_node("relu", "ReLU"))
    graph.add_edge(Edge("x", "relu", "input"))
    document.replace_graph(graph)
    return document


def refusals(document: Document) -> list[Problem]:
    found: list[Problem] = []
    document.problem_raised.connect(found.append)
    return found


def failures(document: Document) -> list[tuple[str, tuple[Problem, ...]]]:
    found: list[tuple[str, tuple[Problem, ...]]] = []
    document.file_failed.connect(lambda title, problems: found.append((title, problems)))
    return found


def test_an_edit_can_be_undone_and_redone(document: Document) -> None:
    assert document.push(AddNode(make_node("tanh", "Softmax")))
    assert document.undo_stack.undoText() == "Add Softmax"
    document.undo_stack.undo()
    assert list(document.graph.nodes) == ["x", "relu"]
    document.undo_stack.redo()
    assert list(document.graph.nodes) == ["x", "relu", "tanh"]


def test_a_refused_edit_says_why_and_changes_nothing(document: Document) -> None:
    found = refusals(document)
    assert not document.push(Connect(Edge("relu", "relu", "input")))
    assert [problem.node for problem in found] == ["relu"]
    assert "cycle" in found[0].message
    assert not document.is_modified
    assert document.undo_stack.count() == 0


def test_the_report_follows_the_graph_once_a_turn(document: Document, qtbot: QtBot) -> None:
    assert document.problems == []
    heard: list[None] = []
    document.report_changed.connect(lambda: heard.append(None))
    with qtbot.waitSignal(document.report_changed):
        document.push(AddNode(make_node("fc", "Linear", {"out_features": 3})))
        document.push(Connect(Edge("relu", "fc", "input")))
    assert document.report.parameter_count == 4 * 3 + 3
    assert len(heard) == 1


def test_an_unknown_data_set_is_a_problem_and_no_crash(document: Document) -> None:
    document.push(SetSetting("training", {"dataset": {"name": "no-such-thing"}}))
    assert any("no-such-thing" in str(problem) for problem in document.problems)
    assert document.report.nodes["relu"].shape is not None
    document.undo_stack.undo()
    assert document.problems == []


def test_the_selection_follows_removal_and_renaming(document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(document.selection_changed):
        document.select(["x", "relu", "x"])
    assert list(document.selection) == ["x", "relu"]
    document.push(RenameNode("relu", "bend"))
    assert list(document.selection) == ["x", "bend"]
    document.push(RemoveNode("bend"))
    assert list(document.selection) == ["x"]


def test_the_same_selection_is_not_told_again(document: Document, qtbot: QtBot) -> None:
    document.select(["x"])
    with qtbot.assertNotEmitted(document.selection_changed):
        document.select(["x"])


def test_saved_and_opened_again_it_is_the_same(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "small.graph.json"
    document.push(SetParams("x", {"shape": [5]}))
    assert document.save(path)
    assert not document.is_modified
    other = Document()
    assert other.open(path)
    assert other.path == path
    assert other.title == "small"
    assert other.graph.node("x").op.params.shape == (5,)
    assert list(other.graph.edges) == list(document.graph.edges)


def test_a_wrong_file_tells_all_problems_and_the_open_graph_stays(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "wrong.graph.json"
    path.write_text(
        '{"format": "backstep.graph", "version": 1, "nodes": '
        '[{"id": "a", "op": "Cov2d"}, {"id": "b", "op": "ReLU", "params": {"x": 1}}], "edges": []}'
    )
    document.push(AddNode(make_node("more", "ReLU")))
    graph, found = document.graph, failures(document)
    assert not document.open(path)
    (title, problems) = found[0]
    assert "wrong.graph.json" in title
    assert [problem.node for problem in problems] == ["a", "b"]
    assert document.graph is graph
    assert document.is_modified
    assert document.path is None


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(
    document: Document, tmp_path: Path
) -> None:
    found = failures(document)
    document.push(AddNode(make_node("more", "ReLU")))
    assert not document.save(tmp_path / "no such folder" / "small.graph.json")
    assert "was not saved" in found[0][0]
    assert "another folder" in str(found[0][1][0])
    assert document.is_modified
    assert "more" in document.graph.nodes


def test_undone_to_what_is_saved_it_is_not_modified(document: Document, tmp_path: Path) -> None:
    document.push(AddNode(make_node("more", "ReLU")))
    document.save(tmp_path / "small.graph.json")
    document.push(RemoveNode("more"))
    assert document.is_modified
    document.undo_stack.undo()
    assert not document.is_modified
