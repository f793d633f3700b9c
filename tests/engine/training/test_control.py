from collections.abc import Callable
from typing import Any

import pytest

from engine.training.control import Change, Command, Pause, Resume, RunEpoch, RunIterations, Stop
from engine.training.loop import Trainer
from tests.engine.training.nets import Watcher, linear, trainer_of


class Script:
    """Says what is written for each iteration; what comes while it waits is said one after the other."""

    def __init__(self, running: dict[int, list[Command]], waiting: list[Command]) -> None:
        self._running = running
        self._waiting = waiting
        self.trainer: Trainer | None = None
        self.during_wait: Callable[[], None] = lambda: None

    def next_command(self, *, wait: bool) -> Command | None:
        assert self.trainer is not None
        commands = self._running.get(self.trainer.progress.iteration, [])
        if commands:
            return commands.pop(0)
        if not wait:
            return None
        self.during_wait()
        return self._waiting.pop(0)


def calls(running: dict[int, list[Command]], waiting: list[Command], **training: Any) -> list[str]:
    """What is told during two epochs of two iterations each."""
    watcher, script = Watcher(), Script(running, waiting)
    graph = linear({"epochs": 2, "batch_size": 70, **training})
    script.trainer = trainer_of(graph, callbacks=[watcher], control=script)
    script.trainer.run()
    return watcher.calls[1:]


def test_pause_waits_and_resume_goes_on() -> None:
    assert calls({1: [Pause()]}, [Resume()]) == [
        "step 1", "pause 1", "resume 1", "step 2", "epoch 1", "step 3", "step 4", "epoch 2", "end",
    ]  # fmt: skip


def test_one_iteration_at_a_time() -> None:
    waiting = [RunIterations(1), RunIterations(2), Resume()]
    assert calls({0: [Pause()]}, list(waiting)) == [
        "pause 0", "resume 0", "step 1", "pause 1", "resume 1", "step 2", "epoch 1", "step 3", "pause 3",
        "resume 3", "step 4", "epoch 2", "end",
    ]  # fmt: skip


def test_one_epoch_ends_with_its_validation() -> None:
    assert calls({1: [RunEpoch()]}, [Resume()]) == [
        "step 1", "step 2", "epoch 1", "pause 2", "resume 2", "step 3", "step 4", "epoch 2", "end",
    ]  # fmt: skip


@pytest.mark.parametrize("waiting", [False, True])
def test_stop_ends_at_once_also_in_a_pause(waiting: bool) -> None:
    if waiting:
        assert calls({3: [Pause()]}, [Stop()])[-3:] == ["step 3", "pause 3", "end"]
    else:
        assert calls({3: [Stop()]}, [])[-2:] == ["step 3", "end"]


def test_pausing_twice_is_pausing_once() -> None:
    assert calls({1: [Pause(), Pause()]}, [Pause(), Resume()]).count("pause 1") == 1


def test_settings_change_from_the_next_iteration_on() -> None:
    watcher = Watcher()
    changes = Change({"optimizer.lr": 0.5, "optimizer.momentum": 0.0, "epochs": 1})
    script = Script({1: [changes]}, [])
    graph = linear({"epochs": 2, "batch_size": 70})
    script.trainer = trainer = trainer_of(graph, callbacks=[watcher], control=script)
    trainer.run()
    assert [step.lr for step in watcher.steps] == [0.05, 0.5]
    assert trainer.checkpoint().config["optimizer"] == {
        "name": "SGD", "lr": 0.5, "momentum": 0.0, "nesterov": False, "weight_decay": 0.0, "dampening": 0.0,
    }  # fmt: skip
    assert watcher.calls[-2:] == ["epoch 1", "end"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"optimizer.lr": -1}, "greater than 0"),
        ({"optimizer.lrr": 1}, "Did you mean optimizer.lr"),
        ({"batch_size": 7}, "cannot change within one training"),
        ({"device": "cuda"}, "cannot change within one training"),
        ({"optimizer.name": "Adam"}, "cannot change within one training"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_training_goes_on(
    settings: dict[str, Any], words: str
) -> None:
    told = calls({1: [Change(settings)]}, [])
    assert words in told[1]
    assert told[1].startswith("refused")
    assert told[-1] == "end"


def test_a_pause_does_not_count_as_training_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    script = Script({1: [Pause()]}, [Resume()])
    script.trainer = trainer = trainer_of(linear({"epochs": 1, "batch_size": 70}), control=script)
    real, skipped = time.perf_counter, 0.0

    def an_hour_later() -> None:
        nonlocal skipped
        skipped += 3600

    script.during_wait = an_hour_later
    monkeypatch.setattr(time, "perf_counter", lambda: real() + skipped)
    trainer.run()
    assert trainer.progress.seconds < 60
