"""What a worker has to say to a listener that may be slow, busy or gone, without ever waiting for it."""

import threading
from multiprocessing.connection import Connection
from typing import Final

from engine.runtime.coalescing import coalesce
from engine.runtime.messages import Message

_MOST_WAITING: Final = 64


class Outbox:
    """Messages on their way to the app, sent by a thread of its own.

    Those that wait are coalesced: the listener misses outdated filters, but no iteration, and what waits
    stays small however long it is away.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[Message] = []
        self._changed = threading.Condition()
        threading.Thread(target=self._send, name="send", daemon=True).start()

    def put(self, message: Message) -> None:
        """Send a message soon; returns at once."""
        with self._changed:
            self._waiting.append(message)
            if len(self._waiting) > _MOST_WAITING:
                self._waiting = coalesce(self._waiting)
            self._changed.notify()

    def _send(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                messages, self._waiting = coalesce(self._waiting), []
            try:
                for message in messages:
                    self._connection.send(message)
            except OSError:
                return  # the app is gone; who receives sees to the end of the process
