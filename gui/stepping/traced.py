"""A trace together with what the graph was when it was made, so that both always fit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from engine.ops.spec import Array, Op
from engine.stepping.trace import InputTrace, NodeTrace, ParamTrace, Trace
from engine.training.optimizers import SGD, Optimizer


@dataclass(frozen=True)
class TracedGraph:
    """A trace and the ops it ran through. The open graph may change; this stays as it was.

    Attributes:
        trace: Every value and gradient.
        ops: Op per id.
        batched: Ids whose output has the batch as its first dimension.
        optimizer: How gradients become steps.
    """

    trace: Trace
    ops: Mapping[str, Op[Any]]
    batched: frozenset[str] = field(default_factory=frozenset)
    optimizer: Optimizer = field(default_factory=SGD)

    @cached_property
    def is_circuit(self) -> bool:
        """Whether every value is a single number: the graph is drawn and told as on the board."""
        return all(node.value.size == 1 and not node.params for node in self.trace.nodes.values())

    @cached_property
    def is_fed(self) -> bool:
        """Whether samples of a data set flow through it."""
        return any(self.ops[node_id].fed_by is not None for node_id in self.trace.order)

    @cached_property
    def _readers(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        readers: dict[str, tuple[tuple[str, str], ...]] = {}
        for node in self.trace.nodes.values():
            for port, seen in node.inputs.items():
                readers[seen.source] = (*readers.get(seen.source, ()), (node.id, port))
        return readers

    def readers(self, node_id: str) -> tuple[tuple[str, str], ...]:
        """Who reads a node's output: (reader, port)."""
        return self._readers.get(node_id, ())

    def node(self, node_id: str) -> NodeTrace:
        """What the trace knows of a node."""
        return self.trace.nodes[node_id]

    def is_scalar(self, node_id: str) -> bool:
        """Whether everything that a node reads and gives is a single number, and it learns nothing."""
        node = self.node(node_id)
        inputs = [self.node(seen.source).value for seen in node.inputs.values()]
        return not node.params and all(array.size == 1 for array in (node.value, *inputs))

    def gradients(self, node_id: str) -> dict[str, InputTrace | ParamTrace]:
        """What a node's backward step gives a gradient to: its ports, then its parameters, by name."""
        node = self.node(node_id)
        ports = {port: seen for port, seen in node.inputs.items() if seen.downstream is not None}
        params = {name: param for name, param in node.params.items() if param.grad is not None}
        return {**ports, **params}

    def read_value(self, node_id: str, name: str) -> Array:
        """The value that a node reads at a port, or of its parameter of that name."""
        node = self.node(node_id)
        if name in node.inputs:
            return self.node(node.inputs[name].source).value
        return node.params[name].value

    def sample(self, node_id: str, array: Array, item: int) -> Array:
        """A value or gradient of a node without the batch: one sample of it."""
        return array[item] if node_id in self.batched else array


def single(array: Array) -> float:
    """The number of an array that holds one."""
    return float(np.reshape(array, -1)[0])


def largest(array: Array) -> tuple[int, ...]:
    """Where the largest |number| of an array stands; NaN counts as the largest of all."""
    sizes = np.nan_to_num(np.abs(array), nan=np.inf)
    return tuple(int(place) for place in np.unravel_index(int(np.argmax(sizes)), array.shape))
