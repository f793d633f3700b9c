"""The course of the learning rate that a training section asks for."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.training.config import TrainingConfig
from engine.training.schedules import Moment
from gui.widgets import numbers
from gui.widgets.envelope import Envelope, Floats
from gui.widgets.plot_curve import Mark

_MOST_POINTS: Final = 1000
_MOST_DROPS: Final = 8
_MOST_LEVELS: Final = 4


@dataclass(frozen=True)
class Plan:
    """What the rate will be.

    Attributes:
        curve: The rate over epochs.
        epochs: How many there will be.
    """

    curve: Envelope
    epochs: int

    @property
    def _rates(self) -> Floats:
        return self.curve.values

    def after(self, epoch: float) -> Envelope:
        """The course from an epoch on."""
        rates = np.where(self.curve.positions < epoch, np.nan, self._rates)
        return Envelope(self.curve.start, self.curve.step, rates)

    def drops(self) -> list[Mark]:
        """Where the rate jumps, if it is a course of few jumps: `learning rate × 0.1`."""
        places = np.flatnonzero(np.diff(self._rates))
        if not 0 < len(places) <= _MOST_DROPS:
            return []
        ratios = self._rates[places + 1] / self._rates[places]
        at = self.curve.positions[places + 1] - self.curve.start  # the last iteration before
        return [
            Mark(float(x), f"learning rate × {numbers.number(ratio, 2)}")
            for x, ratio in zip(at, ratios.tolist(), strict=True)
        ]

    def levels(self) -> list[float] | None:
        """The rates it takes, if they are few."""
        found = np.unique(self._rates)
        return found.tolist() if len(found) <= _MOST_LEVELS else None

    def spans_decades(self) -> bool:
        """Whether the rate falls to a tenth or less, so that only powers of ten show it well."""
        low, high = float(self._rates.min()), float(self._rates.max())
        return low > 0 and high / low >= 9.99


def plan_of(config: TrainingConfig, iterations_per_epoch: int) -> Plan:
    """The rate of each iteration, or of a thousand and more of them if there are many.

    Args:
        config: What is asked for.
        iterations_per_epoch: How many make an epoch, at least 1.
    """
    iterations = config.epochs * iterations_per_epoch
    stride = max(1, iterations // _MOST_POINTS)
    rates = [
        config.schedule.rate(config.optimizer.lr, Moment(iteration, iterations_per_epoch, iterations))
        for iteration in range(0, iterations, stride)
    ]
    start, step = 1 / iterations_per_epoch, stride / iterations_per_epoch
    return Plan(Envelope(start, step, rates), config.epochs)
