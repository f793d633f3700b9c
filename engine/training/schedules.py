"""Schedules by name: the learning rate as a function of how far training is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field

from engine.data.settings import Choice, Named, Settings
from engine.training.records import Epoch


@dataclass(frozen=True)
class Moment:
    """How far training is when a learning rate is asked for.

    Attributes:
        iteration: Iterations done, from 0.
        iterations_per_epoch: How many make an epoch.
        iterations: How many there will be in all.
        history: The epochs done, for schedules that watch them.
    """

    iteration: int
    iterations_per_epoch: int
    iterations: int
    history: Sequence[Epoch] = ()

    @property
    def epoch(self) -> int:
        """Epochs done, from 0."""
        return self.iteration // self.iterations_per_epoch


class Warmup(Settings):
    """The first iterations, in which the rate rises evenly from near 0."""

    iterations: int = Field(
        ge=1, description="How many iterations the rise takes.", json_schema_extra={"unit": "iterations"}
    )


def _as_warmup(value: object) -> object:
    """`"warmup": 100` says the same as `"warmup": {"iterations": 100}`."""
    return {"iterations": value} if isinstance(value, int) and not isinstance(value, bool) else value


class Schedule(Named):
    """A learning rate's course, bound to its settings: a pure function of the moment, so nothing to save."""

    warmup: Annotated[Warmup | None, BeforeValidator(_as_warmup)] = Field(
        default=None, description="Let the rate rise evenly over the first iterations."
    )

    def decay(self, moment: Moment) -> float:
        """What the base learning rate is multiplied by, warmup apart."""
        raise NotImplementedError

    def rate(self, base: float, moment: Moment) -> float:
        """The learning rate of the next iteration.

        Args:
            base: The optimizer's learning rate, above 0.
            moment: How far training is.
        """
        rise = 1.0
        if self.warmup is not None:
            rise = min(1.0, (moment.iteration + 1) / self.warmup.iterations)
        return base * rise * self.decay(moment)


class Constant(Schedule):
    """The same learning rate from beginning to end."""

    name: Literal["Constant"] = "Constant"

    def decay(self, moment: Moment) -> float:
        return 1.0


class StepLR(Schedule):
    """Every `step_size` epochs the learning rate is multiplied by `gamma`.

    Source: torch.optim.lr_scheduler.StepLR.
    """

    name: Literal["StepLR"] = "StepLR"
    step_size: int = Field(default=10, ge=1, description="How long a step is, in epochs or iterations.")
    gamma: float = Field(
        default=0.1, gt=0, le=1, description="What the rate is multiplied by after each step."
    )
    unit: Literal["epoch", "iteration"] = Field(default="epoch", description="What step_size counts.")

    def decay(self, moment: Moment) -> float:
        done = moment.epoch if self.unit == "epoch" else moment.iteration
        return float(self.gamma ** (done // self.step_size))


SCHEDULES: Final = Choice(Schedule, "engine.training.schedules", "schedule", default="Constant")


def preview(
    schedule: Schedule, base_lr: float, iterations: int, iterations_per_epoch: int
) -> npt.NDArray[Any]:
    """The learning rate of every iteration, without training.

    Args:
        schedule: Whose course to draw.
        base_lr: The optimizer's learning rate.
        iterations: How many iterations there will be, at least 1.
        iterations_per_epoch: How many make an epoch, at least 1.

    Shape:
        (iterations,) float64.
    """
    moments = (Moment(iteration, iterations_per_epoch, iterations) for iteration in range(iterations))
    return np.fromiter((schedule.rate(base_lr, moment) for moment in moments), float, iterations)
