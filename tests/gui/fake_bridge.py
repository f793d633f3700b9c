"""A bridge without an engine: it keeps what it was told, and says what a test has it say."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.runtime.messages import (
    Answer,
    EpochDone,
    Filters,
    Iterations,
    Message,
    Request,
    StateChanged,
    TrainingEnded,
    TrainingFailed,
    TrainingStarted,
    WorkerDied,
)
from gui.bridge import Bridge


class FakeBridge(QObject):
    ready = Signal(object)
    training_state_changed = Signal(str)
    training_message = Signal(object)
    worker_died = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.training_state = "idle"
        self.run_dir: str | None = None
        self.told: list[tuple[Any, ...]] = []
        self.questions: list[tuple[Request, Callable[[Answer], None]]] = []

    def as_bridge(self) -> Bridge:
        return cast(Bridge, self)

    @property
    def is_training(self) -> bool:
        return self.training_state != "idle"

    # What the app says

    def ask(self, request: Request, on_answer: Callable[[Answer], None]) -> int:
        self.questions.append((request, on_answer))
        return len(self.questions)

    def start_training(
        self, graph_json: Mapping[str, Any], run_dir: str | None = None, resume: bool = False
    ) -> None:
        self.told.append(("start", run_dir, resume))
        self.enter("starting")

    def pause(self) -> None:
        self.told.append(("pause",))

    def resume(self) -> None:
        self.told.append(("resume",))

    def stop(self) -> None:
        self.told.append(("stop",))
        self.enter("stopping")

    def one_iteration(self, graph_json: Mapping[str, Any] | None = None) -> None:
        self.told.append(("iteration", graph_json is not None))

    def one_epoch(self, graph_json: Mapping[str, Any] | None = None) -> None:
        self.told.append(("epoch", graph_json is not None))

    def set_learning_rate(self, lr: float) -> None:
        self.told.append(("lr", lr))

    def watch(self, *, filters: bool) -> None:
        self.told.append(("watch", filters))

    def shutdown(self) -> None:
        self.told.append(("shutdown",))

    # What the engine says

    def enter(self, state: str) -> None:
        self.training_state = state
        self.training_state_changed.emit(state)

    def say(self, message: Message) -> None:
        match message:
            case TrainingStarted():
                self.run_dir = message.run_dir
                self.enter("running")
            case StateChanged(state, _):
                self.enter(state)
            case TrainingEnded() | TrainingFailed():
                self.enter("idle")
            case WorkerDied():
                self.enter("idle")
                self.worker_died.emit(message)
                return
        self.training_message.emit(message)

    def play(self, iterations: int, *, per_epoch: int = 20, epochs: int = 60, seed: int = 0) -> None:
        """A run that goes well, up to so many iterations; filters come every tenth."""
        rng = np.random.default_rng(seed)
        samples = {"train": 1257, "validation": 180, "test": 360}
        self.enter("starting")
        self.say(TrainingStarted("/runs/digits-cnn-1", "cpu", 6090, samples, epochs, per_epoch))
        weights = rng.uniform(-1 / 3, 1 / 3, (16, 1, 3, 3)).astype(np.float32)
        self.say(Filters("conv1", weights, None, 0))
        for iteration in range(1, iterations + 1):
            self.say(self.iteration(iteration, per_epoch, rng))
            if iteration % 10 == 0:
                gradients = rng.normal(0, 0.01, weights.shape).astype(np.float32)
                weights = weights + rng.normal(0, 0.05, weights.shape).astype(np.float32)
                self.say(Filters("conv1", weights, gradients, iteration))
            if iteration % per_epoch == 0:
                self.say(self.epoch(iteration // per_epoch))

    @staticmethod
    def iteration(iteration: int, per_epoch: int, rng: np.random.Generator) -> Iterations:
        t = iteration / per_epoch
        loss = (2.3 * np.exp(-t / 2.2) + 0.0009) * np.exp(rng.normal(0, 0.6 * min(1.0, t / 8)))
        rate = 0.05 * 0.1 ** ((iteration - 1) // per_epoch // 20)
        return Iterations(iteration, np.array([loss], np.float32), np.array([rate]), 9200.0)

    @staticmethod
    def epoch(epoch: int) -> EpochDone:
        return EpochDone(
            {
                "event": "epoch",
                "epoch": epoch,
                "train_loss": 2.3 * float(np.exp(-epoch / 2.2)),
                "validation_loss": 0.11 + 2 * float(np.exp(-epoch / 1.5)),
                "validation_accuracy": 0.972 - 0.5 * float(np.exp(-epoch / 1.2)),
                "train_accuracy": 1 - 0.6 * float(np.exp(-epoch / 1.5)),
                "lr": 0.05,
                "samples_per_second": 9200.0,
            }
        )
