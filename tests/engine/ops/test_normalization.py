"""Normalizations: what they learn, and where there is nothing to normalize."""

from typing import Any

import numpy as np
import pytest
import torch

from engine.errors import BackstepError, DataError
from engine.graph.file import graph_from_json
from engine.graph.shape_check import check_shapes
from engine.ops.registry import make_op
from engine.stepping.run import trace_graph
from tests.engine.graph.graphs import CNN, changed


@pytest.mark.parametrize(
    ("op", "params", "shape"),
    [
        ("BatchNorm1d", {}, (1, 3)),
        ("BatchNorm2d", {}, (1, 3, 1, 1)),
        ("GroupNorm", {"num_groups": 3}, (1, 3)),
    ],
)
def test_a_single_number_has_no_variance(op: str, params: dict[str, object], shape: tuple[int, ...]) -> None:
    bound = make_op(op, params)
    module = eval(bound.constructor({"input": shape}) or "", {"nn": torch.nn})  # noqa: S307  # the op's own text
    with pytest.raises(ValueError, match="more than 1 value"):
        module(torch.zeros(shape))
    with pytest.raises(DataError, match="no variance"):
        bound.check_values({"input": np.zeros(shape)})
    bound.check_values({"input": np.zeros((2, *shape[1:]))})


def test_stepping_one_sample_through_batch_norm_says_what_to_do() -> None:
    nodes: list[dict[str, Any]] = [
        {"id": "x", "op": "Input", "params": {"shape": [1, 8, 8]}},
        {"id": "flat", "op": "Flatten"},
        {"id": "fc", "op": "Linear"},
        {"id": "bn", "op": "BatchNorm1d"},
        {"id": "t", "op": "Target"},
        {"id": "loss", "op": "CrossEntropyLoss"},
    ]
    edges = [["x", "flat"], ["flat", "fc"], ["fc", "bn"], ["bn", "loss.input"], ["t", "loss.target"]]
    graph = graph_from_json(changed(CNN, nodes=nodes, edges=edges))
    with pytest.raises(BackstepError, match="batch of 2 or more") as error:
        trace_graph(graph)
    assert error.value.problems[0].node == "bn"
    assert trace_graph(graph, batch=2).nodes["bn"].value.mean(0) == pytest.approx(np.zeros(10), abs=1e-12)


def test_scale_and_shift_count_as_parameters_of_every_channel() -> None:
    nodes: list[dict[str, Any]] = [
        {"id": "x", "op": "Input", "params": {"shape": [64, 56, 56]}},
        {"id": "bn", "op": "BatchNorm2d"},
        {"id": "off", "op": "BatchNorm2d", "params": {"affine": False}},
        {"id": "ln", "op": "LayerNorm", "params": {"normalized_shape": [56, 56]}},
        {"id": "gn", "op": "GroupNorm", "params": {"num_groups": 32}},
    ]
    edges = [["x", node["id"]] for node in nodes[1:]]
    report = check_shapes(graph_from_json(changed(CNN, nodes=nodes, edges=edges)))
    counts = {node_id: node.parameter_count for node_id, node in report.nodes.items()}
    assert counts == {"x": 0, "bn": 128, "off": 0, "ln": 2 * 56 * 56, "gn": 128}
