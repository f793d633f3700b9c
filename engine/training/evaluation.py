"""How good a trained net is on samples it has not seen: overall, and class by class."""

import os
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from engine.data.prepared import PreparedData
from engine.errors import Problem, TrainingError
from engine.training.devices import autocast
from engine.training.net import Net
from engine.training.trained import Trained

if TYPE_CHECKING:
    from torch import Tensor

_BATCH: Final = 256


@dataclass(frozen=True)
class Scores:
    """How well a class is told, or the mean over classes.

    Attributes:
        precision: Share of what was taken for it that is it.
        recall: Share of it that was found.
        f1: Harmonic mean of both.
        support: How many samples of it there are.
    """

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Evaluation:
    """A net's worth on a part of the data.

    Attributes:
        part: "train", "validation" or "test".
        samples: How many it has.
        loss: Mean loss a sample.
        accuracy: Share whose highest score is the right class's; None where no classes are told.
        top5_accuracy: Share whose right class is among the five highest scores; None below six classes.
        classes: Scores by class name.
        averages: Scores by kind of mean: "micro", "macro", "weighted".
        confusion_matrix: How often a class (row) was taken for another (column).
        mse: Mean squared error; None unless values are predicted.
        mae: Mean absolute error; None unless values are predicted.
        r2: Share of the variance that is explained; None unless values are predicted.
    """

    part: str
    samples: int
    loss: float
    accuracy: float | None = None
    top5_accuracy: float | None = None
    classes: dict[str, Scores] | None = None
    averages: dict[str, Scores] | None = None
    confusion_matrix: list[list[int]] | None = None
    mse: float | None = None
    mae: float | None = None
    r2: float | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON values; what does not apply is left out."""
        return {key: value for key, value in asdict(self).items() if value is not None}


def evaluate_trained(
    trained: Trained, part: str = "test", data_dir: str | os.PathLike[str] | None = None
) -> Evaluation:
    """Evaluate a checkpoint.

    Args:
        trained: The net.
        part: "train", "validation" or "test".
        data_dir: Folder in which to look for data files, or None for the default one.

    Raises:
        BackstepError: The data cannot be read, has no such part, or the checkpoint does not fit.
    """
    data = trained.data(data_dir)
    if len(data.indices(part)) == 0:
        raise TrainingError(
            Problem(
                f"there are no samples for the {part}",
                expected="some",
                found="none",
                mend="Take another part, or keep some apart when you train (split)",
            )
        )
    net = trained.net(data)
    with autocast(trained.config.precision, trained.device):
        loss, predictions, targets = _run(net, data, part)
    plain = Evaluation(part, len(targets), loss)
    if predictions is None:
        return plain
    if data.classes is not None and predictions.shape == (len(targets), len(data.classes)):
        return replace(plain, **_classification(predictions, targets, data.classes))
    if data.classes is None and predictions.size == targets.size:
        return replace(plain, **_regression(predictions.reshape(targets.shape), targets))
    return plain


def _run(net: Net, data: PreparedData, part: str) -> tuple[float, npt.NDArray[Any] | None, npt.NDArray[Any]]:
    """Mean loss, predictions and labels of all samples of a part."""
    import torch

    total = 0.0
    predictions: list[Tensor] = []
    targets: list[Tensor] = []
    net.module.eval()
    with torch.inference_mode():
        for features, labels in data.batches(part, _BATCH):
            loss, prediction = net.evaluate(features, labels)
            total += net.total(loss.item(), len(labels))
            targets.append(labels)
            if prediction is not None:
                predictions.append(prediction.float())
    labels = torch.cat(targets)
    found = torch.cat(predictions).numpy(force=True) if predictions else None
    return total / len(labels), found, labels.numpy(force=True)


def _classification(
    scores: npt.NDArray[Any], targets: npt.NDArray[Any], classes: tuple[str, ...]
) -> dict[str, Any]:
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    answers = scores.argmax(1)
    numbers = list(range(len(classes)))

    def measured(average: str | None) -> Any:
        return precision_recall_fscore_support(
            targets, answers, labels=numbers, average=average, zero_division=0
        )

    each = np.stack(measured(None), axis=1).tolist()
    means = {kind: measured(kind)[:3] for kind in ("micro", "macro", "weighted")}
    known = np.sort(scores, axis=1)
    right = scores[np.arange(len(targets)), targets]
    return {
        "accuracy": float((answers == targets).mean()),
        "top5_accuracy": float((right >= known[:, -5]).mean()) if len(classes) > 5 else None,
        "classes": {name: _scores(row, int(row[3])) for name, row in zip(classes, each, strict=True)},
        "averages": {kind: _scores(row, len(targets)) for kind, row in means.items()},
        "confusion_matrix": confusion_matrix(targets, answers, labels=numbers).tolist(),
    }


def _scores(row: Any, support: int) -> Scores:
    precision, recall, f1 = (float(value) for value in row[:3])
    return Scores(precision, recall, f1, support)


def _regression(predictions: npt.NDArray[Any], targets: npt.NDArray[Any]) -> dict[str, Any]:
    from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

    flat = targets.reshape(len(targets), -1), predictions.reshape(len(targets), -1)
    return {
        "mse": float(mean_squared_error(*flat)),
        "mae": float(mean_absolute_error(*flat)),
        "r2": float(r2_score(*flat)) if len(targets) > 1 else None,
    }
