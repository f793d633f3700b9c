import numpy as np
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.runtime.messages import Iterations, TrainingEnded, TrainingFailed, TrainingStarted, WorkerDied
from gui.live_run import LiveRun, pause_after
from tests.gui.fake_bridge import FakeBridge


def test_there_is_one_for_a_bridge(qtbot: QtBot) -> None:
    fake = FakeBridge()
    assert LiveRun.of(fake.as_bridge()) is LiveRun.of(fake.as_bridge())


def test_many_messages_are_told_at_once(qtbot: QtBot) -> None:
    fake = FakeBridge()
    live = LiveRun.of(fake.as_bridge())
    told: list[int] = []
    live.grew.connect(lambda: told.append(live.record.iteration if live.record else -1))
    with qtbot.waitSignal(live.grew):
        fake.play(200)
    assert told == [200]


def test_where_painting_takes_long_it_is_told_less_often() -> None:
    assert pause_after(0.5) == 33
    assert pause_after(6) == 33
    assert pause_after(20) == 100
    assert pause_after(2000) == 150


def test_a_run_that_cannot_start_leaves_the_last_one_alone(qtbot: QtBot) -> None:
    fake = FakeBridge()
    live = LiveRun.of(fake.as_bridge())
    fake.play(20)
    fake.say(TrainingEnded({"reason": "done"}))
    record = live.record
    fake.enter("starting")
    fake.say(TrainingFailed((Problem("no such data set"),)))
    assert live.record is record
    assert record is not None
    assert record.phase == "ended"
    assert isinstance(live.trouble, TrainingFailed)
    fake.enter("starting")
    assert live.trouble is None


def test_a_new_run_replaces_the_last_and_a_resumed_one_goes_on(qtbot: QtBot) -> None:
    fake = FakeBridge()
    live = LiveRun.of(fake.as_bridge())
    fake.play(30)
    first = live.record
    fake.say(WorkerDied("training", -9, "It was killed.", resumable=True))
    assert first is not None
    assert first.phase == "died"
    fake.enter("starting")
    fake.say(TrainingStarted("/runs/digits-cnn-1", "cpu", 6090, {"train": 1257}, 60, 20, 20))
    assert live.record is first
    assert first.iteration == 20
    fake.say(TrainingEnded({"reason": "stopped"}))
    with qtbot.waitSignal(live.replaced):
        fake.play(10)
    assert live.record is not first


def test_another_workers_death_is_no_matter(qtbot: QtBot) -> None:
    fake = FakeBridge()
    live = LiveRun.of(fake.as_bridge())
    fake.play(5)
    fake.worker_died.emit(WorkerDied("interactive", 1, "It ended."))
    assert live.trouble is None
    assert live.record is not None
    assert live.record.phase == "running"


def test_filters_are_sent_while_anyone_looks(qtbot: QtBot) -> None:
    fake = FakeBridge()
    live = LiveRun.of(fake.as_bridge())
    one, other = QObject(), QObject()
    live.watch(one, filters=True)
    live.watch(other, filters=True)
    live.watch(one, filters=False)
    live.watch(other, filters=False)
    assert fake.told == [("watch", True), ("watch", False)]


def test_what_comes_after_it_was_forgotten_is_not_kept(qtbot: QtBot) -> None:
    fake = FakeBridge()
    live = LiveRun.of(fake.as_bridge())
    fake.play(5)
    live.forget()
    fake.say(Iterations(6, np.ones(1, np.float32), np.ones(1), 1.0))
    assert live.record is None


def test_another_rate_is_passed_on_and_noted(qtbot: QtBot) -> None:
    fake = FakeBridge()
    live = LiveRun.of(fake.as_bridge())
    fake.play(5)
    live.set_learning_rate(0.01)
    assert fake.told == [("lr", 0.01)]
    assert live.record is not None
    assert [(change.iteration, change.rate) for change in live.record.rate_changes] == [(5, 0.01)]
