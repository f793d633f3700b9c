"""The trace: every value and every gradient of one forward and one backward pass, as NumPy arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
    """

    id: str
    op: str
    value: Array
    upstream: Array | None = None
    inputs: Mapping[str, InputTrace] = field(default_factory=dict)
    params: Mapping[str, ParamTrace] = field(default_factory=dict)


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
    """

    output: str
    order: tuple[str, ...]
    nodes: Mapping[str, NodeTrace]
    loss: float
    batch: int = 0
    index: int = 0
    labels: tuple[str, ...] = ()

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


def plain(value: Any) -> Any:
    """An array as a number or nested lists."""
    return None if value is None else value.tolist()
