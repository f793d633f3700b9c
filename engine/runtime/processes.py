"""Worker processes as the client holds them, and the plain way to start one."""

import multiprocessing
import signal
import sys
from multiprocessing.connection import Connection, wait
from typing import Protocol

from engine.errors import Problem, WorkerError
from engine.runtime.messages import WorkerName


class WorkerProcess(Protocol):
    """A running worker.

    Attributes:
        pid: Its process id.
        connection: The client's end of the pipe.
        sentinel: What `multiprocessing.connection.wait` finds ready once the process has ended.
    """

    pid: int
    connection: Connection
    sentinel: int

    def exit_code(self) -> int | None:
        """Wait for its end; its exit code, negative for a signal, or None if nobody knows."""

    def terminate(self) -> None:
        """Ask the system to end it."""

    def kill(self) -> None:
        """End it at once."""

    def close(self) -> None:
        """Close what is held of it; only after its end."""


class WorkerStarter(Protocol):
    """Starts worker processes."""

    def warm_up(self) -> None:
        """Prepare for quick starts; returns at once.

        Raises:
            WorkerError: That could not be done.
        """

    def start(self, name: WorkerName) -> WorkerProcess:
        """Start a worker and wait until there is a process.

        Raises:
            WorkerError: None could be started.
        """

    def stop(self) -> None:
        """End what was prepared, and any `start` that waits for it."""

    def pids(self) -> dict[str, int]:
        """Process ids of what was prepared, by name."""


def worker_starter() -> WorkerStarter:
    """The quick way where it is safe: on macOS and Windows, what torch loads cannot be forked."""
    if sys.platform != "linux":
        return Spawner()
    from engine.runtime.forking import ForkServer

    return ForkServer()


def cannot_start(found: str | None) -> Problem:
    """Why there is no worker, in words."""
    return Problem(
        "the engine's processes cannot be started",
        expected="PyTorch to load" if found else None,
        found=found,
        mend="Set Backstep up anew; what was said meanwhile stands in the terminal",
    )


def has_ended(process: WorkerProcess, timeout: float) -> bool:
    """Wait at most so many seconds for a worker's end."""
    return bool(wait([process.sentinel], timeout))


class Spawner:
    """Starts each worker as a new interpreter, which loads torch by itself.

    Workers started so import the main module again, which therefore imports Qt inside functions only.
    """

    def warm_up(self) -> None:
        """There is nothing to prepare."""

    def start(self, name: WorkerName) -> WorkerProcess:
        try:
            return _SpawnedProcess(name)
        except OSError as error:
            raise WorkerError(cannot_start(str(error))) from error

    def stop(self) -> None:
        """There is nothing to end."""

    def pids(self) -> dict[str, int]:
        return {}


class _SpawnedProcess:
    def __init__(self, name: WorkerName) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        # Not a daemon in multiprocessing's sense: those may have no children, and a data loader has some.
        self._process = context.Process(target=_run_spawned, args=(name, theirs), name=name, daemon=False)
        self._process.start()
        theirs.close()
        assert self._process.pid is not None
        self.pid = self._process.pid
        self.sentinel = self._process.sentinel

    def exit_code(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        self.connection.close()
        self._process.close()


def _run_spawned(name: WorkerName, connection: Connection) -> None:
    from engine.runtime.worker import run_worker  # loads torch: in the worker alone

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the app, which then ends us in order
    run_worker(name, connection)
