"""What the data set of a graph hands into it, known without reading the data."""

from engine.data.config import data_config
from engine.graph.model import Graph
from engine.graph.shape_check import SampleShapes


def chosen_shapes(graph: Graph) -> SampleShapes | None:
    """Shapes that the graph's data set gives; None where the graph declares its own and no set is chosen.

    Raises:
        DataError: The training section's data part is not valid.
    """
    declared = [getattr(node.op.params, "shape", None) for node in graph if node.op.fed_by == "features"]
    if "dataset" not in graph.training and declared and None not in declared:
        return None
    return data_config(graph.training).sample_shapes()
