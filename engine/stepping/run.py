"""Run a graph node by node, forward and backward: from a graph to a pass, and to its trace."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compiling.build import module_from_source
from engine.compiling.source import module_source
from engine.data.config import data_config
from engine.data.feed import Feed, feed
from engine.data.flow import chosen_shapes
from engine.errors import GraphError
from engine.graph.model import Graph
from engine.graph.shape_check import ShapeReport, check_shapes
from engine.graph.topology import ancestors, output_node, topological_order
from engine.ops.spec import Array
from engine.stepping.one_pass import Pass
from engine.stepping.trace import Trace

if TYPE_CHECKING:
    from torch import nn


def trace_graph(
    graph: Graph,
    *,
    index: int = 0,
    batch: int = 1,
    seed: int | None = None,
    weights: Mapping[str, Array] | None = None,
    max_jacobian: int = 40_000,
    data_dir: Path | None = None,
) -> Trace:
    """One pass as a trace: `run_pass` with local gradients of at most `max_jacobian` entries as matrices."""
    return run_pass(graph, index=index, batch=batch, seed=seed, weights=weights, data_dir=data_dir).trace(
        max_jacobian
    )


def run_pass(
    graph: Graph,
    *,
    index: int = 0,
    batch: int = 1,
    seed: int | None = None,
    weights: Mapping[str, Array] | None = None,
    data_dir: Path | None = None,
) -> Pass:
    """One forward and one backward pass, in float64 and in training mode, of the very module that trains.

    Args:
        graph: The graph; nodes the output does not depend on may be unfinished.
        index: First sample, in the data set's own order.
        batch: How many samples.
        seed: Seeds the initial weights; None takes the training section's seed.
        weights: Weights to take instead of the initial ones, by their names in the module's state.
        data_dir: Where data files lie.

    Raises:
        BackstepError: The graph cannot run; the problems name the nodes.
    """
    report = check_shapes(graph, chosen_shapes(graph))
    output = _output(graph, report)
    report.require_valid(ancestors(graph, [output]))
    order = [node_id for node_id in topological_order(graph) if report.nodes[node_id].runs]
    module = _module(graph, report, seed, weights)
    run = Pass(graph, module, output, _data(graph, order, index, batch, data_dir), index, batch)
    for node_id in order:
        run.forward(node_id)
    run.backward()
    return run


def _output(graph: Graph, report: ShapeReport) -> str:
    try:
        return output_node(graph)
    except GraphError as error:  # it may be ambiguous only because something is unfinished: say that first
        raise GraphError(*report.problems, *error.problems) from None


def _module(
    graph: Graph, report: ShapeReport, seed: int | None, weights: Mapping[str, Array] | None
) -> "nn.Module":
    import torch

    seed = graph.training.get("seed", 0) if seed is None else seed
    module = module_from_source(module_source(graph, report), seed).double().train()
    for name, tensor in module.state_dict().items():  # numbers of the file in full, not as float32 holds them
        given = getattr(graph.nodes[name].op.params, "value", None) if name in graph.nodes else None
        if given is not None:
            tensor.copy_(torch.tensor(given, dtype=tensor.dtype))
    if weights is not None:
        module.load_state_dict({name: torch.as_tensor(array) for name, array in weights.items()})
    return module


def _data(graph: Graph, order: list[str], index: int, batch: int, data_dir: Path | None) -> Feed | None:
    if not any(graph.nodes[node_id].op.fed_by for node_id in order):
        return None
    data = feed(data_config(graph.training), index, batch, data_dir)
    check_shapes(graph, data.shapes).require_valid(order)
    return data
