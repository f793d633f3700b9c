"""Does the data fit the graph: the shapes that Input nodes declare, against those of the samples."""

from engine.errors import Problem
from engine.graph.model import Graph
from engine.graph.shape_check import SampleShapes
from engine.ops.shapes import format_shape


def fit_problems(graph: Graph, shapes: SampleShapes, dataset: str) -> list[Problem]:
    """A problem for each Input node that declares another shape than the samples have.

    Args:
        graph: The graph.
        shapes: What the data set hands in.
        dataset: Its name, for the messages.
    """
    return [
        Problem(
            f"{dataset} does not fit: a sample is {format_shape(shapes.features)}",
            node=node.id,
            expected=format_shape(declared),
            found=format_shape(shapes.features),
            mend="Leave shape out, so that the data set gives it, or choose another data set",
            param="shape",
        )
        for node in graph
        if node.op.fed_by == "features"
        and (declared := getattr(node.op.params, "shape", None)) not in (None, shapes.features)
    ]
