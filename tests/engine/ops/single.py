"""One op alone in a graph, run by PyTorch in float64: the witness against which its reference stands."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.compiling.build import module_from_source
from engine.compiling.source import module_source
from engine.graph.model import Edge, Graph, Node, make_node
from engine.graph.shape_check import check_shapes
from engine.ops.registry import make_op
from engine.ops.shapes import N, Shape
from engine.ops.spec import Array, Op, Sample


def sample_shapes(sample: Sample) -> dict[str, Shape]:
    """Shape per port of a sample as a rule sees it: with the batch dimension where all inputs share it."""
    shapes: dict[str, Shape] = {port: array.shape for port, array in sample.inputs.items()}
    if sample.batched and len({shape[:1] for shape in shapes.values()}) == 1:
        return {port: (N, *shape[1:]) for port, shape in shapes.items()}
    return shapes


def graph_of(op_name: str, sample: Sample) -> Graph:
    """A graph of this op, and per port a part of the data where that has a batch, else a constant."""
    graph = Graph("single")
    batched = any(shape[:1] == (N,) for shape in sample_shapes(sample).values())
    for port, array in sample.inputs.items():
        if not batched:
            graph.add_node(make_node(f"in_{port}", "Value", {"value": array.tolist()}))
        elif array.ndim > 1:
            graph.add_node(make_node(f"in_{port}", "Input", {"shape": list(array.shape[1:])}))
        else:
            graph.add_node(make_node(f"in_{port}", "Target"))
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
    extras: tuple[Array, ...] = field(default=())


def run_in_torch(op: Op[Any], sample: Sample, seed: int = 0) -> TorchRun:
    """Forward and backward of the op's own source, from a random upstream gradient."""
    graph = graph_of(op.name, sample)
    report = check_shapes(graph)
    report.require_valid()
    module = module_from_source(module_source(graph, report), seed).double()
    inputs = {
        port: torch.as_tensor(array).requires_grad_(bool(np.issubdtype(array.dtype, np.floating)))
        for port, array in sample.inputs.items()
    }
    expression = op.call("op", {port: f"inputs[{port!r}]" for port in inputs})

    def run(tensors: Mapping[str, Tensor]) -> Tensor:
        torch.manual_seed(seed)
        warnings.filterwarnings("ignore", "reduction: 'mean' divides")  # KLDivLoss, of times to come
        warnings.filterwarnings("ignore", "Using a target size")  # losses that repeat their targets
        scope = {"self": module, "torch": torch, "nn": torch.nn, "inputs": tensors}
        result: Tensor = eval(expression, scope)  # noqa: S307  # the op's own text
        return result

    def run_arrays(*arrays: Array) -> Array:
        tensors = dict(zip(inputs, map(torch.as_tensor, arrays), strict=True))
        return np.asarray(run(tensors).detach().numpy())

    output = run(inputs)
    extras = op.extras(run_arrays, *sample.inputs.values())
    upstream = torch.from_numpy(np.random.default_rng(seed + 1).standard_normal(tuple(output.shape)))
    if output.requires_grad:
        output.backward(upstream, retain_graph=True)  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return TorchRun(output, inputs, parameters_of(module), upstream, extras)


def parameters_of(module: torch.nn.Module) -> dict[str, Tensor]:
    """What the op's node learns, by the names that the op declares."""
    node = getattr(module, "op", None)
    if isinstance(node, torch.nn.Parameter):
        return {"value": node}
    return dict(node.named_parameters()) if isinstance(node, torch.nn.Module) else {}
