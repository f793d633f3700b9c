"""Schedules by name: the learning rate as a function of how far training is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field, model_validator

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

    def count(self, unit: "Unit") -> int:
        """Whole epochs or iterations done."""
        return self.epoch if unit == "epoch" else self.iteration

    @property
    def done(self) -> float:
        """Which share of the training is done, 0 to 1 (1 never comes)."""
        return self.iteration / self.iterations


Unit = Literal["epoch", "iteration"]


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

    def relative(self, moment: Moment) -> float:
        """The learning rate as a multiple of the base learning rate, warmup apart."""
        raise NotImplementedError

    def course(self, base: float, moment: Moment) -> float:
        """The learning rate, warmup apart."""
        return base * self.relative(moment)

    def rate(self, base: float, moment: Moment) -> float:
        """The learning rate of the next iteration.

        Args:
            base: The optimizer's learning rate, above 0.
            moment: How far training is.
        """
        rise = 1.0
        if self.warmup is not None:
            rise = min(1.0, (moment.iteration + 1) / self.warmup.iterations)
        return rise * self.course(base, moment)


class Constant(Schedule):
    """The same learning rate from beginning to end."""

    name: Literal["Constant"] = "Constant"

    def relative(self, moment: Moment) -> float:
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
    unit: Unit = Field(default="epoch", description="What step_size counts.")

    def relative(self, moment: Moment) -> float:
        return float(self.gamma ** (moment.count(self.unit) // self.step_size))


class MultiStepLR(Schedule):
    """At each milestone the learning rate is multiplied by `gamma`.

    Source: torch.optim.lr_scheduler.MultiStepLR.
    """

    name: Literal["MultiStepLR"] = "MultiStepLR"
    milestones: list[Annotated[int, Field(ge=1)]] = Field(
        default=[5, 8], min_length=1, description="After how many epochs or iterations; in rising order."
    )
    gamma: float = Field(
        default=0.1, gt=0, le=1, description="What the rate is multiplied by at each milestone."
    )
    unit: Unit = Field(default="epoch", description="What milestones count.")

    @model_validator(mode="after")
    def _milestones_rise(self) -> Self:
        if any(later <= earlier for earlier, later in pairwise(self.milestones)):
            raise ValueError("milestones in rising order, such as [5, 8]")
        return self

    def relative(self, moment: Moment) -> float:
        done = moment.count(self.unit)
        return float(self.gamma ** sum(milestone <= done for milestone in self.milestones))


class ExponentialLR(Schedule):
    """After every epoch the learning rate is multiplied by `gamma`.

    Source: torch.optim.lr_scheduler.ExponentialLR.
    """

    name: Literal["ExponentialLR"] = "ExponentialLR"
    gamma: float = Field(
        default=0.97, gt=0, le=1, description="What the rate is multiplied by after each epoch."
    )

    def relative(self, moment: Moment) -> float:
        return float(self.gamma**moment.epoch)


class PolynomialLR(Schedule):
    """The learning rate falls to 0 at the end: (1 − t/t_max)^power, with t in iterations.

    A power of 1 is a straight line, 0.5 gives √(1 − t/t_max). Source: torch.optim.lr_scheduler.PolynomialLR.
    """

    name: Literal["PolynomialLR"] = "PolynomialLR"
    power: float = Field(
        default=1.0, gt=0, description="1 is a straight line; below 1 it stays high for longer."
    )

    def relative(self, moment: Moment) -> float:
        return float((1 - moment.done) ** self.power)


class InverseTime(Schedule):
    """The learning rate falls as 1/(1 + decay · t).

    Source: Stanford CS231n, Neural Networks Part 3, "1/t decay".
    """

    name: Literal["InverseTime"] = "InverseTime"
    decay: float = Field(default=0.001, ge=0, description="How fast it falls: at t = 1/decay it is halved.")
    unit: Unit = Field(default="iteration", description="What t counts.")

    def relative(self, moment: Moment) -> float:
        return 1 / (1 + self.decay * moment.count(self.unit))


class ExponentialDecay(Schedule):
    """The learning rate falls as exp(−decay · t).

    Source: Stanford CS231n, Neural Networks Part 3, "Exponential decay".
    """

    name: Literal["ExponentialDecay"] = "ExponentialDecay"
    decay: float = Field(default=0.001, ge=0, description="How fast it falls: by 1/e every 1/decay of t.")
    unit: Unit = Field(default="iteration", description="What t counts.")

    def relative(self, moment: Moment) -> float:
        return math.exp(-self.decay * moment.count(self.unit))


class CosineAnnealingLR(Schedule):
    """The learning rate falls along half a cosine to `eta_min`, a little with every iteration.

    At the beginning of each epoch it is what torch.optim.lr_scheduler.CosineAnnealingLR gives.
    Source: Loshchilov and Hutter (2017), SGDR.
    """

    name: Literal["CosineAnnealingLR"] = "CosineAnnealingLR"
    T_max: int | None = Field(
        default=None,
        ge=1,
        description="How long the fall takes; left out, the whole training.",
        json_schema_extra={"unit": "epochs"},
    )
    eta_min: float = Field(default=0.0, ge=0, description="The learning rate at its end.")

    def course(self, base: float, moment: Moment) -> float:
        whole = self.T_max * moment.iterations_per_epoch if self.T_max is not None else moment.iterations
        falling = (1 + math.cos(math.pi * moment.iteration / whole)) / 2
        return self.eta_min + (base - self.eta_min) * falling


class OneCycleLR(Schedule):
    """The learning rate rises to the optimizer's own, then falls to almost nothing; once over the training.

    It begins at lr/div_factor and ends at lr/(div_factor · final_div_factor).
    Source: torch.optim.lr_scheduler.OneCycleLR, whose max_lr is the optimizer's learning rate here.
    """

    name: Literal["OneCycleLR"] = "OneCycleLR"
    pct_start: float = Field(default=0.3, ge=0, le=1, description="Share of the training in which it rises.")
    anneal_strategy: Literal["cos", "linear"] = Field(
        default="cos", description="Along half a cosine, or in a straight line."
    )
    div_factor: float = Field(default=25.0, ge=1, description="The highest rate over the first.")
    final_div_factor: float = Field(default=1e4, ge=1, description="The first rate over the last.")

    def relative(self, moment: Moment) -> float:
        first = 1 / self.div_factor
        last = moment.iterations - 1
        top = self.pct_start * moment.iterations - 1
        if moment.iteration <= top:
            return self._between(first, 1.0, moment.iteration, top)
        top = max(top, 0)
        return self._between(1.0, first / self.final_div_factor, moment.iteration - top, last - top)

    def _between(self, begin: float, end: float, done: float, whole: float) -> float:
        share = done / whole if whole > 0 else 1.0
        if self.anneal_strategy == "cos":
            share = (1 - math.cos(math.pi * share)) / 2
        return begin + (end - begin) * share


class ReduceLROnPlateau(Schedule):
    """When the validation loss has stopped falling, the learning rate is multiplied by `factor`.

    Without validation samples the training loss is watched.
    Source: torch.optim.lr_scheduler.ReduceLROnPlateau.
    """

    name: Literal["ReduceLROnPlateau"] = "ReduceLROnPlateau"
    factor: float = Field(default=0.1, gt=0, lt=1, description="What the rate is multiplied by.")
    patience: int = Field(
        default=10,
        ge=0,
        description="How many epochs may pass without a new lowest loss.",
        json_schema_extra={"unit": "epochs"},
    )
    threshold: float = Field(default=1e-4, ge=0, description="By how much it has to be lower to count.")
    threshold_mode: Literal["rel", "abs"] = Field(
        default="rel", description="Whether threshold is a share of the lowest loss, or a loss."
    )
    cooldown: int = Field(
        default=0,
        ge=0,
        description="How many epochs to wait after it was lowered before counting again.",
        json_schema_extra={"unit": "epochs"},
    )
    min_lr: float = Field(default=0.0, ge=0, description="It is never lowered below this.")

    def course(self, base: float, moment: Moment) -> float:
        lowered = base * self.factor ** self._plateaus(moment.history)
        return min(base, max(lowered, self.min_lr))

    def _plateaus(self, history: Sequence[Epoch]) -> int:
        """How often the loss has stopped falling so far."""
        best, bad, cooling, count = math.inf, 0, 0, 0
        for epoch in history:
            loss = epoch.train_loss if epoch.validation_loss is None else epoch.validation_loss
            limit = best * (1 - self.threshold) if self.threshold_mode == "rel" else best - self.threshold
            if loss < limit:
                best, bad = loss, 0
            else:
                bad += 1
            if cooling > 0:
                cooling, bad = cooling - 1, 0
            if bad > self.patience:
                count, bad, cooling = count + 1, 0, self.cooldown
        return count


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
