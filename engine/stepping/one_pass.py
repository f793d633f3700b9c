"""One forward and one backward pass, node by node, of which everything is kept."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from engine.compiling.class_numbers import as_read
from engine.compiling.evaluate import compute_node
from engine.data.feed import Feed
from engine.errors import BackstepError, GraphError, Problem
from engine.graph.model import Graph
from engine.ops.library.linear import Linear
from engine.ops.shapes import format_shape
from engine.ops.spec import Array, Op
from engine.stepping.jacobian import jacobian
from engine.stepping.kinks import kinks
from engine.stepping.trace import InputTrace, NodeTrace, ParamTrace, Trace

if TYPE_CHECKING:
    from torch import Tensor, nn


@dataclass
class Pass:
    """One pass: the tensor of every node, and what each wire handed on.

    Where a node is read more than once, each wire reads it through a view of its own. Autograd then tells for
    the view what flowed back through this wire alone, and for the node the sum over all wires, all in one
    backward pass.

    Attributes:
        graph: What was run.
        module: Its module, with the weights of this pass.
        output: The node that was differentiated.
        data: What was fed, if anything.
        index: Number of the first sample.
        batch: How many samples.
        values: Output per node, in the order of the pass.
        seen: What flowed in, per (node, port).
        gradients: ∂output/∂tensor by the tensor's id; read it by `gradient`.
        chance: State of the random generator before each node, so that dropout can be repeated.
        seconds: How long each node took to compute.
        backward_seconds: How long the backward pass took.
    """

    graph: Graph
    module: "nn.Module"
    output: str
    data: Feed | None
    index: int = 0
    batch: int = 1
    values: dict[str, "Tensor"] = field(default_factory=dict)
    seen: dict[tuple[str, str], "Tensor"] = field(default_factory=dict)
    gradients: dict[int, "Tensor"] = field(default_factory=dict)
    chance: dict[str, "Tensor"] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    backward_seconds: float = 0.0

    # Forward ---------------------------------------------------------------------------------------

    def forward(self, node_id: str) -> None:
        """Compute one node; all it reads must have been computed."""
        import torch

        op = self.graph.nodes[node_id].op
        self.chance[node_id] = torch.get_rng_state()
        start = perf_counter()
        if op.fed_by is not None:
            value = self._fed(node_id)
        else:
            inputs = self._look(node_id)
            value = self._compute(node_id, inputs)
            if any(value is tensor for tensor in inputs.values()):  # as Identity hands it on
                value = value.view_as(value)
        self.seconds[node_id] = perf_counter() - start
        self.values[node_id] = value

    def _fed(self, node_id: str) -> "Tensor":
        import torch

        op = self.graph.nodes[node_id].op
        assert self.data is not None
        data = torch.as_tensor(self.data.features if op.fed_by == "features" else self.data.targets)
        if data.is_floating_point():
            data = data.double()
        return data.detach().clone().requires_grad_(op.fed_by == "features")

    def _look(self, node_id: str) -> dict[str, "Tensor"]:
        """What flows into each port."""
        inputs = {}
        for port, source in self._sources[node_id].items():
            value = self.values[source]
            inputs[port] = value.view_as(value) if source in self._forks else value
        inputs = as_read(self.graph.nodes[node_id].op, inputs)
        self.seen |= {(node_id, port): tensor for port, tensor in inputs.items()}
        return inputs

    @cached_property
    def _sources(self) -> dict[str, dict[str, str]]:
        """Who feeds each port of each node."""
        return {node_id: self.graph.inputs(node_id) for node_id in self.graph.nodes}

    @cached_property
    def _forks(self) -> frozenset[str]:
        """Nodes whose gradient is not that of a single wire: read more than once, or differentiated."""
        readers = Counter(edge.source for edge in self.graph.edges)
        return frozenset([self.output, *(source for source, count in readers.items() if count > 1)])

    def _compute(self, node_id: str, inputs: Mapping[str, "Tensor"]) -> "Tensor":
        from torch import nn

        node = self.graph.nodes[node_id]
        try:
            if type(node.op).check_values is not Op.check_values:  # most ops take any number
                node.op.check_values({port: _numbers(tensor) for port, tensor in inputs.items()})
            value = compute_node(node, self.module, inputs)
        except BackstepError as error:
            raise type(error)(*(problem.at(node_id) for problem in error.problems)) from None
        except (RuntimeError, ValueError, IndexError) as error:
            shapes = ", ".join(format_shape(tensor.shape) for tensor in inputs.values())
            mend = "Check the shapes and values that flow in"
            raise GraphError(
                Problem(f"PyTorch refused: {error}", node=node_id, found=shapes, mend=mend)
            ) from error
        if not inputs and not isinstance(value, nn.Parameter):
            value = value.detach().clone().requires_grad_(node.op.params.requires_grad)
        return value

    # Backward --------------------------------------------------------------------------------------

    def backward(self) -> None:
        """Differentiate the output by everything.

        Raises:
            GraphError: The output is not a single number.
        """
        import torch

        value = self.values[self.output]
        if value.numel() != 1:
            raise GraphError(
                Problem(
                    "only a single number can be differentiated",
                    node=self.output,
                    expected="a scalar output",
                    found=format_shape(tuple(value.shape)),
                    mend="End the graph with a loss, or with an op that gives one number",
                )
            )
        if not value.requires_grad:
            return
        all_tensors = (*self.values.values(), *self.seen.values(), *self._parameters.values())
        tensors = list({id(tensor): tensor for tensor in all_tensors if tensor.requires_grad}.values())
        start = perf_counter()
        gradients: tuple[Tensor | None, ...] = torch.autograd.grad(
            value, tensors, retain_graph=True, allow_unused=True
        )
        self.backward_seconds = perf_counter() - start
        pairs = zip(tensors, gradients, strict=True)
        self.gradients = {id(tensor): gradient for tensor, gradient in pairs if gradient is not None}

    # Reading ---------------------------------------------------------------------------------------

    def gradient(self, tensor: "Tensor") -> Array | None:
        """∂output/∂tensor; None where no gradient reaches it or it has none."""
        gradient = self.gradients.get(id(tensor))
        return None if gradient is None else _numbers(gradient)

    def learned(self, node_id: str) -> dict[str, "Tensor"]:
        """Learnable parameters of a node, by PyTorch's names."""
        return self._learned.get(node_id, {})

    @cached_property
    def _parameters(self) -> dict[str, "Tensor"]:
        return dict(self.module.named_parameters())

    @cached_property
    def _learned(self) -> dict[str, dict[str, "Tensor"]]:
        found: dict[str, dict[str, Tensor]] = {}
        for path, tensor in self._parameters.items():
            node_id, dot, name = path.partition(".")
            if dot:
                found.setdefault(node_id, {})[name] = tensor
        return found

    def local_gradient(self, node_id: str, name: str, max_entries: int) -> Array | None:
        """∂(a node's output)/∂(one of its ports or parameters) as a matrix, of at most so many entries.

        A number where both are scalars; None where it is too large, or there is none.
        """
        output, by = self.values[node_id], self.arguments(node_id)[name]
        if not (output.requires_grad and by.requires_grad) or output.numel() * by.numel() > max_entries:
            return None
        op = self.graph.nodes[node_id].op
        if isinstance(op, Linear) and name == "input":
            weight = _numbers(self.learned(node_id)["weight"])
            return np.kron(np.eye(by.numel() // weight.shape[1]), weight)
        return jacobian(output, by)

    def arguments(self, node_id: str) -> dict[str, "Tensor"]:
        """What a node computes from: per port what flows in, then its parameters."""
        return {**self._inputs(node_id), **self.learned(node_id)}

    def leaves(self) -> dict[str, "Tensor"]:
        """What the output can be differentiated by at the graph's beginning: sources by id, parameters."""
        sources = {node_id: value for node_id, value in self.values.items() if value.is_leaf}
        learned = {name: tensor for name, tensor in self._parameters.items() if name not in sources}
        return {name: leaf for name, leaf in {**sources, **learned}.items() if id(leaf) in self.gradients}

    def _inputs(self, node_id: str) -> dict[str, "Tensor"]:
        return {port: self.seen[node_id, port] for port in self._sources[node_id]}

    # Computing anew ---------------------------------------------------------------------------------

    def recompute(self, node_id: str, name: str, moved: "Tensor") -> Array:
        """A node's output anew, with another tensor at one of its ports or parameters."""
        inputs = self._inputs(node_id)
        held = self.learned(node_id).get(name) if name not in inputs else None
        if held is None:
            inputs[name] = moved
        with _holding(held, moved):
            return self._repeat(node_id, inputs)

    def rerun(self, node_id: str, *inputs: Array) -> Array:
        """A node's output for other inputs, from the random state of this pass."""
        import torch

        tensors = dict(zip(self._sources[node_id], map(torch.as_tensor, inputs), strict=True))
        return self._repeat(node_id, tensors)

    def _repeat(self, node_id: str, inputs: Mapping[str, "Tensor"]) -> Array:
        """A node's output by the same chance as in this pass."""
        import torch

        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self.chance[node_id])
            return _numbers(self._compute(node_id, inputs)).copy()

    def recompute_output(self, leaf: str, moved: "Tensor") -> Array:
        """The output anew, with another tensor in place of a leaf."""
        import torch

        values: dict[str, Tensor] = {}
        held = None if leaf in self.values else self.leaves()[leaf]
        with torch.no_grad(), torch.random.fork_rng(devices=[]), _holding(held, moved):
            for node_id, known in self.values.items():
                sources = self._sources[node_id]
                torch.set_rng_state(self.chance[node_id])
                inputs = {port: values[source] for port, source in sources.items()}
                unmoved = known if node_id != leaf else moved
                values[node_id] = self._compute(node_id, inputs) if sources else unmoved
        return _numbers(values[self.output].reshape(())).copy()

    # The trace --------------------------------------------------------------------------------------

    def trace(self, max_jacobian: int) -> Trace:
        """The pass as NumPy arrays, with local gradients of at most `max_jacobian` entries."""
        nodes = {node_id: self._node_trace(node_id, max_jacobian) for node_id in self.values}
        return Trace(
            output=self.output,
            order=tuple(self.values),
            nodes=nodes,
            loss=float(nodes[self.output].value.reshape(-1)[0]),
            batch=self.batch if self.data is not None else 0,
            index=self.index,
            labels=self.data.labels if self.data is not None else (),
            backward_seconds=self.backward_seconds,
        )

    def _node_trace(self, node_id: str, max_jacobian: int) -> NodeTrace:
        op = self.graph.nodes[node_id].op
        value = self.values[node_id]
        inputs, params, read = {}, {}, []
        for port, source in self._sources[node_id].items():
            seen = self.seen[node_id, port]
            local = self.local_gradient(node_id, port, max_jacobian)
            inputs[port] = InputTrace(source, self.gradient(seen), local)
            read.append(_numbers(seen))
        for name, tensor in self.learned(node_id).items():
            local = self.local_gradient(node_id, name, max_jacobian)
            params[name] = ParamTrace(_numbers(tensor).copy(), self.gradient(tensor), local)
        upstream = self.gradient(value)
        output = _numbers(value)
        notes = kinks(op, read, output) if upstream is not None else ()
        return NodeTrace(node_id, op.name, output, upstream, inputs, params, self.seconds[node_id], notes)


@contextmanager
def _holding(parameter: "Tensor | None", other: "Tensor") -> Iterator[None]:
    """Within it, a parameter holds other numbers; autograd, which still needs it, does not learn of it."""
    if parameter is None:
        yield
        return
    before = parameter.detach().clone()
    parameter.data.copy_(other)
    try:
        yield
    finally:
        parameter.data.copy_(before)


def _numbers(tensor: "Tensor") -> Array:
    """The tensor's own memory as an array; nothing changes it after the pass."""
    return tensor.detach().numpy()
