import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QThread, QTimer
from pytestqt.qtbot import QtBot

from engine.runtime.messages import (
    Answer,
    EpochDone,
    Iterations,
    Message,
    StateChanged,
    TraceRequest,
    TrainingEnded,
    TrainingStarted,
    WorkerDied,
    WorkerReady,
)
from gui.bridge import Bridge, Mailbox
from tests.engine.graph.graphs import CIRCUIT
from tests.engine.runtime.subject import digits_cnn

TIMEOUT = 20_000


class Listener(QObject):
    """Keeps what the bridge signals, and in which thread."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self.messages: list[Message] = []
        self.states: list[str] = []
        self.threads: set[QThread] = set()
        bridge.training_message.connect(self._take)
        bridge.worker_died.connect(self._take)
        bridge.training_state_changed.connect(self.states.append)

    def _take(self, message: Message) -> None:
        self.messages.append(message)
        self.threads.add(QThread.currentThread())

    def has(self, kind: type[Message]) -> bool:
        return any(isinstance(message, kind) for message in self.messages)


@pytest.fixture(scope="module")
def ready() -> list[WorkerReady]:
    return []


@pytest.fixture(scope="module")
def running_bridge(qapp: QCoreApplication, ready: list[WorkerReady]) -> Iterator[Bridge]:
    bridge = Bridge()
    bridge.ready.connect(ready.append)
    bridge.warm_up()
    yield bridge
    bridge.shutdown()


@pytest.fixture
def listener(running_bridge: Bridge) -> Iterator[Listener]:
    listener = Listener(running_bridge)
    yield listener
    listener.deleteLater()
    QCoreApplication.sendPostedEvents(listener)


def test_both_workers_say_that_they_are_ready(
    running_bridge: Bridge, ready: list[WorkerReady], qtbot: QtBot
) -> None:
    qtbot.waitUntil(
        lambda: {"interactive", "training"} <= {message.worker for message in ready}, timeout=TIMEOUT
    )


def test_an_answer_comes_in_the_apps_thread(running_bridge: Bridge, qtbot: QtBot) -> None:
    answers: list[tuple[Answer, QThread]] = []

    number = running_bridge.ask(
        TraceRequest(CIRCUIT), lambda answer: answers.append((answer, QThread.currentThread()))
    )

    assert answers == []
    qtbot.waitUntil(lambda: bool(answers), timeout=TIMEOUT)
    (answer, thread), *others = answers
    assert (answer.number, answer.result.loss) == (number, -12.0)
    assert thread is QThread.currentThread()
    assert not others


def test_obsolete_questions_are_not_answered(running_bridge: Bridge, qtbot: QtBot) -> None:
    answers: list[Answer] = []

    numbers = [running_bridge.ask(TraceRequest(CIRCUIT), answers.append) for _ in range(20)]

    qtbot.waitUntil(lambda: bool(answers) and answers[-1].number == numbers[-1], timeout=TIMEOUT)
    assert all(answer.result is not None for answer in answers)


def test_a_run_from_start_to_stop(listener: Listener, qtbot: QtBot, tmp_path: Path) -> None:
    bridge = listener.bridge

    bridge.start_training(digits_cnn(), str(tmp_path))
    assert listener.states == ["starting"]
    assert bridge.is_training
    qtbot.waitUntil(lambda: listener.has(Iterations), timeout=TIMEOUT)
    assert listener.states == ["starting", "running"]
    assert bridge.run_dir == str(tmp_path)
    bridge.start_training(digits_cnn(), str(tmp_path / "another"))  # does nothing

    bridge.pause()
    qtbot.waitUntil(lambda: bridge.training_state == "paused", timeout=TIMEOUT)
    bridge.resume()
    qtbot.waitUntil(lambda: bridge.training_state == "running", timeout=TIMEOUT)
    bridge.stop()
    assert listener.states[-1] == "stopping"
    qtbot.waitUntil(lambda: not bridge.is_training, timeout=TIMEOUT)

    assert listener.states == ["starting", "running", "paused", "running", "stopping", "idle"]
    assert listener.threads == {QThread.currentThread()}
    kinds = [type(message) for message in listener.messages]
    assert kinds[0] is TrainingStarted
    assert kinds[-1] is TrainingEnded
    assert bridge.run_dir == str(tmp_path)


@pytest.mark.parametrize("unit", ["iteration", "epoch"])
def test_an_iteration_or_an_epoch_from_idle_starts_a_run_that_pauses_after_it(
    listener: Listener, qtbot: QtBot, unit: str
) -> None:
    bridge = listener.bridge
    go_on = bridge.one_iteration if unit == "iteration" else bridge.one_epoch

    go_on(digits_cnn())

    qtbot.waitUntil(lambda: bridge.training_state == "paused", timeout=TIMEOUT)
    (start,) = [message for message in listener.messages if isinstance(message, TrainingStarted)]
    length = 1 if unit == "iteration" else start.iterations_per_epoch

    def pauses() -> list[int]:
        changes = [message for message in listener.messages if isinstance(message, StateChanged)]
        return [message.iteration for message in changes if message.state == "paused"]

    assert pauses() == [length]
    go_on(digits_cnn())
    qtbot.waitUntil(lambda: len(pauses()) == 2, timeout=TIMEOUT)
    assert pauses() == [length, 2 * length]
    assert bridge.run_dir is not None
    assert Path(bridge.run_dir, "events.jsonl").is_file()

    bridge.stop()
    qtbot.waitUntil(lambda: not bridge.is_training, timeout=TIMEOUT)


def test_after_a_crash_training_can_be_gone_on_with(listener: Listener, qtbot: QtBot, tmp_path: Path) -> None:
    bridge = listener.bridge
    bridge.start_training(digits_cnn(), str(tmp_path))
    qtbot.waitUntil(lambda: listener.has(Iterations), timeout=TIMEOUT)

    os.kill(bridge.pids()["training"], signal.SIGKILL)

    qtbot.waitUntil(lambda: listener.has(WorkerDied), timeout=TIMEOUT)
    assert bridge.training_state == "idle"
    (died,) = [message for message in listener.messages if isinstance(message, WorkerDied)]
    assert died.resumable
    bridge.start_training(digits_cnn(), str(tmp_path), resume=True)
    qtbot.waitUntil(lambda: bridge.training_state == "running", timeout=TIMEOUT)
    bridge.stop()
    qtbot.waitUntil(lambda: not bridge.is_training, timeout=TIMEOUT)


def test_with_no_run_there_is_nothing_to_steer(listener: Listener) -> None:
    bridge = listener.bridge

    bridge.pause()
    bridge.resume()
    bridge.stop()
    bridge.one_iteration()
    bridge.set_learning_rate(0.1)

    assert bridge.training_state == "idle"
    assert listener.states == []


# The mailbox ---------------------------------------------------------------------------------------------


def put_in_another_thread(mailbox: Mailbox, messages: list[Message]) -> None:
    def put() -> None:
        for message in messages:
            mailbox.put(message)

    thread = threading.Thread(target=put)
    thread.start()
    thread.join(10)


def iteration(number: int) -> Iterations:
    return Iterations(number, np.array([number], np.float32), np.array([0.1]), 1.0)


def test_what_comes_while_the_app_is_busy_arrives_as_one(qtbot: QtBot) -> None:
    parent = QObject()
    mailbox = Mailbox(parent)
    delivered: list[Any] = []
    mailbox.delivered.connect(delivered.append)

    put_in_another_thread(mailbox, [*map(iteration, range(1, 1001)), EpochDone({}), iteration(1001)])
    assert delivered == []

    qtbot.waitUntil(lambda: bool(delivered), timeout=TIMEOUT)
    before, done, after = delivered
    assert before.losses.tolist() == list(range(1, 1001))
    assert isinstance(done, EpochDone)
    assert after.first == 1001


def test_a_listeners_own_event_loop_leaves_the_order_as_it_is(qtbot: QtBot) -> None:
    parent = QObject()
    mailbox = Mailbox(parent)
    delivered: list[int] = []

    def open_dialog(message: EpochDone) -> None:
        delivered.append(message.record["epoch"])
        if message.record["epoch"] == 1:
            put_in_another_thread(mailbox, [EpochDone({"epoch": 3})])
            loop = QEventLoop()
            QTimer.singleShot(0, loop.quit)
            loop.exec()

    mailbox.delivered.connect(open_dialog)
    put_in_another_thread(mailbox, [EpochDone({"epoch": 1}), EpochDone({"epoch": 2})])

    qtbot.waitUntil(lambda: len(delivered) == 3, timeout=TIMEOUT)
    assert delivered == [1, 2, 3]
