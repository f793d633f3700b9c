"""An engine under test, and an ear for what it says."""

import os
import select
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from engine.runtime.client import Engine
from engine.runtime.messages import Answer, Message, Request
from tests.engine.graph.graphs import CNN, changed

TIMEOUT = 20.0
M = TypeVar("M", bound=Message)


class Ear:
    """Keeps what it hears, from any thread, and lets a test wait for what it is after."""

    def __init__(self) -> None:
        self.heard: list[Message] = []
        self._changed = threading.Condition()

    def __call__(self, message: Message) -> None:
        with self._changed:
            self.heard.append(message)
            self._changed.notify_all()

    def all(self, kind: type[M]) -> list[M]:
        with self._changed:
            return [message for message in self.heard if isinstance(message, kind)]

    def wait_for(self, kind: type[M], fits: Callable[[M], bool] = lambda _message: True) -> M:
        """The first message of that kind that fits, heard already or within the time limit."""

        def found() -> M | None:
            return next((m for m in self.heard if isinstance(m, kind) and fits(m)), None)

        with self._changed:
            message = self._changed.wait_for(found, TIMEOUT)
        assert message is not None, f"no such {kind.__name__}; heard {[type(m).__name__ for m in self.heard]}"
        return message

    def forget(self) -> None:
        with self._changed:
            self.heard.clear()


class Subject:
    """An engine under test."""

    def __init__(self, engine: Engine, ear: Ear) -> None:
        self.engine = engine
        self.ear = ear

    def ask(self, request: Request) -> Answer:
        """Ask, and wait for the answer."""
        number = self.engine.ask(request, self.ear)
        return self.ear.wait_for(Answer, lambda answer: answer.number == number)


def digits_cnn(**training: Any) -> dict[str, Any]:
    """A small CNN on the digits, with this training section."""
    return changed(CNN, training={"epochs": 1000, "device": "cpu", **training})


class Watched:
    """A process whose end can be waited for, whoever's child it is."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._fd = os.pidfd_open(pid)

    def has_ended(self, timeout: float = TIMEOUT) -> bool:
        return bool(select.select([self._fd], [], [], timeout)[0])

    def maps(self) -> str:
        """The files it has mapped into its memory: every library it loaded."""
        return Path(f"/proc/{self.pid}/maps").read_text()
