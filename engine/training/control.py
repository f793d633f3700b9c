"""Control: words to a running training, asked for before each iteration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.training.progress import Progress


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


class Steerable(Protocol):
    """What the reins pull at: a trainer, between two iterations."""

    @property
    def progress(self) -> Progress:
        """How far it is."""

    @property
    def end_of_epoch(self) -> int:
        """Iterations that will be done at the end of the epoch under way."""

    def pause(self) -> None:
        """Tell that training waits."""

    def go_on(self) -> None:
        """Tell that training goes on."""

    def change(self, settings: Mapping[str, Any]) -> None:
        """Use other settings from the next iteration on."""


class Reins:
    """Asks a control for commands and carries them out.

    Args:
        control: Who gives commands.
        trainer: Whom they are for.
    """

    def __init__(self, control: Control, trainer: Steerable) -> None:
        self._control = control
        self._trainer = trainer
        self._pause_after: int | None = None

    def may_go_on(self) -> bool:
        """Do what is asked for before the next iteration, which may mean to wait; False to end here."""
        waiting = self._pause_after is not None and self._trainer.progress.iteration >= self._pause_after
        if waiting:
            self._trainer.pause()
        while (command := self._control.next_command(wait=waiting)) is not None:
            match command:
                case Stop():
                    return False
                case Change(settings):
                    self._trainer.change(settings)
                case Pause():
                    if not waiting:
                        self._trainer.pause()
                    waiting = True
                case _:
                    self._pause_after = self._next_pause(command)
                    if waiting:
                        self._trainer.go_on()
                    waiting = False
        return True

    def _next_pause(self, command: Command) -> int | None:
        """After how many iterations the next pause is due."""
        match command:
            case RunIterations(count):
                return self._trainer.progress.iteration + count
            case RunEpoch():
                return self._trainer.end_of_epoch
            case _:
                return None
