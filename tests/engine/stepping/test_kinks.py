"""Ties and kinks are told, and what is told is what PyTorch does."""

from typing import Any

import numpy as np
import pytest
import torch

from engine.graph.file import graph_from_json
from engine.ops.registry import make_op
from engine.stepping.kinks import kinks
from engine.stepping.run import trace_graph
from engine.stepping.trace import Trace
from tests.engine.graph.graphs import CIRCUIT, changed


def trace_of(op: str, params: dict[str, Any], **values: Any) -> Trace:
    """One op on constants, summed up."""
    nodes = [
        {"id": f"in_{port}", "op": "Value", "params": {"value": value}} for port, value in values.items()
    ]
    nodes += [{"id": "op", "op": op, "params": params}, {"id": "total", "op": "Sum"}]
    edges = [[f"in_{port}", f"op.{port}"] for port in values] + [["op", "total"]]
    return trace_graph(graph_from_json(changed(CIRCUIT, nodes=nodes, edges=edges, output="total")))


SLOPE = "as that of the side below"


FORMULA = {"expression": "max(x, y) + relu(x - 1)"}
CASES: list[tuple[str, dict[str, Any], dict[str, Any], str, str, Any]] = [
    ("ReLU", {}, {"input": [0, 1, 0, -1]}, "input is exactly 0 at 2 places", "input", [0, 1, 0, 0]),
    ("Abs", {}, {"input": [0, -2]}, "the gradient there is taken as 0", "input", [0, -1]),
    ("LeakyReLU", {"negative_slope": 0.2}, {"input": [0, 1]}, f"{SLOPE}, 0.2", "input", [0.2, 1]),
    ("ELU", {"alpha": 0.5}, {"input": [0, 1]}, f"{SLOPE}, 0.5", "input", [0.5, 1]),
    ("Hardtanh", {}, {"input": [-1, 0, 1]}, "exactly -1 at 1 place", "input", [0, 1, 0]),
    (
        "Maximum",
        {},
        {"a": [1, 2], "b": [1, 3]},
        "a and b are equal at 1 place: each gets half",
        "a",
        [0.5, 0],
    ),
    ("Minimum", {}, {"a": [1, 2], "b": 2}, "a and b are equal at 1 place", "b", 0.5),
    ("MaxPool2d", {}, {"input": [[[1, 1], [0, 1]]]}, "the first of them", "input", [[[1, 0], [0, 0]]]),
    (
        "MaxPool2d",
        {"kernel_size": 3, "stride": 3, "padding": 1},
        {"input": [[[1, 1], [0, 1]]]},
        "largest at 1 place",
        "input",
        [[[1, 0], [0, 0]]],
    ),
    ("HingeLoss", {"reduction": "sum"}, {"input": [1, 2], "target": [1, 1]}, "the margin", "input", [-1, 0]),
    ("L1Loss", {"reduction": "sum"}, {"input": [1, 2], "target": [1, 1]}, "are equal", "input", [0, 1]),
    ("Expression", FORMULA, {"x": 1, "y": 1}, "max is taken of equal numbers", "x", 0.5),
    ("Expression", FORMULA, {"x": 1, "y": 1}, "relu is taken of exactly 0", "x", 0.5),
]


@pytest.mark.parametrize(("op", "params", "values", "note", "port", "gradient"), CASES)
def test_a_kink_is_told_with_the_gradient_that_was_taken(
    op: str, params: dict[str, Any], values: dict[str, Any], note: str, port: str, gradient: Any
) -> None:
    node = trace_of(op, params, **values).nodes["op"]
    assert any(note in said for said in node.notes), node.notes
    downstream = node.inputs[port].downstream
    assert downstream is not None
    torch.testing.assert_close(downstream.tolist(), torch.tensor(gradient, dtype=torch.float64).tolist())


@pytest.mark.parametrize(
    ("op", "params", "values"),
    [
        ("ReLU", {}, {"input": [1, -1]}),
        ("ELU", {}, {"input": [0, 1]}),
        ("Maximum", {}, {"a": 1, "b": 2}),
        ("MaxPool2d", {}, {"input": [[[1, 2], [3, 4]]]}),
        ("Add", {}, {"a": 1, "b": 1}),
        ("Expression", {"expression": "max(x, 2)"}, {"x": 1}),
    ],
)
def test_where_there_is_none_nothing_is_said(op: str, params: dict[str, Any], values: dict[str, Any]) -> None:
    assert trace_of(op, params, **values).nodes["op"].notes == ()


def test_a_score_on_the_margin_of_a_multi_class_hinge() -> None:
    scores = torch.tensor([[2.0, 1.0, 0.0]], requires_grad=True)
    torch.nn.MultiMarginLoss()(scores, torch.tensor([0])).backward()
    assert scores.grad is not None
    assert scores.grad.tolist() == [[0, 0, 0]]
    op = make_op("MultiMarginLoss")
    (note,) = kinks(op, [np.array([[2.0, 1.0, 0.0]]), np.array([0])], np.array(0.0))
    assert note == "a score lies exactly on the margin at 1 place: the gradient there is taken as 0"
