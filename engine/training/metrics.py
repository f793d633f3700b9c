"""Metrics: how good predictions are, gathered on the device and read once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.data.prepared import PreparedData
from engine.training.net import Net

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from torch import Tensor

# Samples a batch: enough to keep the machine busy, few enough for any memory that can train the net.
_BATCH: Final = 256


@dataclass(frozen=True)
class Metrics:
    """What a net is worth on some samples.

    Attributes:
        loss: Mean loss a sample; None without samples.
        accuracy: Share of samples whose highest score is the right class's; None where there are no classes.
        mse: Mean squared error; None unless values are predicted.
        mae: Mean absolute error; None unless values are predicted.
    """

    loss: float | None = None
    accuracy: float | None = None
    mse: float | None = None
    mae: float | None = None


def count_right(prediction: "Tensor", targets: "Tensor") -> "Tensor | None":
    """How many samples' highest score is the right class's, on the device; None where targets are no classes.

    Args:
        prediction: Scores (batch, classes, …).
        targets: Class numbers (batch, …).
    """
    if targets.is_floating_point() or prediction.ndim != targets.ndim + 1 or prediction.shape[1] < 2:
        return None
    return (prediction.argmax(1) == targets).sum()


def evaluate(net: Net, data: PreparedData, part: str, autocast: "AbstractContextManager[object]") -> Metrics:
    """The net's metrics on a part of the data: "train", "validation" or "test".

    The net is switched to evaluation and back, and left as it was.
    """
    import torch

    count = len(data.indices(part))
    if count == 0:
        return Metrics()
    losses: list[Tensor] = []
    counts: list[int] = []
    sums: list[dict[str, Tensor]] = []
    net.module.eval()
    with torch.inference_mode(), autocast:
        for features, targets in data.batches(part, _BATCH):
            loss, prediction = net.evaluate(features, targets)
            losses.append(loss)
            counts.append(len(targets))
            sums.append({} if prediction is None else _sums(prediction, targets))
    net.module.train()
    totals = map(net.total, torch.stack(losses).tolist(), counts)  # the one wait for the device
    return Metrics(sum(totals) / count, **_means(sums, count))


def _sums(prediction: "Tensor", targets: "Tensor") -> "dict[str, Tensor]":
    """What adds up over batches, on the device."""
    right = count_right(prediction, targets)
    if right is not None:
        return {"accuracy": right / targets[0].numel()}
    if not targets.is_floating_point() or prediction.numel() != targets.numel():
        return {}
    error = prediction.float() - targets.view_as(prediction)
    return {"mse": error.square().mean() * len(targets), "mae": error.abs().mean() * len(targets)}


def _means(sums: "list[dict[str, Tensor]]", count: int) -> dict[str, float]:
    return {name: sum(entry[name].item() for entry in sums) / count for name in sums[0]}
