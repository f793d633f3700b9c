"""What a run tells of itself: the events that `train --json` prints and that runs keep."""

import math
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from engine.errors import BackstepError


@dataclass(slots=True)
class Record:
    """Base of all events."""

    event: ClassVar[str]
    # What only some runs have, such as a regression's errors: left out of the JSON where it is None.
    optional: ClassVar[frozenset[str]] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """The event as JSON values; a number that is not finite is null."""
        values = {item.name: _plain(getattr(self, item.name)) for item in fields(self)}
        kept = {
            name: value for name, value in values.items() if value is not None or name not in self.optional
        }
        return {"event": self.event, **kept}


@dataclass(slots=True)
class Start(Record):
    """Training begins or goes on.

    Attributes:
        device: Where it computes.
        parameters: How many numbers the graph learns.
        samples: How many samples it learns from.
        validation_samples: How many it is watched with.
        test_samples: How many it is tested on.
        epochs: How many epochs there will be in all.
        iterations_per_epoch: How many iterations make one.
        iteration: Iterations already done; above 0 where a run goes on.
    """

    event: ClassVar[str] = "start"
    device: str
    parameters: int
    samples: int
    validation_samples: int
    test_samples: int
    epochs: int
    iterations_per_epoch: int
    iteration: int = 0


@dataclass(slots=True)
class Step(Record):
    """One iteration is done.

    Attributes:
        step: Its number, from 1.
        epoch: The epoch it belongs to, from 1.
        loss: Of its mini-batch, before the update.
        lr: The learning rate it was done with.
    """

    event: ClassVar[str] = "step"
    step: int
    epoch: int
    loss: float
    lr: float


@dataclass(slots=True)
class Epoch(Record):
    """An epoch is done.

    Attributes:
        epoch: Its number, from 1.
        train_loss: Mean over its mini-batches, each as it was when it came.
        validation_loss: After it; None without validation samples.
        validation_accuracy: Share of right classes, 0 to 1; None where there are no classes.
        lr: Learning rate of its last iteration.
        samples_per_second: Training samples, validation apart.
        train_accuracy: Share of right classes among the mini-batches, 0 to 1.
        validation_mse: Mean squared error of a regression.
        validation_mae: Mean absolute error of a regression.
    """

    event: ClassVar[str] = "epoch"
    optional: ClassVar[frozenset[str]] = frozenset({"validation_mse", "validation_mae"})
    epoch: int
    train_loss: float
    validation_loss: float | None
    validation_accuracy: float | None
    lr: float
    samples_per_second: float
    train_accuracy: float | None = None
    validation_mse: float | None = None
    validation_mae: float | None = None


@dataclass(slots=True)
class End(Record):
    """Training is over.

    Attributes:
        reason: "done", "early_stopping" or "stopped".
        test_loss: On the test samples; None without any, or where it was stopped.
        test_accuracy: Share of right classes, 0 to 1.
        epochs: How many epochs are done.
        seconds: How long it ran, pauses apart, all its parts together.
        checkpoint: Path of the weights that were tested; None where nothing was kept.
        best_epoch: The epoch with the lowest validation loss, from 1.
        test_mse: Mean squared error of a regression.
        test_mae: Mean absolute error of a regression.
    """

    event: ClassVar[str] = "end"
    optional: ClassVar[frozenset[str]] = frozenset({"test_mse", "test_mae"})
    reason: str
    test_loss: float | None
    test_accuracy: float | None
    epochs: int
    seconds: float
    checkpoint: str | None
    best_epoch: int | None = None
    test_mse: float | None = None
    test_mae: float | None = None


@dataclass(slots=True)
class Failed(Record):
    """Training cannot go on.

    Attributes:
        error: What happened, in words.
        node: The node at fault, where one can be named.
        step: The iteration in which it happened, from 1.
    """

    event: ClassVar[str] = "failed"
    optional: ClassVar[frozenset[str]] = frozenset({"step"})
    error: str
    node: str | None = None
    step: int | None = None

    @classmethod
    def of(cls, error: BaseException, step: int | None = None) -> "Failed":
        """The event of an error."""
        problems = error.problems if isinstance(error, BackstepError) else ()
        node = next((problem.node for problem in problems if problem.node is not None), None)
        words = "\n".join(problem.sentence() for problem in problems)
        return cls(words or str(error) or type(error).__name__, node, step)


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
