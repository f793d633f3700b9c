"""The first layer's filters: what the net looks for in the picture itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.graph.model import Graph
from engine.graph.shape_check import SampleShapes, check_shapes
from engine.graph.topology import ancestors, topological_order

if TYPE_CHECKING:
    from torch import nn

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class FilterBank:
    """The weights of one layer, as pictures.

    Attributes:
        node: Id of the layer.
        weights: One picture a filter, (filters, channels, height, width).
        gradients: ∂L/∂weights in the same shape; None before the first backward pass.
    """

    node: str
    weights: Array
    gradients: Array | None = None


def first_filters(
    graph: Graph, module: "nn.Module", samples: SampleShapes | None = None
) -> FilterBank | None:
    """Copies of the first layer's filters and their gradients, from a module that may be training.

    Args:
        graph: The graph.
        module: Its module.
        samples: What the data set hands in, where no Input declares a shape.

    Returns:
        The filters, or None if no Conv2d or Linear reads the picture.
    """
    node = first_layer(graph)
    if node is None:
        return None
    weight = module.get_parameter(f"{node}.weight")
    gradients = None if weight.grad is None else {f"{node}.weight": weight.grad.numpy(force=True)}
    return filters_of_weights(graph, {f"{node}.weight": weight.numpy(force=True)}, gradients, samples)


def filters_of_weights(
    graph: Graph,
    weights: Mapping[str, Array],
    gradients: Mapping[str, Array] | None = None,
    samples: SampleShapes | None = None,
) -> FilterBank | None:
    """The first layer's filters out of weights as a checkpoint holds them.

    A filter of a Conv2d is a picture as it is. A row of a Linear has a weight for each pixel, and is laid out
    as the picture that flows in.

    Args:
        graph: The graph.
        weights: By their names in the module's state, such as "conv1.weight".
        gradients: The same of their gradients.
        samples: What the data set hands in, where no Input declares a shape.

    Returns:
        The filters, or None if no Conv2d or Linear reads the picture.
    """
    node = first_layer(graph)
    if node is None or f"{node}.weight" not in weights:
        return None
    weight, gradient = weights[f"{node}.weight"], (gradients or {}).get(f"{node}.weight")
    picture = _picture(graph, node, samples) if weight.ndim == 2 else ()
    shown = _as_pictures(weight, picture)
    return FilterBank(node, shown, None if gradient is None else _as_pictures(gradient, picture))


def first_layer(graph: Graph) -> str | None:
    """Id of the first Conv2d or Linear that data flows into, in the order of the forward pass."""
    fed = {node.id for node in graph if node.op.fed_by == "features"}
    for node_id in topological_order(graph):
        if graph.nodes[node_id].op.name in ("Conv2d", "Linear") and ancestors(graph, [node_id]) & fed:
            return node_id
    return None


def _picture(graph: Graph, node: str, samples: SampleShapes | None) -> tuple[int, ...]:
    """Shape of the sample that flows towards `node`; empty where it is not known."""
    report = check_shapes(graph, samples)
    before = ancestors(graph, [node])
    shapes = (
        report.nodes[source.id].shape
        for source in graph
        if source.op.fed_by == "features" and source.id in before
    )
    first = next((shape for shape in shapes if shape is not None), ())
    return tuple(size for size in first if isinstance(size, int))


def _as_pictures(weights: Array, picture: tuple[int, ...]) -> Array:
    """A copy of `weights` as (filters, channels, height, width)."""
    if weights.ndim == 4:
        return np.array(weights, order="C")
    filters, width = weights.shape
    fits = len(picture) in (2, 3) and np.prod(picture) == width
    shape = picture if len(picture) == 3 else (1, *picture)
    return weights.reshape(filters, *(shape if fits else (1, 1, width))).copy()
