"""Losses and predictions on their way out: gathered where they are computed, read some at a time."""

import math
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.errors import TrainingError
from engine.training.metrics import count_right
from engine.training.progress import Tally

if TYPE_CHECKING:
    import torch
    from torch import Tensor

# On a GPU losses are read so often, in seconds: each reading waits for the device.
_INTERVAL: Final = 1 / 30
# So many batches' predictions are compared with their labels at a time.
_JUDGED_TOGETHER: Final = 32


class BadLossError(TrainingError):
    """The loss of an iteration is not a finite number."""

    def __init__(self, iteration: int) -> None:
        super().__init__(f"the loss is not a finite number in iteration {iteration}")
        self.iteration = iteration


class LossOf(NamedTuple):
    """The loss of one iteration.

    Attributes:
        iteration: Its number, from 1.
        samples: How many its mini-batch had.
        rate: Its learning rate.
        loss: Its loss.
    """

    iteration: int
    samples: int
    rate: float
    loss: float


class LossReader:
    """Takes each iteration's loss and prediction without waiting for the device, and reads them later.

    Args:
        device: Where they are computed. Reading from the CPU costs nothing, so there it is done at once.
    """

    def __init__(self, device: "torch.device") -> None:
        self._at_once = device.type == "cpu"
        self._read: list[LossOf] = []
        self._unread: list[tuple[int, int, float, Tensor]] = []
        self._predictions: list[tuple[Tensor, Tensor]] = []
        self._right: list[Tensor] = []
        self._judged = 0
        self._last_reading = time.perf_counter()

    @property
    def is_due(self) -> bool:
        """Whether it is time to `read`."""
        return self._at_once or time.perf_counter() - self._last_reading >= _INTERVAL

    def add(self, iteration: int, count: int, rate: float, loss: "Tensor") -> None:
        """Take an iteration's loss.

        Raises:
            BadLossError: It is not finite, and this is the CPU, where that is seen at once.
        """
        if self._at_once:
            self._read.append(_finite(LossOf(iteration, count, rate, loss.item())))
        else:
            self._unread.append((iteration, count, rate, loss.detach()))

    def read(self) -> list[LossOf]:
        """All losses since the last time; waits for the device.

        Raises:
            BadLossError: One of them is not finite.
        """
        import torch

        if self._unread:
            losses = torch.stack([entry[-1] for entry in self._unread]).tolist()
            self._read = [
                _finite(LossOf(iteration, count, rate, loss))
                for (iteration, count, rate, _), loss in zip(self._unread, losses, strict=True)
            ]
            self._unread.clear()
            self._last_reading = time.perf_counter()
        read, self._read = self._read, []
        return read

    def add_prediction(self, prediction: "Tensor", targets: "Tensor") -> None:
        """Take an iteration's prediction and labels."""
        self._predictions.append((prediction, targets))
        if len(self._predictions) >= _JUDGED_TOGETHER:
            self._judge()

    def read_judgements(self, tally: Tally) -> None:
        """Add to `tally` how many predictions were right since the last time; waits for the device."""
        self._judge()
        tally.right += sum(int(right) for right in self._right)
        tally.judged += self._judged
        self._right.clear()
        self._judged = 0

    def _judge(self) -> None:
        import torch

        if not self._predictions:
            return
        predictions, targets = (torch.cat(tensors) for tensors in zip(*self._predictions, strict=True))
        right = count_right(predictions, targets)
        if right is not None:
            self._right.append(right)
            self._judged += targets.numel()
        self._predictions.clear()


def _finite(entry: LossOf) -> LossOf:
    if not math.isfinite(entry.loss):
        raise BadLossError(entry.iteration)
    return entry
