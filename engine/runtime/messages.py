"""What crosses the pipe between the app and the engine's processes: plain records of NumPy arrays.

This module imports next to nothing, for the app imports it before its window is up.
"""

from __future__ import annotations  # NumPy's names stand in annotations alone

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from engine.errors import Problem

if TYPE_CHECKING:
    from engine.ops.spec import Array

WorkerName = Literal["interactive", "training"]
Action = Literal["pause", "resume", "stop", "iteration", "epoch"]


@dataclass(frozen=True)
class Message:
    """Base of everything that crosses the pipe."""


@dataclass(frozen=True)
class Shutdown(Message):
    """To either worker: save what there is to save and end, within a second."""


# To the interactive worker: each request has a number, its answer bears the same ---------------------


@dataclass(frozen=True)
class Request(Message):
    """A question to the interactive worker.

    Attributes:
        latest_only: Whether a newer request of the kind makes those that still wait obsolete.
    """

    latest_only: ClassVar[bool] = False


@dataclass(frozen=True)
class PassRequest(Request):
    """A question about one forward and backward pass; the last one is kept, so asking on costs little.

    Attributes:
        graph: The graph as JSON values.
        index, batch: First sample of the data set, and how many.
        seed: Seed of the initial weights; None takes the training section's.
        checkpoint: Path of a checkpoint whose weights to take instead.
    """

    graph: Mapping[str, Any]
    index: int = 0
    batch: int = 1
    seed: int | None = None
    checkpoint: str | None = None


@dataclass(frozen=True)
class TraceRequest(PassRequest):
    """Ask for the whole pass; the result is a `Trace`.

    Attributes:
        max_jacobian: Local gradients of at most so many entries come as dense matrices.
    """

    latest_only: ClassVar[bool] = True

    max_jacobian: int = 40_000


@dataclass(frozen=True, kw_only=True)
class ExplainRequest(PassRequest):
    """Ask for one element of a gradient as its sum of products; the result is an `Explanation`.

    Attributes:
        node: The node.
        name: A port or parameter of it; None for the gradient of its own value.
        element: Which one.
        max_terms: At most so many of the largest terms are sent.
    """

    latest_only: ClassVar[bool] = True

    node: str
    name: str | None = None
    element: tuple[int, ...] = ()
    max_terms: int = 10_000


@dataclass(frozen=True, kw_only=True)
class LocalRequest(PassRequest):
    """Ask for a local gradient: a `LocalStructure`, or an array for one row or column of it.

    Attributes:
        node: The node.
        name: A port or parameter of it.
        row: The element of the output whose derivatives are wanted.
        column: The element of the input by which derivatives are wanted.
        max_entries: The matrix is sent if it has at most so many entries.
    """

    node: str
    name: str
    row: tuple[int, ...] | None = None
    column: tuple[int, ...] | None = None
    max_entries: int = 1_000_000


@dataclass(frozen=True, kw_only=True)
class GradcheckRequest(PassRequest):
    """Ask for every gradient under three witnesses; the result is a `GradientCheck`.

    Attributes:
        eps: Step h of the central differences.
        probes: How many elements or directions of each tensor are tried.
    """

    latest_only: ClassVar[bool] = True

    eps: float = 1e-6
    probes: int = 10


@dataclass(frozen=True)
class FiltersRequest(Request):
    """Ask for the first layer's filters without a training.

    The result is `Filters`, or None if no layer has any.

    Attributes:
        graph: The graph as JSON values.
        checkpoint: Path of a checkpoint whose weights to take instead of the initial ones.
    """

    latest_only: ClassVar[bool] = True

    graph: Mapping[str, Any]
    checkpoint: str | None = None


@dataclass(frozen=True)
class Question(Message):
    """A request under its number, as it crosses the pipe."""

    number: int
    request: Request


@dataclass(frozen=True)
class Answer(Message):
    """The interactive worker's answer; `result` is None where `problems` say why.

    Attributes:
        number: The question's.
        result: What was asked for.
        problems: What was wrong instead.
        details: The traceback, where something went wrong that nobody foresaw.
        superseded: A newer request of the same kind made this one obsolete; there is neither result nor
            problem.
    """

    number: int
    result: Any = None
    problems: tuple[Problem, ...] = ()
    details: str = ""
    superseded: bool = False


# To the training worker -----------------------------------------------------------------------------


@dataclass(frozen=True)
class StartTraining(Message):
    """Train a graph; a run that is going on is stopped before.

    Attributes:
        graph: The graph as JSON values, training section included.
        run_dir: Folder of the run's record, or None for a new one in the default place.
        resume: Whether to go on from the run's last checkpoint.
        data_dir: Where data files lie, or None for the default place.
    """

    graph: Mapping[str, Any]
    run_dir: str | None = None
    resume: bool = False
    data_dir: str | None = None


@dataclass(frozen=True)
class Control(Message):
    """A word to a running training, answered within one iteration.

    Attributes:
        action: pause, resume, stop, or run one more iteration or epoch and pause.
    """

    action: Action


@dataclass(frozen=True)
class SetLearningRate(Message):
    """Use another base learning rate from the next iteration on."""

    lr: float


@dataclass(frozen=True)
class Watch(Message):
    """What is on show, so that only this is sent.

    Attributes:
        filters: Whether the first layer's filters are wanted.
    """

    filters: bool = True


# From the training worker ---------------------------------------------------------------------------


@dataclass(frozen=True)
class TrainingStarted(Message):
    """The run begins or goes on.

    Attributes:
        run_dir: Folder of the run's record.
        device: Such as "cpu" or "cuda:0".
        parameters: How many numbers are learned.
        samples: Sizes of the parts: train, validation, test.
        epochs: How many epochs are to be trained in all.
        iterations_per_epoch: How many mini-batches make an epoch.
        iteration: Iterations already done, above 0 when resumed.
    """

    run_dir: str
    device: str
    parameters: int
    samples: Mapping[str, int]
    epochs: int
    iterations_per_epoch: int
    iteration: int = 0


@dataclass(frozen=True)
class Iterations(Message):
    """Iterations since the last message, at most 30 messages a second.

    Attributes:
        first: Number of the first of them, counted from 1 over the whole run.
        losses: Loss of each mini-batch, float32.
        rates: Learning rate of each, float64.
        samples_per_second: Throughput over the last second or so.
    """

    first: int
    losses: Array
    rates: Array
    samples_per_second: float


@dataclass(frozen=True)
class EpochDone(Message):
    """An epoch is over; `record` is the event as `train --json` prints it."""

    record: Mapping[str, Any]


@dataclass(frozen=True)
class Filters(Message):
    """The first layer's filters at an iteration.

    Attributes:
        node: Id of the layer.
        weights: (filters, channels, height, width).
        gradients: The same shape, or None before the first backward pass.
        iteration: How many iterations were done.
    """

    node: str
    weights: Array
    gradients: Array | None
    iteration: int


@dataclass(frozen=True)
class StateChanged(Message):
    """The run is now running or paused, after `iteration` iterations."""

    state: Literal["running", "paused"]
    iteration: int


@dataclass(frozen=True)
class ChangeRefused(Message):
    """The run goes on as it was: what it was to do otherwise does not fit."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class TrainingEnded(Message):
    """The run is over, for whatever reason; `record` is the event as `train --json` prints it."""

    record: Mapping[str, Any]


@dataclass(frozen=True)
class TrainingFailed(Message):
    """The run could not start or go on."""

    problems: tuple[Problem, ...]
    details: str = ""


@dataclass(frozen=True)
class WorkerDied(Message):
    """Made by the client, not sent: a worker's process ended by itself.

    Attributes:
        worker: Which one.
        exit_code: As multiprocessing gives it: negative is a signal's number.
        reason: A sentence for the screen.
        resumable: Whether a checkpoint of the run is there.
    """

    worker: WorkerName
    exit_code: int | None
    reason: str
    resumable: bool = False


@dataclass(frozen=True)
class WorkerReady(Message):
    """A worker has loaded what it needs.

    Attributes:
        worker: Which one.
        device: Where it computes.
        threads: How many threads it computes with.
        details: Versions of what it loaded, by name.
    """

    worker: WorkerName
    device: str
    threads: int
    details: Mapping[str, str] = field(default_factory=dict)
