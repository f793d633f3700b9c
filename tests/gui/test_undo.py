"""The undo list holds applied edits: pushing one must not make it twice."""

from PySide6.QtGui import QUndoStack

from engine.graph.edits import AddNode, CompositeEdit, Connect
from engine.graph.model import Edge, Graph, make_node
from gui.undo import EditCommand


def test_pushing_does_not_apply_again(qapp: object) -> None:
    graph, stack = Graph(), QUndoStack()
    edit = AddNode(make_node("x", "Value"))
    edit.apply(graph)
    stack.push(EditCommand(edit, graph))
    assert list(graph.nodes) == ["x"]


def test_a_group_is_one_entry_and_goes_back_and_forth(qapp: object) -> None:
    graph, stack = Graph(), QUndoStack()
    group = CompositeEdit(
        "Draw a square",
        [
            AddNode(make_node("x", "Value")),
            AddNode(make_node("y", "Multiply")),
            Connect(Edge("x", "y", "a")),
            Connect(Edge("x", "y", "b")),
        ],
    )
    group.apply(graph)
    stack.push(EditCommand(group, graph))
    for _ in range(3):
        stack.undo()
        assert len(graph) == 0
        stack.redo()
        assert graph.inputs("y") == {"a": "x", "b": "x"}
    assert (stack.count(), stack.undoText()) == (1, "Draw a square")
