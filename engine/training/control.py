"""Control: words to a running training, asked for before each iteration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Command:
    """Base of all commands."""


@dataclass(frozen=True)
class Pause(Command):
    """Wait before the next iteration."""


@dataclass(frozen=True)
class Resume(Command):
    """Go on until something else is said."""


@dataclass(frozen=True)
class Stop(Command):
    """End here; a checkpoint is written, from which one can go on."""


@dataclass(frozen=True)
class RunIterations(Command):
    """Go on for so many iterations, then pause."""

    count: int = 1


@dataclass(frozen=True)
class RunEpoch(Command):
    """Go on to the end of the epoch, its validation included, then pause."""


@dataclass(frozen=True)
class Change(Command):
    """Use other settings from the next iteration on.

    Attributes:
        settings: By dotted key, such as {"optimizer.lr": 0.1}; those of the optimizer, schedule,
            regularization and early stopping, and the number of epochs.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)


class Control(Protocol):
    """Who holds the reins: a worker that reads messages, a key handler, a test."""

    def next_command(self, *, wait: bool) -> Command | None:
        """The next command, or None if there is none.

        Args:
            wait: Training is paused: block until there is a command.
        """


class NoControl:
    """Training runs to its end."""

    def next_command(self, *, wait: bool) -> Command | None:
        return Resume() if wait else None
