"""The record of a run as the app keeps it: it grows from the engine's messages; what shows a run reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from engine.errors import Problem
from engine.runtime.messages import (
    EpochDone,
    Filters,
    Iterations,
    Message,
    StateChanged,
    TrainingEnded,
    TrainingFailed,
    TrainingStarted,
    WorkerDied,
)
from gui.widgets.envelope import Envelope

Phase = Literal["none", "running", "paused", "ended", "failed", "died"]

_HISTORY_GROWTH: Final = 1.25
"""A moment of the filters is kept when so many times more iterations are done than at the last kept one."""

_EPOCH_CURVES: Final = {
    "validation": "validation_loss",
    "accuracy": "validation_accuracy",
    "train_accuracy": "train_accuracy",
}


@dataclass(frozen=True)
class RateChange:
    """A person set another base learning rate while it ran.

    Attributes:
        iteration: How many iterations were done by then.
        rate: The new base rate.
    """

    iteration: int
    rate: float


class RunRecord:
    """What is known of one run, in arrays that grow; adding to it costs nothing that grows with the run.

    All curves have epochs as x, so that those of iterations and of epochs fit over each other.

    Args:
        start: How the run began.
        clock: Seconds that go on evenly.

    Attributes:
        start: How it began, or went on last.
        phase: Where it stands.
        iteration: Iterations done.
        epochs_done: Whole epochs done.
        loss: Of each mini-batch.
        smoothed: Mean of the losses of as many mini-batches as an epoch has.
        rate: Learning rate of each iteration.
        validation: Validation loss, an epoch each.
        accuracy: Validation accuracy, 0 to 1, an epoch each.
        train_accuracy: Training accuracy, 0 to 1, an epoch each.
        rate_changes: What a person changed.
        samples_per_second: Throughput lately.
        filters: The first layer's filters as they came last.
        history: The filters at a few moments, ever further apart.
        end: The end's event, once it is over.
        problems: Why it failed.
        death: How the worker died.
    """

    def __init__(self, start: TrainingStarted, clock: Callable[[], float] = monotonic) -> None:
        self.start = start
        self.phase: Phase = "running"
        self.iteration = start.iteration
        self.epochs_done = start.iteration // start.iterations_per_epoch
        self.loss, self.smoothed, self.rate = (self._curve(start.iteration + 1) for _ in range(3))
        self.validation = Envelope(self.epochs_done + 1)
        self.accuracy = Envelope(self.epochs_done + 1)
        self.train_accuracy = Envelope(self.epochs_done + 1)
        self.rate_changes: list[RateChange] = []
        self.samples_per_second = 0.0
        self.filters: Filters | None = None
        self.history: list[Filters] = []
        self.end: Mapping[str, Any] | None = None
        self.problems: tuple[Problem, ...] = ()
        self.death: WorkerDied | None = None
        self._first_iteration = start.iteration + 1
        self._first_epoch = self.epochs_done + 1
        self._clock = clock
        self._seconds = 0.0
        self._since: float | None = clock()
        self._timed_iterations = 0

    def _curve(self, first: int) -> Envelope:
        per_epoch = self.start.iterations_per_epoch
        return Envelope(first / per_epoch, 1 / per_epoch)

    # What follows from it ------------------------------------------------------------------------

    @property
    def iterations(self) -> int:
        """How many iterations there are to be in all."""
        return self.start.epochs * self.start.iterations_per_epoch

    @property
    def epoch(self) -> int:
        """The epoch under way, from 1; the last one when all are done."""
        return min(self.iteration // self.start.iterations_per_epoch + 1, self.start.epochs)

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self.phase in ("ended", "failed", "died")

    @property
    def is_resumable(self) -> bool:
        """Whether it ended early with a checkpoint to go on from."""
        if self.phase == "ended":
            return self.end is not None and self.end.get("reason") == "stopped"
        return self.phase == "died" and self.death is not None and self.death.resumable

    @property
    def elapsed(self) -> float:
        """Seconds it has trained, pauses apart."""
        return self._seconds + (self._clock() - self._since if self._since is not None else 0.0)

    @property
    def left(self) -> float | None:
        """Seconds it will still take at the pace so far; None before there is a pace."""
        if self._timed_iterations == 0:
            return None
        return self.elapsed / self._timed_iterations * (self.iterations - self.iteration)

    @property
    def best_epoch(self) -> int | None:
        """The epoch with the lowest validation loss, from 1."""
        losses = self.validation.values
        if not np.isfinite(losses).any():
            return None
        return self._first_epoch + int(np.nanargmin(losses))

    def at_epoch(self, curve: Envelope, epoch: int) -> float | None:
        """What a curve of epochs has at an epoch."""
        return curve.value_at(float(epoch))

    def moments(self, most: int) -> list[Filters]:
        """The filters at some of the moments kept, the first and the present ones among them.

        Args:
            most: How many at most, 2 or more.
        """
        if self.filters is None:
            return []
        kept = [moment for moment in self.history if moment.iteration < self.filters.iteration]
        if len(kept) >= most:
            picked = np.linspace(0, len(kept) - 1, most - 1).round().astype(int)
            kept = [kept[index] for index in picked]
        return [*kept, self.filters]

    # What comes ------------------------------------------------------------------------------------

    def take(self, message: Message) -> None:
        """Add what a message tells; one that belongs to another run is the caller's to keep away."""
        match message:
            case TrainingStarted():
                self._go_on(message)
            case Iterations():
                self._add_iterations(message)
            case EpochDone(record):
                self._add_epoch(record)
            case Filters():
                self._add_filters(message)
            case StateChanged(state, _):
                self._enter(state)
            case TrainingEnded(record):
                self.end = record
                self._enter("ended")
            case TrainingFailed(problems, _):
                self.problems = problems
                self._enter("failed")
            case WorkerDied():
                self.death = message
                self._enter("died")

    def change_rate(self, rate: float) -> None:
        """Note that a person set another learning rate."""
        self.rate_changes.append(RateChange(self.iteration, rate))

    def _enter(self, phase: Phase) -> None:
        self._seconds, self._since = self.elapsed, None
        if phase == "running":
            self._since = self._clock()
        self.phase = phase

    def _go_on(self, start: TrainingStarted) -> None:
        """The run goes on from a checkpoint: what came after it never happened."""
        self.start = start
        self.iteration = start.iteration
        self.epochs_done = start.iteration // start.iterations_per_epoch
        for curve in (self.loss, self.smoothed, self.rate):
            curve.truncate(start.iteration + 1 - self._first_iteration)
        for curve in (self.validation, self.accuracy, self.train_accuracy):
            curve.truncate(self.epochs_done + 1 - self._first_epoch)
        self.history = [moment for moment in self.history if moment.iteration <= start.iteration]
        self.rate_changes = [change for change in self.rate_changes if change.iteration <= start.iteration]
        self.end, self.problems, self.death = None, (), None
        self._enter("running")

    def _add_iterations(self, message: Iterations) -> None:
        index = message.first - self._first_iteration
        _append_at(self.loss, index, message.losses)
        _append_at(self.rate, index, message.rates)
        self.smoothed.truncate(index)
        self._smooth()
        done = message.first + len(message.losses) - 1
        self._timed_iterations += max(0, done - self.iteration)
        self.iteration = done
        self.samples_per_second = message.samples_per_second

    def _smooth(self) -> None:
        """Bring the smoothed curve up to the raw one: the mean of the last window, or of what there is."""
        done, window = len(self.smoothed), self.start.iterations_per_epoch
        first = max(0, done - window + 1)
        losses = self.loss.values[first:]
        finite = np.isfinite(losses)
        sums = np.concatenate([[0.0], np.cumsum(np.where(finite, losses, 0.0))])
        counts = np.concatenate([[0], np.cumsum(finite)])
        ends = np.arange(done - first + 1, len(losses) + 1)
        starts = np.maximum(ends - window, 0)
        with np.errstate(invalid="ignore"):
            self.smoothed.append((sums[ends] - sums[starts]) / (counts[ends] - counts[starts]))

    def _add_epoch(self, record: Mapping[str, Any]) -> None:
        self.epochs_done = int(record["epoch"])
        for name, key in _EPOCH_CURVES.items():
            curve: Envelope = getattr(self, name)
            value = record.get(key)
            _append_at(curve, self.epochs_done - self._first_epoch, [np.nan if value is None else value])

    def _add_filters(self, message: Filters) -> None:
        self.filters = message
        if not self.history or message.iteration >= self.history[-1].iteration * _HISTORY_GROWTH + 1:
            self.history.append(message)


def _append_at(curve: Envelope, index: int, values: npt.ArrayLike) -> None:
    """Add points that begin at an index of the curve; what was lost on the way is a gap."""
    curve.truncate(index)
    missing = index - len(curve)
    if missing > 0:
        curve.append(np.full(missing, np.nan))
    curve.append(values)
