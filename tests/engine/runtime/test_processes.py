"""What is running, what it has loaded, and what is left when all is over."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.runtime.client import Engine
from engine.runtime.messages import (
    Answer,
    Iterations,
    TraceRequest,
    WorkerDied,
)
from engine.runtime.processes import Spawner
from tests.engine.graph.graphs import CIRCUIT
from tests.engine.runtime.subject import Ear, Watched, digits_cnn

ROOT = Path(__file__).parents[3]

# It imports Qt at its top, where a worker that imported the main module again would meet it.
APP = """
import json, sys, threading
from PySide6 import QtCore

from engine.runtime.client import Engine
from engine.runtime.messages import TraceRequest, WorkerReady
from tests.engine.graph.graphs import CIRCUIT

both_ready = threading.Barrier(3)
engine = Engine(lambda message: both_ready.wait() if isinstance(message, WorkerReady) else None)
engine.warm_up()
both_ready.wait(20)
answered = threading.Event()
answers = []
engine.ask(TraceRequest(CIRCUIT), lambda answer: (answers.append(answer), answered.set()))
answered.wait(20)
print(json.dumps({
    "pids": engine.pids(),
    "loss": answers[0].result.loss,
    "modules": [name for name in ("PySide6", "torch") if name in sys.modules],
}), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    script = tmp_path / "app.py"
    script.write_text(APP)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield process
        process.kill()


def test_torch_stays_out_of_the_app_qt_out_of_the_workers_and_nothing_outlives_a_killed_app(
    app: "subprocess.Popen[str]",
) -> None:
    assert app.stdout is not None
    told = json.loads(app.stdout.readline())
    processes = {name: Watched(pid) for name, pid in told["pids"].items()}

    assert told["loss"] == -12.0
    assert told["modules"] == ["PySide6"]
    assert set(processes) == {"interactive", "training", "fork server"}
    for process in processes.values():
        assert "libtorch" in process.maps()
        assert "Qt6" not in process.maps()
        assert "PySide6" not in process.maps()

    app.kill()

    assert all(process.has_ended(3) for process in processes.values())


def test_shutdown_in_mid_training_is_quick_saves_the_run_and_leaves_nothing(tmp_path: Path) -> None:
    ear = Ear()
    engine = Engine(ear)
    engine.start_training(digits_cnn(), str(tmp_path))
    engine.ask(TraceRequest(CIRCUIT), ear)
    ear.wait_for(Iterations)
    ear.wait_for(Answer)
    processes = [Watched(pid) for pid in engine.pids().values()]
    assert len(processes) == 3

    begun = time.monotonic()
    engine.shutdown()

    assert time.monotonic() - begun < 2
    assert all(process.has_ended(0) for process in processes)
    assert engine.pids() == {}
    assert not ear.all(WorkerDied)
    end = json.loads((tmp_path / "events.jsonl").read_text().splitlines()[-1])
    assert (end["event"], end["reason"]) == ("end", "stopped")
    assert Path(end["checkpoint"]).is_file()

    engine.shutdown()  # once more does no harm
    engine.ask(TraceRequest(CIRCUIT), ear)
    assert engine.pids() == {}


def test_shutdown_does_not_wait_for_torch_to_load() -> None:
    ear = Ear()
    engine = Engine(ear)
    engine.warm_up()
    (server,) = (Watched(pid) for pid in engine.pids().values())

    begun = time.monotonic()
    engine.shutdown()

    assert time.monotonic() - begun < 1
    assert server.has_ended(0)
    assert ear.heard == []


def test_a_killed_fork_server_is_replaced_and_workers_that_do_not_listen_are_ended() -> None:
    ear = Ear()
    engine = Engine(ear)
    engine.ask(TraceRequest(CIRCUIT), ear)
    ear.wait_for(Answer)
    before = engine.pids()

    os.kill(before["fork server"], signal.SIGKILL)
    died = ear.wait_for(WorkerDied)
    assert died.exit_code is None  # which the fork server alone would have known
    ear.forget()
    engine.ask(TraceRequest(CIRCUIT), ear)

    assert ear.wait_for(Answer).result is not None
    after = engine.pids()
    assert not set(after.values()) & set(before.values())

    processes = [Watched(pid) for pid in after.values()]
    os.kill(after["interactive"], signal.SIGSTOP)
    engine.shutdown()

    assert all(process.has_ended(5) for process in processes)


def test_without_a_fork_server_workers_are_spawned() -> None:
    ear = Ear()
    engine = Engine(ear, Spawner())
    engine.ask(TraceRequest(CIRCUIT), ear)

    assert ear.wait_for(Answer).result.loss == -12.0
    worker = Watched(engine.pids()["interactive"])
    assert "Qt6" not in worker.maps()

    os.kill(worker.pid, signal.SIGKILL)
    assert ear.wait_for(WorkerDied).exit_code == -signal.SIGKILL
    engine.shutdown()
    assert worker.has_ended(0)


def test_why_it_cannot_be_started_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('libtorch.so: cannot open shared object file')")
    monkeypatch.syspath_prepend(tmp_path)
    ear = Ear()
    engine = Engine(ear)

    engine.ask(TraceRequest(CIRCUIT), ear)

    answer = ear.wait_for(Answer)
    assert answer.result is None
    assert answer.problems[0].found == "libtorch.so: cannot open shared object file"
    died = ear.wait_for(WorkerDied)
    assert died.worker == "interactive"
    assert "cannot be started" in died.reason
    assert "ImportError" in capfd.readouterr().err
    engine.shutdown()
