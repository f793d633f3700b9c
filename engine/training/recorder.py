"""The record of a run: events and checkpoints on their way to its folder."""

import time
from typing import TYPE_CHECKING, Final

from engine.training.callbacks import Callback
from engine.training.checkpoint import Checkpoint, save_checkpoint
from engine.training.records import End, Epoch, Failed, Record, Start, Step
from engine.training.runs import RunFolder

if TYPE_CHECKING:
    from engine.training.loop import Trainer

# Writing checkpoints may take this share of the time.
_SHARE: Final = 0.02


class Recorder(Callback):
    """Writes a run's folder.

    Args:
        run: The folder.
        best: The best epoch's checkpoint, where it lies in the folder already.
    """

    def __init__(self, run: RunFolder, best: Checkpoint | None = None) -> None:
        self._run = run
        self._best = best
        self._begun = False
        self._saved_at = -float("inf")
        self._saving_took = 0.0

    def on_start(self, trainer: "Trainer", record: Start) -> None:
        if trainer.is_resumed:
            self._run.rewind(trainer.progress.iteration, trainer.progress.epoch)
        else:
            self._run.begin(trainer.graph, trainer.config)
        self._begun = True
        self._write(record)

    def on_iteration(self, record: Step) -> None:
        self._run.append(record)

    def on_epoch(self, record: Epoch) -> None:
        self._write(record)

    def on_pause(self, iteration: int) -> None:
        self._run.flush()

    def on_end(self, record: End) -> None:
        self._write(record)

    def on_failed(self, record: Failed) -> None:
        if self._begun:
            self._write(record)

    @property
    def checkpoint_is_due(self) -> bool:
        """Whether a checkpoint may be written without taking more than its share of the time."""
        return time.perf_counter() - self._saved_at > self._saving_took / _SHARE

    def save(self, last: Checkpoint, best: Checkpoint | None) -> None:
        """Write the checkpoint to go on from, and that of the best epoch if it is a new one.

        Raises:
            CheckpointError: The folder cannot be written to, or is full; the checkpoints before are whole.
        """
        begun = time.perf_counter()
        if best is not None and best is not self._best:
            save_checkpoint(best, self._run.best)
            self._best = best
        save_checkpoint(last, self._run.last)
        self._run.flush()
        self._saved_at = time.perf_counter()
        self._saving_took = self._saved_at - begun

    def close(self) -> None:
        """Close the record."""
        self._run.close()

    def _write(self, record: Record) -> None:
        self._run.append(record)
        self._run.flush()
