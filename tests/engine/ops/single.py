"""One op alone in a graph, run by PyTorch in float64: the witness against which its reference stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.compiling.build import module_from_source
from engine.compiling.source import module_source
from engine.graph.model import Edge, Graph, Node, make_node
from engine.graph.shape_check import SampleShapes, check_shapes
from engine.ops.registry import make_op
from engine.ops.shapes import N, Shape
from engine.ops.spec import Op, Sample


def sample_shapes(sample: Sample) -> dict[str, Shape]:
    """Shape per port of a sample as a rule sees it: with the batch dimension where all inputs share it."""
    shapes: dict[str, Shape] = {port: array.shape for port, array in sample.inputs.items()}
    if sample.batched and len({shape[:1] for shape in shapes.values()}) == 1:
        return {port: (N, *shape[1:]) for port, shape in shapes.items()}
    return shapes


def graph_of(op_name: str, sample: Sample) -> Graph:
    """A graph of this op and a constant per port."""
    graph = Graph("single")
    for port, array in sample.inputs.items():
        graph.add_node(make_node(f"in_{port}", "Value", {"value": array.tolist()}))
    graph.add_node(Node("op", make_op(op_name, dict(sample.params))))
    for port in sample.inputs:
        graph.add_edge(Edge(f"in_{port}", "op", port))
    return graph


@dataclass
class TorchRun:
    """What PyTorch made of a sample."""

    output: Tensor
    inputs: dict[str, Tensor]
    parameters: Mapping[str, Tensor]
    upstream: Tensor


def run_in_torch(op: Op[Any], sample: Sample, seed: int = 0) -> TorchRun:
    """Forward and backward of the op's own source, from a random upstream gradient."""
    graph = graph_of(op.name, sample)
    report = check_shapes(graph, SampleShapes(()))
    report.require_valid()
    module = module_from_source(module_source(graph, report), seed).double()
    inputs = {
        port: torch.as_tensor(array).requires_grad_(bool(np.issubdtype(array.dtype, np.floating)))
        for port, array in sample.inputs.items()
    }
    expression = op.call("op", {port: f"inputs[{port!r}]" for port in inputs})
    scope = {"self": module, "torch": torch, "nn": torch.nn, "inputs": inputs}
    output: Tensor = eval(expression, scope)  # noqa: S307  # the op's own text
    layer = getattr(module, "op", None)
    parameters = dict(layer.named_parameters()) if isinstance(layer, torch.nn.Module) else {}
    upstream = torch.from_numpy(np.random.default_rng(seed + 1).standard_normal(tuple(output.shape)))
    if output.requires_grad:
        output.backward(upstream, retain_graph=True)  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return TorchRun(output, inputs, parameters, upstream)
