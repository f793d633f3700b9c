"""The gradient check: NumPy reference, autograd and numeric differences as three witnesses, in float64."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.ops.spec import Array
from engine.stepping.one_pass import Pass

if TYPE_CHECKING:
    from torch import Tensor

TOLERANCE: Final = 1e-5
Compute = Callable[["Tensor"], Array]
_EPSILON: Final = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Check:
    """One gradient under three witnesses.

    Attributes:
        numeric_error: Largest relative error of autograd against central differences.
        reference_error: Largest relative error of the op's NumPy backward against autograd; None for whole
            graphs, which have no reference.
        probes: How many elements or directions were tried.
        kinks: How many were left out because the function bends there.
    """

    numeric_error: float
    reference_error: float | None = None
    probes: int = 0
    kinks: int = 0

    @property
    def max_relative_error(self) -> float:
        """The larger of both errors."""
        return max(self.numeric_error, self.reference_error or 0.0)

    @property
    def ok(self) -> bool:
        """Whether the witnesses agree."""
        return self.max_relative_error <= TOLERANCE


@dataclass(frozen=True)
class GradientCheck:
    """All checks of a graph.

    Attributes:
        nodes: Per node, per port or parameter that has a gradient.
        graph: The output by each leaf: "x" for a source, "conv1.weight" for a parameter.
    """

    nodes: Mapping[str, Mapping[str, Check]] = field(default_factory=dict)
    graph: Mapping[str, Check] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether all witnesses agree everywhere."""
        checks = [check for node in self.nodes.values() for check in node.values()]
        return all(check.ok for check in [*checks, *self.graph.values()])


def check_gradients(run: Pass, eps: float = 1e-6, probes: int = 10, seed: int = 0) -> GradientCheck:
    """Check every node by itself and the whole graph.

    Args:
        run: The pass to check.
        eps: Step h of the central differences, above 0.
        probes: How many elements of each tensor are nudged; a larger tensor along so many random directions.
        seed: Seeds the directions.
    """
    rng = np.random.default_rng(seed)
    nodes = {node_id: check_node(run, node_id, eps, probes, rng) for node_id in run.values}
    return GradientCheck(
        {node_id: checks for node_id, checks in nodes.items() if checks},
        {name: _check_leaf(run, name, eps, probes, rng) for name in run.leaves()},
    )


def check_node(
    run: Pass, node_id: str, eps: float, probes: int, rng: np.random.Generator
) -> dict[str, Check]:
    """Check the gradients that one node hands back, from the upstream gradient it got."""
    upstream = run.gradient(run.values[node_id])
    tensors = run.arguments(node_id)
    wanted = {name: tensor for name, tensor in tensors.items() if run.gradient(tensor) is not None}
    if upstream is None or not wanted:
        return {}
    op = run.graph.nodes[node_id].op
    arguments = [tensor.detach().numpy() for tensor in tensors.values()]
    extras = op.extras(partial(run.rerun, node_id), *arguments[: len(run.graph.inputs(node_id))])
    with np.errstate(all="ignore"):  # outside of a function's domain the reference is NaN, as PyTorch is
        reference_gradients = op.backward(upstream, *arguments, *extras)
    by_reference = dict(zip(tensors, reference_gradients, strict=False))
    checks = {}
    for name, tensor in wanted.items():
        autograd = run.gradient(tensor)
        assert autograd is not None
        numeric = _probe(partial(run.recompute, node_id, name), upstream, tensor, autograd, eps, probes, rng)
        reference = by_reference[name]
        floor = max(1e-12, 1e-9 * float(np.sum(np.abs(upstream))))  # what rounding leaves where terms cancel
        error = (
            np.inf
            if reference is None
            else float(np.max(relative_error(reference, autograd, floor), initial=0.0))
        )
        checks[name] = Check(numeric.numeric_error, error, numeric.probes, numeric.kinks)
    return checks


def _check_leaf(run: Pass, name: str, eps: float, probes: int, rng: np.random.Generator) -> Check:
    leaf = run.leaves()[name]
    gradient = run.gradient(leaf)
    assert gradient is not None
    return _probe(partial(run.recompute_output, name), np.ones(()), leaf, gradient, eps, probes, rng)


def relative_error(one: Array, other: Array, floor: float = 1e-12) -> Array:
    """|one − other| / max(|one|, |other|); numbers below `floor` are measured against it.

    Two that are both NaN, or the same infinity, agree; where one alone is, the error is infinite.
    Source: Stanford CS231n, notes on gradient checks.
    """
    with np.errstate(invalid="ignore"):
        error = np.abs(one - other) / np.maximum(np.maximum(np.abs(one), np.abs(other)), floor)
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    return np.asarray(np.where(same, 0.0, np.where(np.isnan(error), np.inf, error)))


def _probe(
    compute: Compute,
    upstream: Array,
    tensor: "Tensor",
    gradient: Array,
    eps: float,
    probes: int,
    rng: np.random.Generator,
) -> Check:
    """Nudge a tensor along some directions, and compare the slopes with what the gradient promises.

    Where a direction meets a kink, a single element is nudged instead, which rarely meets one.
    """
    base = compute(tensor)
    worst, tried, kinks = 0.0, 0, 0
    directions = _directions(gradient.shape, probes, rng)
    for number, direction in enumerate(directions):
        slope = _slope(compute, upstream, base, tensor, direction, eps)
        if slope is None:
            kinks += 1
            if gradient.size > probes and number < probes:
                directions.append(_element(gradient.shape, int(rng.integers(gradient.size))))
            continue
        tried += 1
        numeric, rounding = slope
        expected = float(np.sum(gradient * direction))
        steep = np.abs(gradient[direction != 0])
        moved = np.abs(tensor.detach().numpy()[direction != 0]) / eps + 1
        blur = rounding + 8 * _EPSILON * float(
            np.sum(steep * moved)
        )  # of what comes out, and of what goes in
        floor = max(blur / TOLERANCE, 1e-12)
        worst = max(worst, float(relative_error(np.array(numeric), np.array(expected), floor)))
    return Check(worst, probes=tried, kinks=kinks)


def _directions(shape: tuple[int, ...], probes: int, rng: np.random.Generator) -> list[Array]:
    """Every element of a small tensor; random directions of length 1 of a large one."""
    size = prod(shape)
    if size <= probes:
        return [_element(shape, place) for place in range(size)]
    return list(rng.choice([-1.0, 1.0], size=(probes, *shape)) / np.sqrt(size))


def _element(shape: tuple[int, ...], place: int) -> Array:
    direction = np.zeros(prod(shape))
    direction[place] = 1.0
    return direction.reshape(shape)


def _slope(
    compute: Compute, upstream: Array, base: Array, tensor: "Tensor", direction: Array, eps: float
) -> tuple[float, float] | None:
    """Slope along a direction and the rounding error it may have; None at a kink, where the sides differ."""
    for h in (eps, eps / 10):
        ahead, behind = _moved(compute, tensor, direction, h), _moved(compute, tensor, direction, -h)
        rounding = (
            8 * _EPSILON * float(np.sum(np.abs(upstream) * np.maximum(np.abs(ahead), np.abs(base)))) / h
        )
        with np.errstate(invalid="ignore"):  # NaN or infinity has no slope: it is left out like a kink
            right = float(np.sum(upstream * (ahead - base))) / h
            left = float(np.sum(upstream * (base - behind))) / h
        if abs(right - left) <= 1e-3 * max(abs(right), abs(left)) + rounding + 10 * h:
            return float(np.sum(upstream * (ahead - behind))) / (2 * h), rounding
    return None


def _moved(compute: Compute, tensor: "Tensor", direction: Array, step: float) -> Array:
    """What comes out with the tensor moved."""
    import torch

    return compute(tensor.detach() + step * torch.as_tensor(direction))
