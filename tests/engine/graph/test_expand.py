"""An Expression and the circuit it becomes: the same value and the same gradients."""

from collections.abc import Iterable

import numpy as np
import pytest

from engine.errors import GraphError
from engine.graph.edits import AddNode, CompositeEdit, Connect, SetParams, SetSetting
from engine.graph.expand import expand
from engine.graph.file import graph_from_text, graph_to_text
from engine.graph.model import Edge, Graph, make_node
from engine.ops.expressions.parse import parse
from engine.ops.expressions.tree import variables
from engine.stepping.run import trace_graph

NEURON = "1/(1 + exp(-(w0*x0 + w1*x1 + b)))"


def graph_of(text: str, values: Iterable[float | list[float]] = (0.7, 1.3, -0.4, 0.9, -1.1)) -> Graph:
    """The sum of a formula of constants."""
    graph = Graph("formula")
    for name, value in zip(variables(parse(text)), values, strict=False):
        graph.add_node(make_node(f"{name}_in", "Value", {"value": value}))
    graph.add_node(make_node("out", "Expression", {"expression": text}))
    graph.add_node(make_node("total", "Sum"))
    for name in variables(parse(text)):
        graph.add_edge(Edge(f"{name}_in", "out", name))
    graph.add_edge(Edge("out", "total", "input"))
    return graph


@pytest.mark.parametrize(
    "text",
    [
        NEURON,
        "x**2 + sin(y)",
        "sin(x)*sin(x) + x",
        "tan(x) - tanh(y)*cos(x)",
        "max(x, y, 0.5)**3 - min(x, y)/abs(z)",
        "sqrt(y)*log(y) + relu(-x) + sigmoid(x)",
        "x**y - 2**-x + y**-1",
        "x",
        "-x",
        "2*3*x + pi/2",
    ],
)
@pytest.mark.parametrize("values", [(0.7, 1.3, -0.4, 0.9, -1.1), ([0.7, 0.2], 1.3, [0.4, 2.0], 0.9, -1.1)])
def test_value_and_gradients_stay_as_they_were(text: str, values: tuple[float | list[float], ...]) -> None:
    graph = graph_of(text, values)
    before = trace_graph(graph)
    text_before = graph_to_text(graph)
    edit = expand(graph, "out")
    edit.apply(graph)
    assert "Expression" not in {node.op.name for node in graph}
    assert graph_to_text(graph_from_text(graph_to_text(graph))) == graph_to_text(graph)
    after = trace_graph(graph)
    for node_id in ("out", *(node_id for node_id in before.order if node_id.endswith("_in"))):
        np.testing.assert_allclose(after.nodes[node_id].value, before.nodes[node_id].value, rtol=1e-14)
        one, other = after.nodes[node_id].upstream, before.nodes[node_id].upstream
        assert one is not None
        assert other is not None
        np.testing.assert_allclose(one, other, rtol=1e-12)
    edit.revert(graph)
    assert graph_to_text(graph) == text_before
    edit.apply(graph)
    assert trace_graph(graph).loss == after.loss


def test_a_neuron_becomes_the_lecture_s_circuit() -> None:
    graph = graph_of(NEURON, (2.0, -1.0, -3.0, -2.0, -3.0))
    expand(graph, "out").apply(graph)
    ops = [node.op.name for node in graph if not node.id.endswith("_in")]
    assert ops == ["Value", "Multiply", "Multiply", "Add", "Add", "Negate", "Exp", "Add", "Reciprocal", "Sum"]
    assert trace_graph(graph).nodes["out"].value == pytest.approx(0.731059, abs=1e-6)


def test_what_stands_twice_is_computed_once() -> None:
    graph = graph_of("sin(x)*sin(x)")
    expand(graph, "out").apply(graph)
    assert [node.op.name for node in graph] == ["Value", "Sin", "Multiply", "Sum"]
    assert len(graph.readers("out_sin1")) == 2


def test_what_is_not_connected_stays_open_and_the_output_stays_the_output() -> None:
    graph = Graph("half")
    CompositeEdit(
        "",
        [
            AddNode(make_node("x", "Value")),
            AddNode(make_node("f", "Expression", {"expression": "x*y"})),
            Connect(Edge("x", "f", "x")),
            SetSetting("output", "f"),
        ],
    ).apply(graph)
    expand(graph, "f").apply(graph)
    assert graph.inputs("f") == {"a": "x"}
    assert graph.output == "f"


def test_others_make_room() -> None:
    graph = Graph("room")
    graph.add_node(make_node("x", "Value", position=(0, 0)))
    graph.add_node(make_node("f", "Expression", {"expression": "sin(x)**2 + cos(x)"}, (200, 0)))
    graph.add_node(make_node("g", "Square", position=(420, 0)))
    graph.add_edge(Edge("x", "f", "x"))
    graph.add_edge(Edge("f", "g", "input"))
    expand(graph, "f").apply(graph)
    places = {node_id: position for node_id, position in ((n.id, n.position) for n in graph) if position}
    new = [x for node_id, (x, _) in places.items() if node_id not in ("x", "g")]
    assert places["x"][0] == 0
    assert 200 == min(new) < max(new) < places["g"][0]
    assert len(set(places.values())) == len(graph)


def test_only_an_expression_is_expanded() -> None:
    graph = graph_of("x + 1")
    with pytest.raises(GraphError, match="only an Expression"):
        expand(graph, "total")
    with pytest.raises(GraphError, match="no node"):
        expand(graph, "nowhere")


def test_a_formula_that_loses_a_variable_loses_its_wire_and_gets_it_back() -> None:
    graph = graph_of("x*y + z")
    before = graph_to_text(graph)
    edit = SetParams("out", {"expression": "x + z"})
    edit.apply(graph)
    assert graph.inputs("out") == {"x": "x_in", "z": "z_in"}
    assert graph.readers("y_in") == []
    graph_from_text(graph_to_text(graph))
    edit.revert(graph)
    assert graph_to_text(graph) == before
