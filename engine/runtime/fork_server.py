"""The fork server: a process that loads torch once and from then on forks ready workers in milliseconds.

The standard library's fork server would not do: its children import the main module again, and Qt with it
where a script imports Qt at its top; and it can only be ended by way of its private parts.

One request is one packet on the control socket: a worker's name, and with it two file descriptors, the
worker's end of its connection and the writing end of a status pipe. On that pipe go the worker's process
id and, once it has ended, its exit code. The server ends when the control socket is closed.
"""

import contextlib
import gc
import importlib
import logging
import os
import selectors
import signal
import socket
import sys
import traceback
from multiprocessing.connection import Connection
from typing import Final, NoReturn, cast

from engine.ops.registry import registry
from engine.runtime.forking import MOST_WORDS, STATUS
from engine.runtime.messages import WorkerName

PRELOADED: Final = ("torch", "torch._dynamo", "engine.runtime.worker")

_log = logging.getLogger(__name__)


def serve(control_fd: int) -> None:
    """Load what workers need, then fork one for each packet until the control socket is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the app, which then ends us in order
    with socket.socket(fileno=control_fd) as control:
        try:
            _load()
        except ImportError as error:
            traceback.print_exc()
            control.send(str(error).encode()[:MOST_WORDS])
            raise SystemExit(1) from None
        _Server(control).run()


def _load() -> None:
    for module in PRELOADED:
        importlib.import_module(module)
    registry()  # imports every op
    gc.collect()
    gc.freeze()  # the collector leaves these pages alone, so that parent and children go on sharing them


class _Server:
    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._status_fds: dict[int, int] = {}
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)

    def run(self) -> None:
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)  # so that a child's end wakes select
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while True:
                ready = [key.fileobj for key, _ in selector.select()]
                if self._wake_read in ready:
                    os.read(self._wake_read, 4096)
                    self._report_ended()
                if self._control in ready and not self._serve_request():
                    return

    def _serve_request(self) -> bool:
        name, fds, _, _ = socket.recv_fds(self._control, 64, 2)
        if not name:
            return False
        connection_fd, status_fd = fds
        pid = os.fork()
        if pid == 0:
            self._become_worker(cast(WorkerName, name.decode()), connection_fd, status_fd)
        os.close(connection_fd)
        self._status_fds[pid] = status_fd
        self._report(status_fd, pid)
        return True

    def _become_worker(self, name: WorkerName, connection_fd: int, status_fd: int) -> NoReturn:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._control.close()
        for fd in (self._wake_read, self._wake_write, status_fd, *self._status_fds.values()):
            os.close(fd)
        from engine.runtime.worker import run_worker  # long loaded, see PRELOADED

        exit_code = 1
        try:
            run_worker(name, Connection(connection_fd))
            exit_code = 0
        except BaseException:  # noqa: BLE001  # nothing may get out: behind this is the server's own loop
            _log.exception("the %s worker ended by an error", name)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(exit_code)

    def _report_ended(self) -> None:
        for pid in tuple(self._status_fds):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                status_fd = self._status_fds.pop(pid)
                self._report(status_fd, os.waitstatus_to_exitcode(status))
                os.close(status_fd)

    @staticmethod
    def _report(status_fd: int, number: int) -> None:
        with contextlib.suppress(BrokenPipeError):  # the app is gone, and the control socket will say so
            os.write(status_fd, STATUS.pack(number))
