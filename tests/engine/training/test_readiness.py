from typing import Any

import pytest

from engine.errors import BackstepError
from engine.graph.file import graph_from_json
from engine.graph.model import Graph
from engine.graph.shape_check import SampleShapes, check_shapes
from engine.training.readiness import require_trainable, training_problem

DIGITS = SampleShapes((1, 8, 8), (), 10)


def graph_of(nodes: list[dict[str, Any]], edges: list[list[str]], **more: Any) -> Graph:
    return graph_from_json(
        {"format": "backstep.graph", "version": 1, "name": "g", "nodes": nodes, "edges": edges, **more}
    )


NODES: list[dict[str, Any]] = [
    {"id": "x", "op": "Input"},
    {"id": "flat", "op": "Flatten"},
    {"id": "fc", "op": "Linear", "params": {"out_features": 10}},
    {"id": "t", "op": "Target"},
    {"id": "loss", "op": "CrossEntropyLoss"},
]
EDGES = [["x", "flat"], ["flat", "fc"], ["fc", "loss.input"], ["t", "loss.target"]]


def test_a_whole_graph_can_be_trained() -> None:
    graph = graph_of(NODES, EDGES)
    assert require_trainable(graph, check_shapes(graph, DIGITS)) == "loss"
    assert training_problem(graph, check_shapes(graph, DIGITS)) is None


def test_what_the_loss_does_not_depend_on_may_be_unfinished() -> None:
    graph = graph_of([*NODES, {"id": "loose", "op": "ReLU"}], EDGES)
    assert training_problem(graph, check_shapes(graph, DIGITS)) is None


@pytest.mark.parametrize(
    ("nodes", "edges", "training", "message", "node"),
    [
        ([], [], {}, "the graph is empty", None),
        (NODES, EDGES[:-1], {}, "nothing flows into 'target'", "loss"),
        (NODES[:4], EDGES[:2], {}, "the graph has no loss", None),
        (NODES[:3], EDGES[:2], {}, "training needs one number to minimise", "fc"),
        (
            [{"id": "a", "op": "Value", "params": {"value": 2.0}}, {"id": "b", "op": "ReLU"}],
            [["a", "b"]],
            {},
            "the output reads no data",
            "b",
        ),
        (
            [
                {"id": "x", "op": "Input"},
                {"id": "flat", "op": "Flatten"},
                {"id": "t", "op": "Target"},
                {"id": "loss", "op": "CrossEntropyLoss"},
            ],
            [["x", "flat"], ["flat", "loss.input"], ["t", "loss.target"]],
            {},
            "nothing in the graph learns",
            None,
        ),
        (NODES, EDGES, {"epochs": 0}, "'epochs' of training does not fit", None),
    ],
)
def test_why_a_graph_cannot_be_trained(
    nodes: list[dict[str, Any]],
    edges: list[list[str]],
    training: dict[str, Any],
    message: str,
    node: str | None,
) -> None:
    graph = graph_of(nodes, edges, training=training)
    problem = training_problem(graph, check_shapes(graph, DIGITS))
    assert problem is not None
    assert message in problem.message
    assert problem.node == node


def test_a_graph_whose_layers_are_all_frozen_learns_nothing() -> None:
    frozen = [
        {**node, "params": {"out_features": 10, "trainable": False}} if node["id"] == "fc" else node
        for node in NODES
    ]
    graph = graph_of(frozen, EDGES)
    with pytest.raises(BackstepError, match="nothing in the graph learns"):
        require_trainable(graph, check_shapes(graph, DIGITS))
