"""Run a graph node by node, forward and backward, and keep all of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compiling.build import module_from_source
from engine.compiling.evaluate import compute_node
from engine.compiling.source import module_source
from engine.data.config import data_config
from engine.data.feed import Feed, feed
from engine.data.flow import chosen_shapes
from engine.errors import BackstepError, GraphError, Problem
from engine.graph.model import Graph
from engine.graph.shape_check import ShapeReport, check_shapes
from engine.graph.topology import ancestors, output_node, topological_order
from engine.ops.shapes import format_shape
from engine.ops.spec import Array
from engine.stepping.trace import InputTrace, NodeTrace, ParamTrace, Trace

if TYPE_CHECKING:
    from torch import Tensor, nn


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
) -> "Pass":
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


@dataclass
class Pass:
    """One pass: the tensor of every node, and a view of it per wire.

    Each wire reads its source through a view of its own. Autograd then tells for the view what flowed back
    through this wire alone, and for the source the sum over all wires, all in one backward pass.

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
    """

    graph: Graph
    module: "nn.Module"
    output: str
    data: Feed | None
    index: int = 0
    batch: int = 1
    values: dict[str, "Tensor"] = field(default_factory=dict)
    seen: dict[tuple[str, str], "Tensor"] = field(default_factory=dict)
    gradients: dict[int, Array] = field(default_factory=dict)
    chance: dict[str, "Tensor"] = field(default_factory=dict)

    def forward(self, node_id: str) -> None:
        """Compute one node; all it reads must have been computed."""
        import torch

        op = self.graph.nodes[node_id].op
        self.chance[node_id] = torch.get_rng_state()
        if op.fed_by is not None:
            value = self._fed(node_id)
        else:
            inputs = {
                port: self._look(node_id, port, source) for port, source in self.graph.inputs(node_id).items()
            }
            value = self._compute(node_id, inputs)
        self.values[node_id] = value

    def _fed(self, node_id: str) -> "Tensor":
        import torch

        op = self.graph.nodes[node_id].op
        assert self.data is not None
        data = torch.as_tensor(self.data.features if op.fed_by == "features" else self.data.targets)
        if data.is_floating_point():
            data = data.double()
        return data.detach().clone().requires_grad_(op.fed_by == "features")

    def _look(self, node_id: str, port: str, source: str) -> "Tensor":
        value = self.values[source]
        self.seen[node_id, port] = value.view_as(value)
        return self.seen[node_id, port]

    def _compute(self, node_id: str, inputs: Mapping[str, "Tensor"]) -> "Tensor":
        from torch import nn

        node = self.graph.nodes[node_id]
        try:
            node.op.check_values({port: tensor.detach().numpy() for port, tensor in inputs.items()})
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
        tensors = [*self.values.values(), *self.seen.values(), *self.module.parameters()]
        tensors = [tensor for tensor in tensors if tensor.requires_grad]
        gradients: tuple[Tensor | None, ...] = torch.autograd.grad(
            value, tensors, retain_graph=True, allow_unused=True
        )
        for tensor, gradient in zip(tensors, gradients, strict=True):
            if gradient is not None:
                self.gradients[id(tensor)] = _numbers(gradient)

    def gradient(self, tensor: "Tensor") -> Array | None:
        """∂output/∂tensor; None where no gradient reaches it or it has none."""
        return self.gradients.get(id(tensor))

    def learned(self, node_id: str) -> dict[str, "Tensor"]:
        """Learnable parameters of a node, by PyTorch's names."""
        from torch import nn

        layer = getattr(self.module, node_id, None)
        return dict(layer.named_parameters()) if isinstance(layer, nn.Module) else {}

    def arguments(self, node_id: str) -> dict[str, "Tensor"]:
        """What a node computes from: per port what flows in, then its parameters."""
        inputs = {port: self.seen[node_id, port] for port in self.graph.inputs(node_id)}
        return {**inputs, **self.learned(node_id)}

    def leaves(self) -> dict[str, "Tensor"]:
        """What the output can be differentiated by at the graph's beginning: sources by id, parameters."""
        sources = {node_id: value for node_id, value in self.values.items() if value.is_leaf}
        learned = {name: tensor for name, tensor in self.module.named_parameters() if name not in sources}
        return {name: leaf for name, leaf in {**sources, **learned}.items() if id(leaf) in self.gradients}

    def recompute(self, node_id: str, name: str, moved: "Tensor") -> Array:
        """A node's output anew, with another tensor at one of its ports or parameters."""
        import torch

        inputs = {port: self.seen[node_id, port] for port in self.graph.inputs(node_id)}
        held = self.learned(node_id).get(name) if name not in inputs else None
        if held is None:
            inputs[name] = moved
        with torch.no_grad(), torch.random.fork_rng(devices=[]), _holding(held, moved):
            torch.set_rng_state(self.chance[node_id])
            return _numbers(self._compute(node_id, inputs))

    def rerun(self, node_id: str, *inputs: Array) -> Array:
        """A node's output for other inputs, from the random state of this pass."""
        import torch

        tensors = dict(zip(self.graph.inputs(node_id), map(torch.as_tensor, inputs), strict=True))
        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self.chance[node_id])
            return _numbers(self._compute(node_id, tensors))

    def recompute_output(self, leaf: str, moved: "Tensor") -> Array:
        """The output anew, with another tensor in place of a leaf."""
        import torch

        values: dict[str, Tensor] = {}
        held = None if leaf in self.values else self.leaves()[leaf]
        with torch.no_grad(), torch.random.fork_rng(devices=[]), _holding(held, moved):
            for node_id, known in self.values.items():
                sources = self.graph.inputs(node_id)
                torch.set_rng_state(self.chance[node_id])
                inputs = {port: values[source] for port, source in sources.items()}
                unmoved = known if node_id != leaf else moved
                values[node_id] = self._compute(node_id, inputs) if sources else unmoved
        return _numbers(values[self.output].reshape(()))

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
        )

    def _node_trace(self, node_id: str, max_jacobian: int) -> NodeTrace:
        op = self.graph.nodes[node_id].op
        value = self.values[node_id]
        inputs = {
            port: InputTrace(
                source,
                downstream=self.gradient(self.seen[node_id, port]),
                local=_jacobian(value, self.seen[node_id, port], max_jacobian),
            )
            for port, source in self.graph.inputs(node_id).items()
        }
        params = {
            name: ParamTrace(_numbers(tensor), self.gradient(tensor), _jacobian(value, tensor, max_jacobian))
            for name, tensor in self.learned(node_id).items()
        }
        return NodeTrace(node_id, op.name, _numbers(value), self.gradient(value), inputs, params)


@contextmanager
def _holding(parameter: "Tensor | None", other: "Tensor") -> Iterator[None]:
    """Within it, a parameter holds other numbers."""
    if parameter is None:
        yield
        return
    before = parameter.detach().clone()
    parameter.copy_(other)
    try:
        yield
    finally:
        parameter.copy_(before)


def _jacobian(output: "Tensor", by: "Tensor", max_entries: int) -> Array | None:
    """∂output/∂by as a matrix (output elements × input elements); a number where both are scalars."""
    import torch

    if not (output.requires_grad and by.requires_grad) or output.numel() * by.numel() > max_entries:
        return None
    rows = torch.eye(output.numel(), dtype=output.dtype).reshape(-1, *output.shape)
    (jacobian,) = torch.autograd.grad(output, by, rows, retain_graph=True, is_grads_batched=True)
    numbers = _numbers(jacobian)
    shape = () if output.dim() == by.dim() == 0 else (output.numel(), by.numel())
    return numbers.reshape(shape)


def _numbers(tensor: "Tensor") -> Array:
    return tensor.detach().numpy().copy()
