"""Ops that take any number of inputs, at ports 0, 1, … without gaps."""

from typing import Any

import pytest
import torch

from engine.compiling.build import build_module
from engine.compiling.source import module_source
from engine.errors import GraphFileError
from engine.graph.edits import Connect, Disconnect, RemoveNode
from engine.graph.file import graph_from_json, graph_from_text, graph_to_text
from engine.graph.model import Edge, make_node
from engine.graph.shape_check import check_shapes
from engine.ops.shapes import N
from engine.stepping.run import trace_graph
from tests.engine.graph.graphs import CIRCUIT, CNN, changed

NODES = [{"id": "x", "op": "Input", "params": {"shape": [2, 4, 4]}}, {"id": "c", "op": "Concat"}]


def joined(*ports: str) -> dict[str, Any]:
    """A Concat with x at each of these ports."""
    return changed(CNN, nodes=NODES, edges=[["x", f"c.{port}"] for port in ports])


@pytest.mark.parametrize("count", [2, 3, 12])
def test_it_takes_any_number_of_inputs_in_any_order_of_the_file(count: int) -> None:
    ports = [str(number) for number in range(count)]
    graph = graph_from_json(joined(*reversed(ports)))
    assert list(graph.inputs("c")) == ports
    assert [port.name for port in graph.ports("c")] == ports
    report = check_shapes(graph)
    report.require_valid()
    assert report.nodes["c"].shape == (N, 2 * count, 4, 4)
    again = graph_from_text(graph_to_text(graph))
    assert graph_to_text(again) == graph_to_text(graph)
    assert build_module(graph)(torch.zeros(5, 2, 4, 4)).shape == (5, 2 * count, 4, 4)


@pytest.mark.parametrize(
    ("ports", "missing"), [((), "'0' and '1'"), (("0",), "'1'"), (("1",), "'0'"), (("0", "1", "3"), "'2'")]
)
def test_gaps_and_too_few_inputs_are_named(ports: tuple[str, ...], missing: str) -> None:
    (problem,) = check_shapes(graph_from_json(joined(*ports))).problems
    assert problem.node == "c"
    assert problem.message == f"nothing flows into {missing}"


@pytest.mark.parametrize("port", ["a", "-1", "01", "1.0", "²", "99999", "input", ""])
def test_other_ports_are_refused(port: str) -> None:
    with pytest.raises(GraphFileError) as error:
        graph_from_json(joined("0", "1", port))
    assert "0" in (error.value.problems[0].expected or "")


def test_a_port_takes_one_wire() -> None:
    with pytest.raises(GraphFileError, match="taken by x"):
        graph_from_json(joined("0", "1", "1"))


def test_edits_reach_every_port_and_come_back() -> None:
    graph = graph_from_json(joined("0", "1", "2"))
    before = graph_to_text(graph)
    for edit in (RemoveNode("c"), Disconnect(Edge("x", "c", "2")), Connect(Edge("x", "c", "3"))):
        edit.apply(graph)
        assert graph_to_text(graph) != before
        edit.revert(graph)
        assert graph_to_text(graph) == before
    RemoveNode("c").apply(graph)
    assert list(graph.edges) == []


def test_the_source_lists_the_inputs_in_the_order_of_the_ports() -> None:
    nodes = [
        {"id": name, "op": "Value", "params": {"value": [float(place)]}} for place, name in enumerate("abc")
    ]
    nodes += [{"id": "c", "op": "Concat", "params": {"dim": 0}}, {"id": "f", "op": "Sum"}]
    edges = [["b", "c.1"], ["a", "c.0"], ["c", "f"], ["a", "c.2"]]
    graph = graph_from_json(changed(CIRCUIT, nodes=nodes[:2] + nodes[3:], edges=edges))
    text = module_source(graph, check_shapes(graph)).text
    assert "c = torch.cat([self.a, self.b, self.a], dim=0)" in text
    trace = trace_graph(graph)
    assert trace.nodes["c"].value.tolist() == [0, 1, 0]
    assert trace.nodes["a"].upstream is not None
    assert trace.nodes["a"].upstream.tolist() == [2]
    assert set(trace.nodes["c"].inputs) == {"0", "1", "2"}


def test_what_is_told_of_a_port_is_told_of_all() -> None:
    op = make_node("c", "Concat").op
    port = op.port("17")
    assert port is not None
    assert port.name == "17"
    assert op.gradients["17"] == op.gradients["0"]
    assert [port.name for port in make_node("q", "Add").op.ports_for(["a"])] == ["a", "b"]
