"""The net that trains: the graph's own module, fed with features and targets."""

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.compiling.build import module_from_source
from engine.compiling.source import module_source
from engine.data.prepared import PreparedData
from engine.errors import BackstepError
from engine.graph.model import Graph
from engine.graph.shape_check import NodeReport, check_shapes
from engine.ops.shapes import concrete
from engine.training.readiness import require_trainable

if TYPE_CHECKING:
    from torch import Tensor, nn


class Net:
    """A graph as it trains, on the device its data lies on.

    Args:
        graph: A graph whose output is one number that can be minimised.
        data: What it will learn from.
        seed: Seeds the initial weights.

    Attributes:
        module: The module, an instance of the source that the app shows.
        learning: Its parameters that learn.
        weights: Those of two and more dimensions: what regularization keeps small.
        channels_last: Whether pictures are best laid out pixel by pixel, because filters slide over them.

    Raises:
        BackstepError: The graph has problems, or cannot be trained on this data.
    """

    def __init__(self, graph: Graph, data: PreparedData, seed: int) -> None:
        import torch

        report = check_shapes(graph, data.shapes)
        output = require_trainable(graph, report)
        _require_fitting_targets(graph, output, report.nodes[output], data)
        source = module_source(graph, report)
        self.module: nn.Module = module_from_source(source, seed).to(data.device)
        self.learning = [parameter for parameter in self.module.parameters() if parameter.requires_grad]
        self.weights = [parameter for parameter in self.learning if parameter.ndim >= 2]
        self.channels_last = any(parameter.ndim == 4 for parameter in self.module.parameters())
        if self.channels_last:
            self.module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's own gap
        self._feeds = len(source.inputs), len(source.targets)
        self._sums = getattr(graph.nodes[output].op.params, "reduction", "mean") == "sum"
        self._is_separable = source.prediction is not None and bool(source.targets)
        self._prediction: Tensor | None = None
        if self._is_separable:
            self._watch_prediction(output)

    @property
    def parameter_count(self) -> int:
        """How many numbers the module holds to learn, frozen ones included."""
        return sum(parameter.numel() for parameter in self.module.parameters())

    def loss(self, features: "Tensor", targets: "Tensor") -> "tuple[Tensor, Tensor | None]":
        """The loss of a batch, and the prediction it was computed from where it can be seen in passing."""
        self._prediction = None
        inputs, labels = self._feeds
        loss: Tensor = self.module(*[features] * inputs, *[targets] * labels)
        return loss, self._prediction

    def evaluate(self, features: "Tensor", targets: "Tensor") -> "tuple[Tensor, Tensor | None]":
        """As `loss`, with the prediction also where that takes a second pass."""
        loss, prediction = self.loss(features, targets)
        if prediction is None and self._is_separable:
            prediction = self.module(*[features] * self._feeds[0])
        return loss, prediction

    def total(self, loss: float, count: int) -> float:
        """The losses of a batch's samples summed up, from the one number that the graph made of them."""
        return loss if self._sums else loss * count

    def _watch_prediction(self, output: str) -> None:
        """Keep what the loss's own module is given, where it has a module."""
        from torch import nn

        criterion = getattr(self.module, output, None)
        if isinstance(criterion, nn.Module):
            criterion.register_forward_pre_hook(self._keep_prediction)

    def _keep_prediction(self, _criterion: "nn.Module", arguments: tuple[Any, ...]) -> None:
        self._prediction = arguments[0].detach()


def _require_fitting_targets(graph: Graph, output: str, report: NodeReport, data: PreparedData) -> None:
    """Refuse labels that the loss has no score for, before PyTorch answers with a crash."""
    source = graph.inputs(output).get("target")
    if source is None or graph.nodes[source].op.fed_by != "targets":
        return
    targets = data.all_targets()
    scores = np.broadcast_to(np.float32(0), concrete(report.inputs["input"], len(targets)))
    try:
        graph.nodes[output].op.check_values({"input": scores, "target": targets})
    except BackstepError as error:
        raise type(error)(*(problem.at(output) for problem in error.problems)) from None
