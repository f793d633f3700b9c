"""A training that was stopped and goes on must be the one that never stopped, bit for bit."""

import copy
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.errors import TrainingError
from engine.graph.model import Graph
from engine.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from engine.training.config import TrainingConfig
from engine.training.control import Command, Stop
from engine.training.loop import Trainer
from engine.training.optimizers import OPTIMIZERS
from engine.training.records import End, Step
from tests.engine.training.nets import Watcher, convolutional, trainer_of

DEMANDING: dict[str, Any] = {
    "augment": [{"name": "RandomCrop", "padding": 1}, {"name": "RandomHorizontalFlip"}],
    "optimizer": {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01},
    "schedule": {"name": "StepLR", "step_size": 7, "unit": "iteration", "gamma": 0.5, "warmup": 3},
    "regularization": {"l2": 0.001},
}


class StopAfter:
    """Ends a training after so many iterations."""

    def __init__(self, iterations: int) -> None:
        self._left = iterations

    def next_command(self, *, wait: bool) -> Command | None:
        self._left -= 1
        return Stop() if self._left < 0 else None


class KeepsCheckpoint(Watcher):
    """Takes a checkpoint at the end, while the run's own generators are in place."""

    trainer: Trainer
    checkpoint: Checkpoint

    def on_end(self, record: object) -> None:
        super().on_end(record)
        self.checkpoint = copy.deepcopy(self.trainer.checkpoint())


def run(graph: Graph, **more: Any) -> tuple[Trainer, KeepsCheckpoint, End]:
    watcher = KeepsCheckpoint()
    trainer = watcher.trainer = trainer_of(graph, callbacks=[watcher], **more)
    end = trainer.run()
    assert isinstance(end, End)
    return trainer, watcher, end


def through_a_file(checkpoint: Checkpoint, folder: Path) -> Checkpoint:
    save_checkpoint(checkpoint, folder / "c.safetensors")
    return load_checkpoint(folder / "c.safetensors")


@pytest.mark.parametrize(
    ("optimizer", "iterations"),
    [*(("SGD", count) for count in (0, 1, 4, 5, 6, 13)), *((name, 6) for name in OPTIMIZERS.classes)],
)
def test_stopped_anywhere_and_resumed_equals_never_stopped(
    optimizer: str, iterations: int, tmp_path: Path
) -> None:
    training = DEMANDING if optimizer == "SGD" else {**DEMANDING, "optimizer": {"name": optimizer}}
    whole, all_steps, end = run(convolutional(training))
    _, first_steps, stop = run(convolutional(training), control=StopAfter(iterations))
    assert stop.reason == "stopped"
    assert len(first_steps.steps) == iterations
    resumed, last_steps, end_too = run(
        convolutional(training), resume_from=through_a_file(first_steps.checkpoint, tmp_path)
    )

    assert first_steps.steps + last_steps.steps == all_steps.steps
    for one, other in zip(all_steps.epochs, first_steps.epochs + last_steps.epochs, strict=True):
        one.samples_per_second = other.samples_per_second = 0
        assert one == other
    assert (end.test_loss, end.test_accuracy) == (end_too.test_loss, end_too.test_accuracy)
    for name, tensor in whole.net.module.state_dict().items():
        assert torch.equal(tensor, resumed.net.module.state_dict()[name]), name


def test_resumed_training_goes_on_for_more_epochs(tmp_path: Path) -> None:
    _, all_steps, _ = run(convolutional({"epochs": 4}))
    short, first_steps, _ = run(convolutional({"epochs": 2}))
    checkpoint = through_a_file(short.checkpoint(), tmp_path)
    _, last_steps, _ = run(convolutional({"epochs": 4}), resume_from=checkpoint)
    assert first_steps.steps + last_steps.steps == all_steps.steps


def test_early_stopping_remembers_the_best_epoch_across_a_stop(tmp_path: Path) -> None:
    training = {
        "epochs": 40,
        "optimizer": {"lr": 2.0},
        "early_stopping": {"patience": 3},
        "split": {"validation": 0.3, "test": 0.2},
    }
    whole, _, end = run(convolutional(training))
    iterations = end.epochs * 4 - 6  # in the last epoch but one, when the best is past
    stopped, _, _ = run(convolutional(training), control=StopAfter(iterations))
    resumed, _, end_too = run(
        convolutional(training), resume_from=through_a_file(stopped.checkpoint(), tmp_path)
    )
    assert end.reason == end_too.reason == "early_stopping"
    assert (end.best_epoch, end.epochs, end.test_loss) == (
        end_too.best_epoch,
        end_too.epochs,
        end_too.test_loss,
    )
    for name, tensor in whole.net.module.state_dict().items():
        assert torch.equal(tensor, resumed.net.module.state_dict()[name]), name


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"batch_size": 16}, "batch_size"),
        ({"seed": 1}, "seed"),
        ({"preprocess": []}, "preprocess"),
        ({"optimizer": {"name": "Adam"}}, "optimizer.name"),
    ],
)
def test_another_training_cannot_be_resumed(change: dict[str, Any], key: str) -> None:
    stopped, _, _ = run(convolutional(), control=StopAfter(3))
    with pytest.raises(TrainingError) as caught:
        trainer_of(convolutional(change), resume_from=stopped.checkpoint())
    assert [problem.param for problem in caught.value.problems] == [key]


def test_settings_that_may_change_are_taken_from_the_new_config() -> None:
    stopped, _, _ = run(convolutional(), control=StopAfter(3))
    trainer = trainer_of(convolutional({"optimizer": {"lr": 0.01}}), resume_from=stopped.checkpoint())
    assert trainer.config.optimizer.lr == 0.01
    assert TrainingConfig.read(stopped.checkpoint().config).optimizer.lr == 0.05


class Dice(Watcher):
    """Draws from PyTorch's own generator, as dropout does."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[float] = []

    def on_iteration(self, record: Step) -> None:
        self.drawn.append(torch.rand(()).item())


def test_what_dropout_draws_goes_on_too(tmp_path: Path) -> None:
    whole, first, last = Dice(), Dice(), Dice()
    trainer_of(convolutional(), callbacks=[whole]).run()
    stopped = trainer_of(convolutional(), callbacks=[first], control=StopAfter(6))
    checkpoints: list[Checkpoint] = []
    first.on_end = lambda record: checkpoints.append(through_a_file(stopped.checkpoint(), tmp_path))  # type: ignore[method-assign]  # while the run's own generators are in place
    stopped.run()
    trainer_of(convolutional(), callbacks=[last], resume_from=checkpoints[0]).run()
    assert first.drawn + last.drawn == whole.drawn
