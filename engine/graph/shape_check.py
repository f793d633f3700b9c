"""Shapes through the whole graph; what is wrong stays local, the valid part stays alive."""

from collections.abc import Container
from dataclasses import dataclass, field
from math import prod

from engine.errors import BackstepError, Fix, Problem, ShapeError
from engine.graph.model import Graph, Node
from engine.graph.topology import topological_order
from engine.ops.shapes import MAX_ELEMENTS, N, Shape, count_elements, format_shape, without_batch


@dataclass(frozen=True)
class SampleShapes:
    """What a data set hands in, without the batch.

    Attributes:
        features: Shape of one sample.
        target: Shape of one label: () for a class number.
        classes: How many classes there are; None for regression.
    """

    features: tuple[int, ...]
    target: tuple[int, ...] = ()
    classes: int | None = None


@dataclass(frozen=True)
class NodeReport:
    """What is known of one node.

    Attributes:
        shape: The output's shape with the batch; None while it cannot be known.
        inputs: Shape per connected port whose source has one.
        parameters: Shape per learnable parameter.
        problem: What is wrong at this node, if anything is; nodes after it have neither shape nor problem.
        warnings: What is allowed but probably not meant.
    """

    shape: Shape | None = None
    inputs: dict[str, Shape] = field(default_factory=dict)
    parameters: dict[str, tuple[int, ...]] = field(default_factory=dict)
    problem: Problem | None = None
    warnings: tuple[str, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether this node can be computed."""
        return self.shape is not None

    @property
    def parameter_count(self) -> int:
        """How many numbers it learns."""
        return sum(prod(shape) for shape in self.parameters.values())


@dataclass(frozen=True)
class ShapeReport:
    """What is known of a graph."""

    nodes: dict[str, NodeReport]

    @property
    def problems(self) -> list[Problem]:
        """All problems, in the order of the nodes."""
        return [report.problem for report in self.nodes.values() if report.problem is not None]

    @property
    def parameter_count(self) -> int:
        """How many numbers the whole graph learns."""
        return sum(report.parameter_count for report in self.nodes.values())

    def require_valid(self, nodes: Container[str] | None = None) -> None:
        """Raise what is wrong.

        Args:
            nodes: The nodes that matter; None for all.

        Raises:
            BackstepError: With every problem of these nodes.
        """
        problems = [problem for problem in self.problems if nodes is None or problem.node in nodes]
        if problems:
            raise BackstepError(*problems)


def check_shapes(graph: Graph, samples: SampleShapes | None = None) -> ShapeReport:
    """Infer every shape and say what does not fit.

    Args:
        graph: The graph, half-built or whole.
        samples: What the data set hands in, where one is chosen.
    """
    reports: dict[str, NodeReport] = {}
    for node_id in topological_order(graph):
        reports[node_id] = _check_node(graph, graph.nodes[node_id], reports, samples)
    return ShapeReport({node_id: reports[node_id] for node_id in graph.nodes})


def _check_node(
    graph: Graph, node: Node, reports: dict[str, NodeReport], samples: SampleShapes | None
) -> NodeReport:
    sources = graph.inputs(node.id)
    inputs = {port: shape for port, source in sources.items() if (shape := reports[source].shape) is not None}
    missing = [port.name for port in graph.ports(node.id) if port.name not in sources]
    if missing:
        return NodeReport(inputs=inputs, problem=_missing(node, missing))
    if len(inputs) < len(sources):
        return NodeReport(inputs=inputs)
    try:
        shape = _fed_shape(node, samples) or node.op.output_shape(inputs)
        parameters = node.op.parameter_shapes(inputs)
        for name, size in (("its output", shape), *parameters.items()):
            _require_possible(name, size)
        return NodeReport(shape, inputs, parameters, warnings=node.op.warnings(inputs))
    except BackstepError as error:
        return NodeReport(inputs=inputs, problem=error.problems[0].at(node.id))


def _fed_shape(node: Node, samples: SampleShapes | None) -> Shape | None:
    """The shape that data gives a node, None where the node itself knows it.

    Raises:
        ShapeError: The node declares another shape than the data has.
    """
    if samples is None or node.op.fed_by is None:
        return None
    if node.op.fed_by == "targets":
        return (N, *samples.target)
    declared = getattr(node.op.params, "shape", None)
    if declared is not None and declared != samples.features:
        given = format_shape(samples.features)
        raise ShapeError(
            Problem(
                f"the data set's samples are {given}",
                expected=format_shape(declared),
                found=given,
                mend="Set shape as the data set gives it, or choose another data set",
                param="shape",
                fixes=(Fix(f"Set shape to {given}", {"shape": list(samples.features)}),),
            )
        )
    return (N, *samples.features)


def _missing(node: Node, ports: list[str]) -> Problem:
    names = " and ".join(f"'{port}'" for port in ports)
    return Problem(
        f"nothing flows into {names}",
        node=node.id,
        expected=f"a wire to each port of {node.op.name}",
        found=f"{len(ports)} without one",
        mend=f"Draw a wire to {names}",
        port=ports[0],
    )


def _require_possible(name: str, shape: Shape) -> None:
    if count_elements(shape) > MAX_ELEMENTS:
        raise BackstepError(
            Problem(
                f"{name} would be {format_shape(shape)}, too large to exist",
                expected="at most 2^40 elements",
                found=f"{count_elements(shape):,}",
                mend="Make it smaller",
            )
        )


def printed_shape(shape: Shape) -> list[int]:
    """A shape as `check` prints it: without the batch."""
    return list(without_batch(shape))
