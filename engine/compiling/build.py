"""From source to the module that runs."""

import linecache
from typing import TYPE_CHECKING, Any

from engine.compiling.source import ModuleSource, module_source
from engine.errors import GraphError, Problem
from engine.graph.model import Graph
from engine.graph.shape_check import SampleShapes, check_shapes

if TYPE_CHECKING:
    from torch import nn


def build_module(graph: Graph, samples: SampleShapes | None = None, seed: int | None = None) -> "nn.Module":
    """The graph as a module, executed from the source that the app shows.

    Args:
        graph: A graph without problems.
        samples: What the data set hands in.
        seed: Seeds the initial weights; None leaves torch's generator as it is.

    Raises:
        BackstepError: The graph has problems.
    """
    report = check_shapes(graph, samples)
    report.require_valid()
    if not graph.nodes:
        raise GraphError(Problem("the graph is empty", mend="Add a node, or open an example"))
    return module_from_source(module_source(graph, report), seed)


def module_from_source(source: ModuleSource, seed: int | None = None) -> "nn.Module":
    """Execute generated source and make its class's one instance.

    The text holds nothing of the file but checked identifiers and numbers that pydantic parsed.
    """
    import torch

    filename = f"<{source.class_name}>"
    namespace: dict[str, Any] = {"__name__": "backstep_generated"}
    exec(compile(source.text, filename, "exec"), namespace)  # noqa: S102  # our own text, see above
    linecache.cache[filename] = (len(source.text), None, source.text.splitlines(keepends=True), filename)
    if seed is not None:
        torch.manual_seed(seed)
    module = namespace[source.class_name]()
    assert isinstance(module, torch.nn.Module)
    return module
