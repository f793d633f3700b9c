"""Parameter counts of published nets, as their authors and torchvision give them."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from engine.compiling.build import build_module
from engine.graph.file import graph_from_json
from engine.graph.shape_check import check_shapes
from engine.ops.shapes import N
from tests.engine.graph.known_nets import alexnet, lenet5, resnet18, vgg16


@pytest.mark.parametrize(
    ("net", "parameters", "scores"),
    [
        (lenet5, 61_706, 10),
        (alexnet, 61_100_840, 1000),
        (vgg16, 138_357_544, 1000),
        (resnet18, 11_689_512, 1000),
    ],
)
def test_parameters_come_out_exactly(net: Callable[[], dict[str, Any]], parameters: int, scores: int) -> None:
    graph = graph_from_json(net())
    report = check_shapes(graph)
    assert report.problems == []
    assert report.parameter_count == parameters
    (last,) = (edge.source for edge in graph.edges if edge.target == "loss" and edge.port == "input")
    assert report.nodes[last].shape == (N, scores)


@pytest.mark.parametrize("net", [lenet5, resnet18])
def test_the_module_has_as_many_and_runs(net: Callable[[], dict[str, Any]]) -> None:
    graph = graph_from_json(net())
    module = build_module(graph, seed=0)
    assert sum(tensor.numel() for tensor in module.parameters()) == check_shapes(graph).parameter_count
    size = 32 if net is lenet5 else 64
    pictures = torch.zeros(2, 1 if net is lenet5 else 3, size, size)
    assert module(pictures).shape == (2, 10 if net is lenet5 else 1000)
