"""Callbacks observe a training; all methods do nothing unless overridden, and none changes its course."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.errors import BackstepError
from engine.training.records import End, Epoch, Failed, Start, Step

if TYPE_CHECKING:
    from engine.training.loop import Trainer


class Callback:
    """Base of all callbacks. Each call comes from the training's own thread, between two iterations."""

    def on_start(self, trainer: "Trainer", record: Start) -> None:
        """The first iteration is next. `trainer.net.module` holds the weights from here on."""

    def on_iteration(self, record: Step) -> None:
        """An iteration is done.

        On a GPU these come some at a time, at most 30 times a second, so that the device is never waited for.
        """

    def on_epoch(self, record: Epoch) -> None:
        """An epoch is done, validation included."""

    def on_pause(self, iteration: int) -> None:
        """Training waits after so many iterations; all records up to there were handed out."""

    def on_resume(self, iteration: int) -> None:
        """Training goes on after a pause."""

    def on_refused(self, error: BackstepError) -> None:
        """A change of settings was refused; training goes on as before."""

    def on_end(self, record: End) -> None:
        """Training is over, and tested."""

    def on_failed(self, record: Failed) -> None:
        """Training cannot go on. An exception that caused it is raised after this call."""


class Callbacks(Callback):
    """Several callbacks as one: each is told, in order."""

    def __init__(self, callbacks: Iterable[Callback] = ()) -> None:
        self._callbacks = list(callbacks)

    def put_first(self, callback: Callback) -> None:
        """Tell this one before all others."""
        self._callbacks.insert(0, callback)

    def on_start(self, trainer: "Trainer", record: Start) -> None:
        for callback in self._callbacks:
            callback.on_start(trainer, record)

    def on_iteration(self, record: Step) -> None:
        for callback in self._callbacks:
            callback.on_iteration(record)

    def on_epoch(self, record: Epoch) -> None:
        for callback in self._callbacks:
            callback.on_epoch(record)

    def on_pause(self, iteration: int) -> None:
        for callback in self._callbacks:
            callback.on_pause(iteration)

    def on_resume(self, iteration: int) -> None:
        for callback in self._callbacks:
            callback.on_resume(iteration)

    def on_refused(self, error: BackstepError) -> None:
        for callback in self._callbacks:
            callback.on_refused(error)

    def on_end(self, record: End) -> None:
        for callback in self._callbacks:
            callback.on_end(record)

    def on_failed(self, record: Failed) -> None:
        for callback in self._callbacks:
            callback.on_failed(record)
