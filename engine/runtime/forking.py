"""The client's side of the fork server (`engine.runtime.fork_server`)."""

import multiprocessing
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Final

from engine.errors import WorkerError
from engine.runtime.messages import WorkerName
from engine.runtime.processes import WorkerProcess, cannot_start

STATUS: Final = struct.Struct("q")
MOST_WORDS: Final = 4096
_BOOT: Final = "import sys; sys.path[:] = {path!r}; from engine.runtime.fork_server import serve; serve({fd})"
_ENVIRONMENT: Final = {
    # NumPy's BLAS would start threads while it is loaded, and a process with threads is no good to fork.
    "OPENBLAS_NUM_THREADS": "1",
    # Whoever asks whether there is a GPU must not start CUDA by it: it does not outlive a fork.
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
}


class ForkServer:
    """Starts the fork server, again if it died, and asks it for workers. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._stopped = False

    def warm_up(self) -> None:
        try:
            self._running_control()
        except OSError as error:
            raise WorkerError(cannot_start(str(error))) from error

    def start(self, name: WorkerName) -> WorkerProcess:
        try:
            return self._fork(name)
        except OSError as error:
            raise WorkerError(cannot_start(str(error))) from error

    def _fork(self, name: WorkerName) -> WorkerProcess:
        control = self._running_control()
        ours, theirs = multiprocessing.Pipe()
        status_read, status_write = os.pipe()
        with suppress(BrokenPipeError):  # the server died a moment ago, as the status pipe is about to tell
            socket.send_fds(control, [name.encode()], [theirs.fileno(), status_write])
        theirs.close()
        os.close(status_write)
        process = _ForkedProcess(ours, status_read)
        if not process.has_started():
            process.close()
            raise WorkerError(cannot_start(_last_words(control)))
        return process

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._server is not None and self._control is not None:
                self._server.kill()  # it has nothing to save, and until torch is loaded it hears nothing else
                self._server.wait()
                self._control.close()
                self._server = self._control = None

    def pids(self) -> dict[str, int]:
        return {} if self._server is None else {"fork server": self._server.pid}

    def _running_control(self) -> socket.socket:
        with self._lock:
            if self._stopped:
                raise WorkerError("the engine has been shut down")
            if self._control is None or self._server is None or self._server.poll() is not None:
                if self._control is not None:
                    self._control.close()
                self._server, self._control = _launch()
            return self._control


def _launch() -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        fd = theirs.fileno()
        server = subprocess.Popen(
            [sys.executable, "-c", _BOOT.format(path=sys.path, fd=fd)],
            stdin=subprocess.DEVNULL,
            pass_fds=[fd],
            env={**os.environ, **_ENVIRONMENT},
        )
    return server, ours


def _last_words(control: socket.socket) -> str | None:
    """What a server said that is no more; None if nothing."""
    control.setblocking(False)
    with suppress(BlockingIOError):
        try:
            words = control.recv(MOST_WORDS)
        except ConnectionResetError:  # it went without reading our request; what it said comes after this
            words = control.recv(MOST_WORDS)
        return words.decode() or None
    return None


class _ForkedProcess:
    """A grandchild: the server is its parent and tells its process id and its exit code on a pipe."""

    def __init__(self, connection: Connection, status_fd: int) -> None:
        self.pid = 0
        self.connection = connection
        self.sentinel = status_fd

    def has_started(self) -> bool:
        """Wait until it runs; False if the server died before."""
        self.pid = self._read_status() or 0
        return self.pid != 0

    def exit_code(self) -> int | None:
        return self._read_status()

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def close(self) -> None:
        self.connection.close()
        os.close(self.sentinel)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):  # it has just ended by itself
            os.kill(self.pid, number)

    def _read_status(self) -> int | None:
        packed = os.read(self.sentinel, STATUS.size)
        return STATUS.unpack(packed)[0] if packed else None
