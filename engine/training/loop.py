"""The training loop. `Trainer.run` and the methods it calls read from top to bottom."""

import time
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.data.prepared import PreparedData
from engine.errors import BackstepError, TrainingError
from engine.graph.file import graph_to_json
from engine.graph.model import Graph
from engine.training.callbacks import Callback, Callbacks
from engine.training.changes import require_live
from engine.training.checkpoint import Checkpoint, restore_weights
from engine.training.config import TrainingConfig, changed
from engine.training.control import Control, NoControl, Reins
from engine.training.devices import autocast, reproducible
from engine.training.diagnosis import bad_loss, require_runnable
from engine.training.losses import BadLossError, LossReader
from engine.training.metrics import Metrics, evaluate
from engine.training.net import Net
from engine.training.progress import Progress, Tally
from engine.training.recorder import Recorder
from engine.training.records import End, Epoch, Failed, Start, Step
from engine.training.runs import RunFolder
from engine.training.schedules import Moment
from engine.training.state import initial_state

if TYPE_CHECKING:
    from torch import Tensor


class Trainer:
    """Trains a graph.

    Args:
        graph: What to train.
        config: How.
        data: What it learns from, prepared on the device it is to train on.
        callbacks: Who watches.
        control: Who may pause, stop and change it.
        resume_from: A checkpoint of the same graph and data to go on from.

    Attributes:
        graph: As given.
        config: The settings now in force.
        data: As given.
        net: What trains.

    Raises:
        BackstepError: The graph or the settings cannot be trained, or the checkpoint does not belong to them.
    """

    def __init__(
        self,
        graph: Graph,
        config: TrainingConfig,
        data: PreparedData,
        *,
        callbacks: Iterable[Callback] = (),
        control: Control | None = None,
        resume_from: Checkpoint | None = None,
    ) -> None:
        self.graph = graph
        self.config = config
        self.data = data
        self.net = Net(graph, data, config.seed)
        if self.net.channels_last:
            data.use_channels_last()
        optimizer = config.optimizer.build(self.net.learning)
        self._state = initial_state(self.net.module, optimizer, data.indices("train"), config)
        smallest = data.indices("train")[: self._state.batches.smallest]
        require_runnable(graph, self.net.module, *data.batch(smallest))
        self._losses = LossReader(data.device)
        self._rate = config.optimizer.lr
        self._best: Checkpoint | None = None
        self._resume_from = resume_from
        if resume_from is not None:
            self._restore(resume_from)
        self._run: RunFolder | None = None
        self._recorder: Recorder | None = None
        self._watchers = Callbacks(callbacks)
        self._reins = Reins(control or NoControl(), self)
        self._mark = 0.0

    def keep_record(self, run: RunFolder) -> None:
        """Write events and checkpoints to a run's folder; to be called before `run`."""
        self._run = run
        self._recorder = Recorder(run, self._best)
        self._watchers.put_first(self._recorder)

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return self._state.progress

    @property
    def is_resumed(self) -> bool:
        """Whether it goes on from a checkpoint."""
        return self._resume_from is not None

    @property
    def run_folder(self) -> RunFolder | None:
        """The folder of the run's record, None if none is kept."""
        return self._run

    # The course of a training ---------------------------------------------------------------------

    def run(self) -> End | Failed:
        """Train to the end, and test.

        Returns:
            How it ended: `Failed` for a loss that is no longer a number. Any other failure is told to the
            callbacks and raised.
        """
        with reproducible(self.data.device):
            try:
                self._begin()
                return self._finish(self._train())
            except BadLossError as error:
                return self._failed(error)
            except Exception as error:
                self._failed(error)
                raise
            finally:
                if self._recorder is not None:
                    self._recorder.close()

    def _begin(self) -> None:
        self._mark = time.perf_counter()
        self._state.seed_dropout(self.config.seed, self._resume_from)
        split = self.data.split
        record = Start(
            device=str(self.data.device),
            parameters=self.net.parameter_count,
            samples=len(split.train),
            validation_samples=len(split.validation),
            test_samples=len(split.test),
            epochs=self.config.epochs,
            iterations_per_epoch=self._state.batches.per_epoch,
            iteration=self.progress.iteration,
        )
        self._watchers.on_start(self, record)
        self._save()

    def _train(self) -> str:
        """Iterate until there is a reason to end, and say which."""
        self.net.module.train()
        while self.progress.epoch < self.config.epochs:
            if self._patience_is_over():
                return "early_stopping"
            for indices in self._state.batches.epoch():
                self._tick(iterating=True)
                may_go_on = self._reins.may_go_on()
                self._mark = time.perf_counter()  # what was waited for in a pause does not count
                if not may_go_on:
                    return "stopped"
                if self._recorder is not None and self._recorder.checkpoint_is_due:
                    self._save()
                self._iterate(indices)
            self._end_epoch()
        return "done"

    def _iterate(self, indices: "Tensor") -> None:
        """One mini-batch: forward, backward, update."""
        rate = self._set_rate()
        features, targets = self.data.training_batch(indices, self._state.augmenting)
        self._batch = features, targets
        self._state.optimizer.zero_grad()
        with self._precision():
            loss, prediction = self.net.loss(features, targets)
        self._losses.add(self.progress.iteration + 1, len(targets), rate, loss)
        if self.config.optimizer.takes_gradients:
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it so
            self.config.regularization.add_gradients(self.net.weights)
            self._state.optimizer.step()
        else:
            self._state.optimizer.step(partial(self._loss_again, features, targets))
        self.config.regularization.limit_norms(self.net.weights)
        self.progress.iteration += 1
        if prediction is not None:
            self._losses.add_prediction(prediction, targets)
        if self._losses.is_due:
            self._hand_out_losses()

    def _loss_again(self, features: "Tensor", targets: "Tensor") -> float:
        """The loss of the mini-batch with the weights as they are now; waits for the device."""
        with self._precision():
            return self.net.loss(features, targets)[0].item()

    def _hand_out_losses(self) -> None:
        """Read the losses since the last time, which waits for the device, and tell of them."""
        for entry in self._losses.read():
            self.progress.tally.loss += self.net.total(entry.loss, entry.samples)
            self.progress.tally.samples += entry.samples
            record = Step(entry.iteration, self.progress.epoch + 1, entry.loss, entry.rate)
            self._watchers.on_iteration(record)

    def _end_epoch(self) -> None:
        """Validate, and tell of the epoch."""
        progress, tally = self.progress, self.progress.tally
        self._hand_out_losses()
        self._losses.read_judgements(tally)
        self._tick(iterating=True)
        progress.epoch += 1
        seen = evaluate(self.net, self.data, "validation", self._precision())
        record = Epoch(
            epoch=progress.epoch,
            train_loss=tally.loss / tally.samples,
            validation_loss=seen.loss,
            validation_accuracy=seen.accuracy,
            lr=self._rate,
            samples_per_second=tally.samples / progress.epoch_seconds,
            train_accuracy=tally.accuracy,
            validation_mse=seen.mse,
            validation_mae=seen.mae,
        )
        progress.history.append(record)
        progress.tally, progress.epoch_seconds = Tally(), 0.0
        early = self.config.early_stopping
        if progress.note_validation(record.validation_loss, early.min_delta if early else 0.0):
            self._best = replace(self._bare_checkpoint(), weights=self._state.copy_weights())
        self._tick(iterating=False)
        self._watchers.on_epoch(record)

    def _patience_is_over(self) -> bool:
        early, best = self.config.early_stopping, self.progress.best_epoch
        return early is not None and best is not None and self.progress.epoch - best >= early.patience

    def _finish(self, reason: str) -> End:
        """Keep what was reached, test it, and tell of the end."""
        self._hand_out_losses()
        self._tick(iterating=True)
        self._save()
        tested, kept = Metrics(), None if self._run is None else self._run.last
        if reason != "stopped":
            if self.config.early_stopping is not None and self._best is not None:
                restore_weights(self.net.module, self._best.weights)
                kept = None if self._run is None else self._run.best
            tested = evaluate(self.net, self.data, "test", self._precision())
        self._tick(iterating=False)
        record = End(
            reason=reason,
            test_loss=tested.loss,
            test_accuracy=tested.accuracy,
            epochs=self.progress.epoch,
            seconds=self.progress.seconds,
            checkpoint=None if kept is None else str(kept),
            best_epoch=self.progress.best_epoch,
            test_mse=tested.mse,
            test_mae=tested.mae,
        )
        self._watchers.on_end(record)
        return record

    def _failed(self, error: Exception) -> Failed:
        """Tell of a failure; the checkpoint before it is kept."""
        if isinstance(error, BadLossError):
            problem = bad_loss(self.graph, self.net.module, *self._batch, error.iteration)
            error = TrainingError(problem)
        record = Failed.of(error, self.progress.iteration + 1)
        self._watchers.on_failed(record)
        return record

    # What an iteration needs ----------------------------------------------------------------------

    def _set_rate(self) -> float:
        """Hand the schedule's learning rate to the optimizer, and give it."""
        moment = Moment(
            self.progress.iteration,
            self._state.batches.per_epoch,
            self._state.batches.per_epoch * self.config.epochs,
            self.progress.history,
        )
        self._rate = self.config.schedule.rate(self.config.optimizer.lr, moment)
        for group in self._state.optimizer.param_groups:
            group["lr"] = self._rate
        return self._rate

    def _precision(self) -> "AbstractContextManager[object]":
        return autocast(self.config.precision, self.data.device)

    def _tick(self, *, iterating: bool) -> None:
        """Add the time since the last tick to the clocks."""
        now = time.perf_counter()
        self.progress.seconds += now - self._mark
        if iterating:
            self.progress.epoch_seconds += now - self._mark
        self._mark = now

    # What control asks for, between two iterations ------------------------------------------------

    @property
    def end_of_epoch(self) -> int:
        """Iterations that will be done at the end of the epoch under way."""
        return (self.progress.epoch + 1) * self._state.batches.per_epoch

    def pause(self) -> None:
        """Tell that training waits, after all that was done is told and kept."""
        self._hand_out_losses()
        self._save()
        self._watchers.on_pause(self.progress.iteration)

    def go_on(self) -> None:
        """Tell that training goes on after a pause."""
        self._watchers.on_resume(self.progress.iteration)

    def change(self, settings: Mapping[str, Any]) -> None:
        """Use other settings from the next iteration on, or tell why not."""
        try:
            new = changed(self.config, settings)
            require_live(self.config, new, running=True)
        except BackstepError as error:
            self._watchers.on_refused(error)
            return
        self.config = new
        new.optimizer.retune(self._state.optimizer)

    # Checkpoints ----------------------------------------------------------------------------------

    def checkpoint(self) -> Checkpoint:
        """All that is needed to go on from here; the weights are the module's own, not copies.

        To be called from a callback, or while training waits: between two iterations.
        """
        self._losses.read_judgements(self.progress.tally)
        best_weights = {} if self._best is None else self._best.weights
        return replace(self._state.into(self._bare_checkpoint()), best_weights=best_weights)

    def _bare_checkpoint(self) -> Checkpoint:
        """A checkpoint of everything but tensors that change."""
        return Checkpoint(
            graph=graph_to_json(self.graph),
            config=self.config.to_json(),
            shapes=self.data.shapes,
            weights={},
            statistics=self.data.statistics,
            progress=self.progress.to_json(),
            classes=self.data.classes,
        )

    def _save(self) -> None:
        """Write checkpoints, unless an update went wrong: the loss will tell, and the last good one stays."""
        if self._recorder is not None and self._state.is_finite():
            self._hand_out_losses()
            self._tick(iterating=True)
            self._recorder.save(self.checkpoint(), self._best)
            self._tick(iterating=False)

    def _restore(self, checkpoint: Checkpoint) -> None:
        """Go on from a checkpoint: bit for bit as if training had never stopped, on the CPU."""
        require_live(TrainingConfig.read(checkpoint.config), self.config, running=False)
        self._state.restore(checkpoint)
        self.config.optimizer.retune(self._state.optimizer)
        if checkpoint.best_weights:
            self._best = replace(checkpoint, weights=checkpoint.best_weights, best_weights={})
