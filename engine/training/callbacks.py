"""Callbacks observe a training; all methods do nothing unless overridden, and none changes its course."""

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
