"""The training worker: one run after the other, steered by the app while it trains."""

import os
import queue
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

from engine.errors import Problem
from engine.graph.file import graph_from_json
from engine.runtime.failures import describe_exception
from engine.runtime.messages import (
    Control,
    Message,
    SetLearningRate,
    Shutdown,
    StartTraining,
    TrainingEnded,
    TrainingFailed,
    Watch,
)
from engine.runtime.outbox import Outbox
from engine.runtime.reporter import Reporter
from engine.runtime.run_control import RunControl
from engine.training.launch import launch
from engine.training.records import Failed

_SECONDS_TO_SAVE: Final = 1.0


def train_runs(connection: Connection) -> None:
    """Train what comes on the pipe, until the app says shutdown or is gone."""
    outbox = Outbox(connection)
    receiver = _Receiver(connection)
    while (run := receiver.next_run()) is not None:
        outbox.put(_train(run, outbox))
    receiver.all_is_saved.set()


@dataclass(frozen=True)
class _Run:
    """A run that was asked for, its reins, and what was on show when it was asked for."""

    start: StartTraining
    control: RunControl
    watch: Watch


class _Receiver:
    """Takes what the app says, in a thread of its own, so that each word reaches the run at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._runs: queue.SimpleQueue[_Run | None] = queue.SimpleQueue()
        self._control = RunControl()
        self._watch = Watch()
        self.all_is_saved = threading.Event()
        threading.Thread(target=self._receive, name="receive", daemon=True).start()

    def next_run(self) -> _Run | None:
        """Wait for the next run; None if there will be none any more."""
        return self._runs.get()

    def _receive(self) -> None:
        while not isinstance(message := self._next(), Shutdown):
            match message:
                case StartTraining():
                    self._control.stop()
                    self._control = RunControl()
                    self._runs.put(_Run(message, self._control, self._watch))
                case Watch():
                    self._watch = message
                    self._control.put(message)
                case Control() | SetLearningRate():
                    self._control.put(message)
        self._control.stop()
        self._runs.put(None)
        if not self.all_is_saved.wait(_SECONDS_TO_SAVE):
            os._exit(1)

    def _next(self) -> Message:
        try:
            message: Message = self._connection.recv()
        except (EOFError, OSError):
            return Shutdown()  # the app is gone
        return message


def _train(run: _Run, outbox: Outbox) -> TrainingEnded | TrainingFailed:
    """Train, and say how it ended."""
    try:
        graph = graph_from_json(run.start.graph)
        reporter = Reporter(outbox.put, run.watch)
        run.control.on_watch = reporter.watch
        trainer = launch(
            graph,
            run_dir=run.start.run_dir,
            resume=run.start.resume,
            data_dir=run.start.data_dir,
            callbacks=[reporter],
            control=run.control,
        )
        outcome = trainer.run()
    except Exception as error:  # noqa: BLE001  # whatever it is, the app has to hear of it
        problems, details = describe_exception(error)
        return TrainingFailed(problems, details)
    if isinstance(outcome, Failed):
        return TrainingFailed((Problem(outcome.error, node=outcome.node),))
    return TrainingEnded(outcome.to_json())
