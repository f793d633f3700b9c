"""The client's end of one worker: starts it when there is something to say, hears it, notices its end."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Final

from engine.errors import Problem, WorkerError
from engine.runtime.messages import Message, Shutdown, WorkerName
from engine.runtime.processes import WorkerProcess, WorkerStarter, has_ended

_log = logging.getLogger(__name__)
_SECONDS_TO_EXIT: Final = 2.0


class WorkerLink:
    """Nothing here waits for the worker but its two threads: one writes, one a process reads.

    Args:
        name: The worker's name.
        starter: Makes its process.
        on_message: Called with each message from the worker, in the reading thread.
        on_end: Called with the exit code when the worker ended by itself, in the reading thread.
        on_no_start: Called with the problems when it could not be started, in the writing thread.
    """

    def __init__(
        self,
        name: WorkerName,
        starter: WorkerStarter,
        on_message: Callable[[Message], None],
        on_end: Callable[[int | None], None],
        on_no_start: Callable[[tuple[Problem, ...]], None],
    ) -> None:
        self.name = name
        self._starter = starter
        self._on_message = on_message
        self._on_end = on_end
        self._on_no_start = on_no_start
        self._outgoing: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._process: WorkerProcess | None = None
        self._closing = False
        self._reader: threading.Thread | None = None
        self._writer = threading.Thread(target=self._write, name=f"{name}: write", daemon=True)
        self._writer.start()

    @property
    def process(self) -> WorkerProcess | None:
        """The worker's process, None while there is none."""
        return self._process

    def warm_up(self) -> None:
        """Start the worker before there is anything to say; returns at once."""
        self._outgoing.put(None)

    def send(self, message: Message) -> None:
        """Send a message, to a fresh worker if there is none; returns at once."""
        self._outgoing.put(message)

    def begin_closing(self) -> None:
        """Ask the worker to save and end; from now on none is started and no end is reported."""
        with self._lock:
            self._closing = True
        self._outgoing.put(Shutdown())

    def has_ended(self, timeout: float) -> bool:
        """Wait at most so many seconds for the worker and all threads to end; after `begin_closing`."""
        deadline = time.monotonic() + timeout
        for thread in (self._writer, self._reader):
            if thread is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        return not self._writer.is_alive() and self._process is None

    def terminate(self) -> None:
        """Ask the system to end the worker, if there is one."""
        with self._lock:
            if self._process is not None:
                self._process.terminate()

    def kill(self) -> None:
        """End the worker at once, if there is one."""
        with self._lock:
            if self._process is not None:
                self._process.kill()

    # The writing thread ------------------------------------------------------------------------------

    def _write(self) -> None:
        message: Message | None = None
        while not isinstance(message, Shutdown):
            message = self._outgoing.get()
            try:
                process = self._running_process()
            except WorkerError as error:
                if not self._closing:
                    self._on_no_start(error.problems)
                continue
            if message is not None and process is not None:
                self._send_to(process, message)

    def _running_process(self) -> WorkerProcess | None:
        with self._lock:
            if self._process is not None or self._closing:
                return self._process
        process = self._starter.start(self.name)  # may take seconds: until torch is loaded
        with self._lock:
            self._process = process
            self._reader = threading.Thread(
                target=self._read, args=(process,), name=f"{self.name}: read", daemon=True
            )
            self._reader.start()
        return process

    def _send_to(self, process: WorkerProcess, message: Message) -> None:
        with self._sending:
            if process is not self._process:
                return  # it ended meanwhile: whoever asked has been told
            try:
                process.connection.send(message)
            except OSError:
                _log.debug("the %s worker ended before it got a %s", self.name, type(message).__name__)

    # The reading thread ------------------------------------------------------------------------------

    def _read(self, process: WorkerProcess) -> None:
        while self._read_message(process):
            pass
        if not has_ended(process, _SECONDS_TO_EXIT):
            process.kill()
        exit_code = process.exit_code()
        with self._lock, self._sending:
            self._process = None
            process.close()
            closing = self._closing
        if not closing:
            self._on_end(exit_code)

    def _read_message(self, process: WorkerProcess) -> bool:
        """Hand on one message; False when there will be none any more."""
        if process.connection not in wait([process.connection, process.sentinel]):
            return False
        try:
            message = process.connection.recv()
        except (EOFError, OSError):
            return False
        try:
            self._on_message(message)
        except Exception:  # noqa: BLE001  # the app's mistake must not end the thread that hears the worker
            _log.exception("the app could not take a %s", type(message).__name__)
        return True
