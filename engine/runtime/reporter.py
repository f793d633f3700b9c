"""What the app hears of a run while it goes on, at the pace of a screen."""

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from typing_extensions import override

from engine.errors import BackstepError
from engine.inspecting.filters import first_filters
from engine.runtime.messages import (
    ChangeRefused,
    EpochDone,
    Filters,
    Iterations,
    Message,
    StateChanged,
    TrainingStarted,
    Watch,
)
from engine.training.callbacks import Callback
from engine.training.records import End, Epoch, Failed, Start, Step

if TYPE_CHECKING:
    from engine.training.loop import Trainer

_SECONDS_BETWEEN_ITERATIONS: Final = 1 / 30
_SECONDS_BETWEEN_FILTERS: Final = 1 / 10
_SECONDS_OF_RATE: Final = 1.0


class Reporter(Callback):
    """Gathers iterations into messages, and sends filters if they are on show.

    Args:
        send: Takes each message; returns at once.
        watch: What is on show.
    """

    def __init__(self, send: Callable[[Message], None], watch: Watch) -> None:
        self._send = send
        self._watch = watch
        self._trainer: Trainer | None = None
        self._iteration = 0
        self._losses: list[float] = []
        self._rates: list[float] = []
        self._throughput = Throughput(0.0)
        self._sent_iterations = self._sent_filters = 0.0

    @override
    def on_start(self, trainer: "Trainer", record: Start) -> None:
        self._trainer = trainer
        self._iteration = record.iteration
        self._throughput = Throughput(record.samples / record.iterations_per_epoch)
        self._throughput.begin(record.iteration)
        self._send(
            TrainingStarted(
                "" if trainer.run_folder is None else str(trainer.run_folder.path),
                record.device,
                record.parameters,
                {
                    "train": record.samples,
                    "validation": record.validation_samples,
                    "test": record.test_samples,
                },
                record.epochs,
                record.iterations_per_epoch,
                record.iteration,
            )
        )
        self._send_filters()

    @override
    def on_iteration(self, record: Step) -> None:
        self._iteration = record.step
        self._losses.append(record.loss)
        self._rates.append(record.lr)
        now = time.perf_counter()
        if now - self._sent_iterations >= _SECONDS_BETWEEN_ITERATIONS:
            self._send_iterations()
            if now - self._sent_filters >= _SECONDS_BETWEEN_FILTERS:
                self._send_filters()

    @override
    def on_epoch(self, record: Epoch) -> None:
        self._send_iterations()
        self._send(EpochDone(record.to_json()))
        self._throughput.begin(self._iteration)  # validation is no training

    @override
    def on_pause(self, iteration: int) -> None:
        self._send_iterations()
        self._send_filters()
        self._send(StateChanged("paused", iteration))

    @override
    def on_resume(self, iteration: int) -> None:
        self._throughput.begin(iteration)
        self._send(StateChanged("running", iteration))

    @override
    def on_refused(self, error: BackstepError) -> None:
        self._send(ChangeRefused(error.problems))

    @override
    def on_end(self, record: End) -> None:
        self._finish()

    @override
    def on_failed(self, record: Failed) -> None:
        self._finish()

    def watch(self, watch: Watch) -> None:
        """Something else is on show now."""
        self._watch = watch
        self._send_filters()

    def _finish(self) -> None:
        self._send_iterations()
        self._send_filters()
        self._trainer = None  # its memory is the next run's

    def _send_iterations(self) -> None:
        if self._losses:
            self._send(
                Iterations(
                    self._iteration - len(self._losses) + 1,
                    np.array(self._losses, np.float32),
                    np.array(self._rates, np.float64),
                    self._throughput.at(self._iteration),
                )
            )
            self._losses.clear()
            self._rates.clear()
        self._sent_iterations = time.perf_counter()

    def _send_filters(self) -> None:
        if self._trainer is None or not self._watch.filters:
            return
        filters = first_filters(self._trainer.graph, self._trainer.net.module, self._trainer.data.shapes)
        if filters is not None:
            self._send(Filters(filters.node, filters.weights, filters.gradients, self._iteration))
        self._sent_filters = time.perf_counter()


class Throughput:
    """Samples a second over the last second or so.

    Args:
        samples_per_iteration: On average.
    """

    def __init__(self, samples_per_iteration: float) -> None:
        self._samples = samples_per_iteration
        self._marks: deque[tuple[float, int]] = deque()

    def begin(self, iteration: int) -> None:
        """Measure from here on, after so many iterations."""
        self._marks = deque([(time.perf_counter(), iteration)])

    def at(self, iteration: int) -> float:
        """Samples a second, after so many iterations."""
        now = time.perf_counter()
        while len(self._marks) > 1 and now - self._marks[1][0] >= _SECONDS_OF_RATE:
            self._marks.popleft()
        then, before = self._marks[0]
        self._marks.append((now, iteration))
        return self._samples * (iteration - before) / max(now - then, 1e-9)
