"""Small graphs on few digits, trained in a moment."""

from typing import Any

from engine.data.prepared import prepare
from engine.graph.file import graph_from_json
from engine.graph.model import Graph
from engine.training.callbacks import Callback
from engine.training.config import TrainingConfig
from engine.training.loop import Trainer
from engine.training.records import Epoch, Step

TRAINING: dict[str, Any] = {
    "dataset": {"name": "digits", "limit": 200},
    "preprocess": [{"name": "Standardize", "per": "channel"}],
    "batch_size": 32,
    "epochs": 3,
    "optimizer": {"name": "SGD", "lr": 0.05, "momentum": 0.9},
}


def linear(training: dict[str, Any] | None = None, **params: Any) -> Graph:
    """One linear layer and a cross-entropy loss."""
    return graph_from_json(
        {
            "format": "backstep.graph",
            "version": 1,
            "name": "Linear Net",
            "nodes": [
                {"id": "x", "op": "Input"},
                {"id": "flat", "op": "Flatten"},
                {"id": "fc", "op": "Linear", "params": {"out_features": 10, **params}},
                {"id": "t", "op": "Target"},
                {"id": "loss", "op": "CrossEntropyLoss"},
            ],
            "edges": [["x", "flat"], ["flat", "fc"], ["fc", "loss.input"], ["t", "loss.target"]],
            "training": {**TRAINING, **(training or {})},
        }
    )


def convolutional(training: dict[str, Any] | None = None) -> Graph:
    """A convolution, a rectifier, a pooling and a linear layer."""
    return graph_from_json(
        {
            "format": "backstep.graph",
            "version": 1,
            "name": "conv-net",
            "nodes": [
                {"id": "x", "op": "Input", "params": {"shape": [1, 8, 8]}},
                {"id": "conv", "op": "Conv2d", "params": {"out_channels": 4, "padding": 1}},
                {"id": "relu", "op": "ReLU"},
                {"id": "pool", "op": "MaxPool2d", "params": {"kernel_size": 2}},
                {"id": "flat", "op": "Flatten"},
                {"id": "fc", "op": "Linear", "params": {"out_features": 10}},
                {"id": "t", "op": "Target"},
                {"id": "loss", "op": "CrossEntropyLoss"},
            ],
            "edges": [
                ["x", "conv"],
                ["conv", "relu"],
                ["relu", "pool"],
                ["pool", "flat"],
                ["flat", "fc"],
                ["fc", "loss.input"],
                ["t", "loss.target"],
            ],
            "training": {**TRAINING, **(training or {})},
        }
    )


def trainer_of(graph: Graph, **more: Any) -> Trainer:
    """A trainer of a graph as its training section says, without a record."""
    config = TrainingConfig.read(graph.training)
    return Trainer(graph, config, prepare(config), **more)


class Watcher(Callback):
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.epochs: list[Epoch] = []
        self.calls: list[str] = []

    def on_start(self, trainer: Trainer, record: object) -> None:
        self.calls.append("start")

    def on_iteration(self, record: Step) -> None:
        self.steps.append(record)
        self.calls.append(f"step {record.step}")

    def on_epoch(self, record: Epoch) -> None:
        self.epochs.append(record)
        self.calls.append(f"epoch {record.epoch}")

    def on_pause(self, iteration: int) -> None:
        self.calls.append(f"pause {iteration}")

    def on_resume(self, iteration: int) -> None:
        self.calls.append(f"resume {iteration}")

    def on_refused(self, error: object) -> None:
        self.calls.append(f"refused {error}")

    def on_end(self, record: object) -> None:
        self.calls.append("end")

    def on_failed(self, record: object) -> None:
        self.calls.append("failed")
