"""Can this graph be trained? Answered without torch, so that the window can say it before anyone trains."""

from engine.errors import BackstepError, GraphError, Problem, TrainingError
from engine.graph.model import Graph
from engine.graph.shape_check import ShapeReport
from engine.graph.topology import ancestors, output_node
from engine.ops.shapes import format_shape
from engine.training.config import TrainingConfig


def training_problem(graph: Graph, report: ShapeReport) -> Problem | None:
    """The first reason why a graph cannot be trained as it and its settings are; None if it can.

    Args:
        graph: The graph.
        report: Its shapes.
    """
    try:
        TrainingConfig.read(graph.training).sample_shapes()
        require_trainable(graph, report)
    except BackstepError as error:
        return error.problems[0]
    return None


def require_trainable(graph: Graph, report: ShapeReport) -> str:
    """Refuse a graph that cannot be trained.

    Args:
        graph: The graph; nodes its output does not depend on may be unfinished.
        report: Its shapes.

    Returns:
        Id of the node whose value is minimised.

    Raises:
        BackstepError: It has problems, no single output, or nothing to minimise, read or learn.
    """
    output = _output(graph)
    needed = ancestors(graph, [output])
    report.require_valid(needed)
    if report.nodes[output].shape != ():
        raise TrainingError(
            Problem(
                "training needs one number to minimise",
                node=output,
                expected="a scalar output, such as a loss with reduction mean or sum",
                found=format_shape(report.nodes[output].shape or ()),
                mend="End the graph with a loss",
            )
        )
    if not any(graph.nodes[node_id].op.fed_by == "features" for node_id in needed):
        raise TrainingError(
            Problem(
                "the output reads no data, so there is nothing to train on",
                node=output,
                expected="an Input node before it",
                found="none",
                mend="Add an Input, and a Target for the labels",
            )
        )
    if not any(_learns(graph, report, node_id) for node_id in needed):
        raise TrainingError(
            Problem("nothing in the graph learns", mend="Add a layer, or let one be trainable again")
        )
    return output


def _output(graph: Graph) -> str:
    """The output node; where it is ambiguous only because there is no loss yet, that is what is said."""
    try:
        return output_node(graph)
    except GraphError:
        if not graph.nodes or any(node.op.is_loss for node in graph):
            raise
    raise TrainingError(
        Problem(
            "the graph has no loss, so there is nothing to minimise",
            expected="a loss at its end",
            found="none",
            mend="Add one, such as CrossEntropyLoss, and wire the last layer and a Target to it",
        )
    )


def _learns(graph: Graph, report: ShapeReport, node_id: str) -> bool:
    trainable = getattr(graph.nodes[node_id].op.params, "trainable", True)
    return bool(report.nodes[node_id].parameters) and trainable
