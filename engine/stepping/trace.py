"""The trace: every value and every gradient of one forward and one backward pass, as NumPy arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from engine.ops.spec import Array


@dataclass(frozen=True)
class InputTrace:
    """What one port of a node saw.

    Attributes:
        source: Id of the node that feeds it.
        downstream: ∂L/∂(this input), upstream × local, in the input's shape; None where there is no gradient.
        local: ∂output/∂input: a number where both are scalars, else the matrix (output elements × input
            elements) where it was small enough to be asked for, else None.
    """

    source: str
    downstream: Array | None = None
    local: Array | None = None


@dataclass(frozen=True)
class ParamTrace:
    """A learnable parameter of a node.

    Attributes:
        value: Its value.
        grad: ∂L/∂parameter, in its shape; None where it is frozen or out of reach.
        local: ∂output/∂parameter as a matrix (output elements × parameter elements), or None.
    """

    value: Array
    grad: Array | None = None
    local: Array | None = None


@dataclass(frozen=True)
class NodeTrace:
    """All of one node in one pass.

    Attributes:
        id: The node.
        op: Its op's name.
        value: Its output.
        upstream: ∂L/∂output, summed over all readers; None where no gradient arrives or exists.
        inputs: Per port.
        params: Per learnable parameter.
        seconds: How long the value took to compute.
        notes: Where the derivative is a matter of convention, and what PyTorch takes there, a sentence each:
            a rectifier at exactly 0, equal maxima.
    """

    id: str
    op: str
    value: Array
    upstream: Array | None = None
    inputs: Mapping[str, InputTrace] = field(default_factory=dict)
    params: Mapping[str, ParamTrace] = field(default_factory=dict)
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotFinite:
    """Where numbers first stop being numbers.

    Attributes:
        node: The node.
        what: "value", "upstream", or the name of the port or parameter whose gradient it is.
        nans: How many elements are NaN.
        infinities: How many are infinite.
    """

    node: str
    what: str
    nans: int
    infinities: int

    def sentence(self) -> str:
        """It in words, such as "q: its value is the first that holds NaN (3 elements)"."""
        counts = ((self.nans, "NaN"), (self.infinities, "infinity"))
        found = " and ".join(
            f"{word} ({count} element{'s' * (count > 1)})" for count, word in counts if count
        )
        whose = {"value": "its value", "upstream": "the gradient that arrives here"}
        what = whose.get(self.what, f"the gradient of its {self.what}")
        return f"{self.node}: {what} is the first that holds {found}"


@dataclass(frozen=True)
class Trace:
    """One pass over a graph.

    Attributes:
        output: Id of the node that was differentiated.
        order: Ids in the order of the forward pass; the backward pass is its reverse.
        nodes: Per id.
        loss: The output's value.
        batch: How many samples flowed, 0 for a graph without data.
        index: Number of the first sample in the data set.
        labels: What the targets mean, a word a sample, where the data set names its classes.
        backward_seconds: How long the whole backward pass took.
    """

    output: str
    order: tuple[str, ...]
    nodes: Mapping[str, NodeTrace]
    loss: float
    batch: int = 0
    index: int = 0
    labels: tuple[str, ...] = ()
    backward_seconds: float = 0.0

    @cached_property
    def first_bad(self) -> NotFinite | None:
        """Where NaN or infinity first appears: in the values, else in the gradients, in the pass's order."""
        for node_id in self.order:
            found = _not_finite(node_id, "value", self.nodes[node_id].value)
            if found is not None:
                return found
        for node_id in self.backward_order():
            node = self.nodes[node_id]
            gradients = {
                "upstream": node.upstream,
                **{port: seen.downstream for port, seen in node.inputs.items()},
                **{name: param.grad for name, param in node.params.items()},
            }
            for what, gradient in gradients.items():
                found = _not_finite(node_id, what, gradient)
                if found is not None:
                    return found
        return None

    def backward_order(self) -> list[str]:
        """Ids in the order in which the backward pass visits them: those that a gradient reaches."""
        return [node_id for node_id in reversed(self.order) if self.nodes[node_id].upstream is not None]

    def parts(self, node_id: str) -> dict[tuple[str, str], Array]:
        """Where a wire forks: the gradient that each reader sent back, by (reader, port)."""
        return {
            (reader.id, port): seen.downstream
            for reader in self.nodes.values()
            for port, seen in reader.inputs.items()
            if seen.source == node_id and seen.downstream is not None
        }


def _not_finite(node_id: str, what: str, array: Array | None) -> NotFinite | None:
    if array is None or np.isfinite(array).all():
        return None
    return NotFinite(node_id, what, int(np.isnan(array).sum()), int(np.isinf(array).sum()))


def plain(value: Any) -> Any:
    """An array as a number or nested lists."""
    return None if value is None else value.tolist()
