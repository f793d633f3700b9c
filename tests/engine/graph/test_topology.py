import pytest

from engine.errors import GraphError
from engine.graph.file import graph_from_json
from engine.graph.topology import ancestors, output_node, topological_order
from tests.engine.graph.graphs import CIRCUIT, CNN, changed, circuit, cnn


def test_the_order_is_the_file_s_where_wires_leave_it_free() -> None:
    assert topological_order(circuit()) == ["x", "y", "z", "q", "f"]
    backwards = changed(CIRCUIT, nodes=CIRCUIT["nodes"][::-1])
    assert topological_order(graph_from_json(backwards)) == ["z", "y", "x", "q", "f"]


def test_ancestors_are_what_a_node_depends_on() -> None:
    assert ancestors(circuit(), ["q"]) == {"x", "y", "q"}


def test_the_output_is_the_loss_or_the_only_end_or_what_the_file_says() -> None:
    assert output_node(circuit()) == "f"
    with_side_branch = changed(CNN, nodes=[*CNN["nodes"], {"id": "p", "op": "Softmax"}])
    with_side_branch["edges"].append(["fc", "p"])
    assert output_node(graph_from_json(with_side_branch)) == "loss"
    assert output_node(graph_from_json(changed(CIRCUIT, output="q"))) == "q"
    assert output_node(cnn()) == "loss"


def test_an_ambiguous_output_names_the_candidates() -> None:
    with pytest.raises(GraphError, match="q, f"):
        output_node(graph_from_json(changed(CIRCUIT, edges=[["x", "q.a"], ["y", "q.b"], ["z", "f.b"]])))


def test_an_empty_graph_says_so() -> None:
    with pytest.raises(GraphError, match="empty"):
        output_node(graph_from_json(changed(CIRCUIT, nodes=[], edges=[])))
