"""Which node refuses a mini-batch, and which went bad first when the loss is no longer a number."""

import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.compiling.evaluate import compute_node
from engine.errors import BackstepError, Problem, TrainingError
from engine.graph.model import Graph
from engine.graph.topology import ancestors, output_node, topological_order

if TYPE_CHECKING:
    from torch import Tensor, nn


def bad_loss(
    graph: Graph, module: "nn.Module", features: "Tensor", targets: "Tensor", iteration: int
) -> Problem:
    """What to say of a loss that is not finite: the first node, in the order of the forward pass, to blame.

    Args:
        graph: The graph.
        module: Its module, with the weights that gave the loss.
        features: The batch that gave it.
        targets: Its labels.
        iteration: Its number, from 1.
    """
    node, cause = _first_bad(graph, module, features, targets) or (
        output_node(graph),
        "the loss itself overflows",
    )
    return Problem(
        f"the loss is not a finite number in iteration {iteration}: {cause}",
        node=node,
        mend="Take a smaller learning rate, and bring the data to small numbers (Standardize)",
    )


def require_runnable(graph: Graph, module: "nn.Module", features: "Tensor", targets: "Tensor") -> None:
    """Run a batch through a copy of the net, in training mode, to learn before training what a node refuses.

    Raises:
        TrainingError: A node refuses a batch of this size or these values; the problem names it.
    """
    import torch

    trial = copy.deepcopy(module).train()
    values: dict[str, Tensor] = {}
    devices = [features.device] if features.device.type == "cuda" else []
    with torch.no_grad(), torch.random.fork_rng(devices=devices):
        for node_id in _needed(graph):
            node = graph.nodes[node_id]
            if node.op.fed_by is not None:
                values[node_id] = features if node.op.fed_by == "features" else targets
                continue
            inputs = {port: values[source] for port, source in graph.inputs(node_id).items()}
            try:
                node.op.check_values({port: tensor.cpu().numpy() for port, tensor in inputs.items()})
                values[node_id] = compute_node(node, trial, inputs)
            except BackstepError as error:
                raise TrainingError(
                    *(_of_batch(problem, node_id, len(features)) for problem in error.problems)
                ) from None
            except (RuntimeError, ValueError) as error:
                raise TrainingError(
                    _of_batch(Problem(f"PyTorch refuses: {error}"), node_id, len(features))
                ) from error


def _of_batch(problem: Problem, node_id: str, size: int) -> Problem:
    samples = f"{size} sample{'s' * (size > 1)}"
    mend = "Choose a batch size that leaves a larger last mini-batch, or mend the node"
    return replace(
        problem, node=node_id, message=f"with a mini-batch of {samples}, {problem.message}", mend=mend
    )


def _needed(graph: Graph) -> list[str]:
    """What the loss is computed from, in the order of the forward pass."""
    needed = ancestors(graph, [output_node(graph)])
    return [node_id for node_id in topological_order(graph) if node_id in needed]


def _first_bad(
    graph: Graph, module: "nn.Module", features: "Tensor", targets: "Tensor"
) -> tuple[str, str] | None:
    """The first node with a parameter or a value that is not finite, and which of them it is."""
    import torch
    from torch import nn

    values: dict[str, Tensor] = {}
    with torch.no_grad():
        for node_id in _needed(graph):
            op = graph.nodes[node_id].op
            own = getattr(module, node_id, None)
            for name, parameter in own.named_parameters() if isinstance(own, nn.Module) else ():
                if not parameter.isfinite().all():
                    return (
                        node_id,
                        f"{node_id}.{name} has grown beyond all numbers, as after too large a step",
                    )
            if op.fed_by is not None:
                values[node_id] = features if op.fed_by == "features" else targets
            else:
                inputs = {port: values[source] for port, source in graph.inputs(node_id).items()}
                values[node_id] = compute_node(graph.nodes[node_id], module, inputs)
            if not values[node_id].isfinite().all():
                return node_id, f"the output of {node_id} is the first that holds infinity or NaN"
    return None
