"""A trained net: a checkpoint's weights in the graph they belong to, for more than training."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from engine.compiling.build import module_from_source
from engine.compiling.source import module_source
from engine.data.prepared import PreparedData, prepare
from engine.errors import Problem, TrainingError
from engine.graph.model import Graph
from engine.graph.shape_check import check_shapes
from engine.training.checkpoint import Checkpoint, load_checkpoint, restore_weights
from engine.training.config import TrainingConfig, apply_overrides
from engine.training.devices import autocast, resolve_device
from engine.training.net import Net

if TYPE_CHECKING:
    import torch
    from torch import Tensor

_BATCH: Final = 256


class Trained:
    """A graph with the weights of a checkpoint.

    Data, split and preprocessing are those it was trained with, so it has seen none of its test samples.

    Args:
        graph: The graph.
        path: The checkpoint.
        overrides: Options such as "dataset.path=other" over the settings of the training.

    Attributes:
        graph: As given.
        checkpoint: What was read.
        config: The settings it was trained with, overrides apart.
        device: Where it computes.

    Raises:
        BackstepError: There is no such checkpoint, it is another graph's, or the overrides do not fit.
    """

    def __init__(self, graph: Graph, path: str | os.PathLike[str], overrides: Iterable[str] = ()) -> None:
        self.graph = graph
        self.checkpoint: Checkpoint = load_checkpoint(path)
        self.config = TrainingConfig.read(apply_overrides(self.checkpoint.config, overrides))
        self.device: torch.device = resolve_device(self.config.device)

    def data(self, data_dir: str | os.PathLike[str] | None = None) -> PreparedData:
        """The data it was trained on, prepared as it was.

        Raises:
            DataError: It cannot be read.
        """
        return prepare(self.config, data_dir, self.device, self.checkpoint.statistics)

    def net(self, data: PreparedData) -> Net:
        """The net as it trains, loss included, with the trained weights."""
        net = Net(self.graph, data, self.config.seed)
        restore_weights(net.module, self.checkpoint.weights)
        if net.channels_last:
            data.use_channels_last()
        return net

    def predict(self, data: PreparedData) -> "Tensor":
        """What the net says of the test samples, in their order: the input of its loss, on the CPU.

        Args:
            data: Samples with or without labels.

        Raises:
            TrainingError: The prediction cannot be had without labels.
        """
        import torch

        report = check_shapes(self.graph, data.shapes)
        report.require_valid()
        source = module_source(self.graph, report)
        if source.prediction is None:
            raise TrainingError(
                Problem(
                    "the graph predicts nothing without labels",
                    expected="a loss whose input reads none",
                    found="another output",
                    mend="End the graph with a loss",
                )
            )
        module = module_from_source(source, self.config.seed).to(self.device)
        restore_weights(module, self.checkpoint.weights)
        module.eval()
        found = []
        with torch.inference_mode(), autocast(self.config.precision, self.device):
            for features, _ in data.batches("test", _BATCH):
                found.append(module(*[features] * len(source.inputs)).float().cpu())
        return torch.cat(found)
