"""The one place where the engine's messages become Qt signals."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot

from engine.runtime.client import Engine
from engine.runtime.coalescing import coalesce
from engine.runtime.messages import (
    Action,
    Answer,
    Message,
    Request,
    StateChanged,
    TrainingEnded,
    TrainingFailed,
    TrainingStarted,
    Watch,
    WorkerDied,
    WorkerReady,
)

TrainingState = Literal["idle", "starting", "running", "paused", "stopping"]


class Mailbox(QObject):
    """Messages from any thread, delivered in the one this lives in.

    What came while that thread was busy is coalesced, so that it is never flooded.

    Signals:
        delivered: A message.
    """

    delivered = Signal(object)
    _arrived = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._inbox: list[Message] = []
        self._lock = threading.Lock()
        self._undelivered: deque[Message] = deque()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def put(self, message: Message) -> None:
        """Put a message in; from any thread."""
        with self._lock:
            self._inbox.append(message)
            is_first = len(self._inbox) == 1
        if is_first:
            self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            messages, self._inbox = self._inbox, []
        self._undelivered += coalesce(messages)
        while self._undelivered:  # a listener may open a dialog, whose event loop comes here again
            self.delivered.emit(self._undelivered.popleft())


class Bridge(QObject):
    """The engine for the app's thread: every method returns at once, every signal comes in that thread.

    If the app is busy for a while, what came meanwhile is coalesced: one signal for many iterations.

    Signals:
        ready: A worker has started (`WorkerReady`).
        training_state_changed: Another of idle, starting, running, paused, stopping; comes before the
            message that caused it.
        training_message: A message of training, as in `engine.runtime.messages`.
        worker_died: A worker ended by itself (`WorkerDied`); the next question or run starts a new one.
    """

    ready = Signal(object)
    training_state_changed = Signal(str)
    training_message = Signal(object)
    worker_died = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: TrainingState = "idle"
        self._run_dir: str | None = None
        self._mailbox = Mailbox(self)
        self._mailbox.delivered.connect(self._hear)
        self._engine = Engine(self._mailbox.put)

    def warm_up(self) -> None:
        """Start the engine's processes; best called before the window is built."""
        self._engine.warm_up()

    def pids(self) -> dict[str, int]:
        """Process ids by name: of the workers that are there, and of what starts them."""
        return self._engine.pids()

    def shutdown(self) -> None:
        """End the engine's processes within two seconds; nothing is signalled any more."""
        self._mailbox.delivered.disconnect(self._hear)
        self._engine.shutdown()

    # Questions ---------------------------------------------------------------------------------------

    def ask(self, request: Request, on_answer: Callable[[Answer], None]) -> int:
        """Ask the interactive worker.

        Args:
            request: The question.
            on_answer: Called with the answer; not for a question that a newer one of its kind made
                obsolete before its turn came.

        Returns:
            The question's number, which the answer bears.
        """
        return self._engine.ask(request, lambda answer: self._mailbox.put(_Reply(on_answer, answer)))

    # Training ----------------------------------------------------------------------------------------

    @property
    def training_state(self) -> TrainingState:
        """Where training stands."""
        return self._state

    @property
    def is_training(self) -> bool:
        """Whether there is a run, going on or paused."""
        return self._state != "idle"

    @property
    def run_dir(self) -> str | None:
        """Folder of the present run's record, or of the last one; None before the first."""
        return self._run_dir

    def start_training(
        self, graph_json: Mapping[str, Any], run_dir: str | None = None, resume: bool = False
    ) -> None:
        """Train a graph; while there is a run already, this does nothing.

        Args:
            graph_json: The graph as JSON values (`graph_to_json`).
            run_dir: Folder for the run's record, None for a new one in the default place.
            resume: Whether to go on from the last checkpoint in `run_dir`.
        """
        if self._state == "idle":
            self._set_state("starting")
            self._engine.start_training(graph_json, run_dir, resume=resume)

    def pause(self) -> None:
        """Hold the run after the present iteration."""
        self._control("pause")

    def resume(self) -> None:
        """Let a paused run go on."""
        self._control("resume")

    def stop(self) -> None:
        """End the run after the present iteration, with a checkpoint."""
        if self.is_training:
            self._set_state("stopping")
            self._engine.control("stop")

    def one_iteration(self, graph_json: Mapping[str, Any] | None = None) -> None:
        """Train for one iteration and pause; if there is no run, start one on this graph."""
        self._go_on(graph_json, "iteration")

    def one_epoch(self, graph_json: Mapping[str, Any] | None = None) -> None:
        """Train to the end of the epoch and pause; if there is no run, start one on this graph."""
        self._go_on(graph_json, "epoch")

    def set_learning_rate(self, lr: float) -> None:
        """Use another base learning rate, above 0, from the next iteration on."""
        if self.is_training:
            self._engine.set_learning_rate(lr)

    def watch(self, *, filters: bool) -> None:
        """Say what is on show, so that only this is sent."""
        self._engine.watch(Watch(filters=filters))

    def _control(self, action: Action) -> None:
        if self.is_training:
            self._engine.control(action)

    def _go_on(self, graph_json: Mapping[str, Any] | None, action: Action) -> None:
        if graph_json is not None:
            self.start_training(graph_json)
        self._control(action)

    def _set_state(self, state: TrainingState) -> None:
        if state != self._state:
            self._state = state
            self.training_state_changed.emit(state)

    # What the engine says ----------------------------------------------------------------------------

    @Slot(object)
    def _hear(self, message: Message) -> None:
        match message:
            case _Reply():
                if not message.answer.superseded:
                    message.on_answer(message.answer)
            case WorkerReady():
                self.ready.emit(message)
            case WorkerDied():
                if message.worker == "training":
                    self._set_state("idle")
                self.worker_died.emit(message)
            case _:
                self._follow(message)
                self.training_message.emit(message)

    def _follow(self, message: Message) -> None:
        match message:
            case TrainingStarted():
                self._run_dir = message.run_dir
                if self._state != "stopping":
                    self._set_state("running")
            case StateChanged():
                if self._state != "stopping":
                    self._set_state(message.state)
            case TrainingEnded() | TrainingFailed():
                self._set_state("idle")


@dataclass(frozen=True)
class _Reply(Message):
    """An answer on its way to the one who asked."""

    on_answer: Callable[[Answer], None]
    answer: Answer
