"""The scales of a chart: which range to show, where ticks stand. No Qt in here."""

from math import ceil, floor, isclose, log10

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_NICE = (1.0, 2.0, 5.0)


class Scale:
    """A linear scale."""

    def to_axis(self, values: Floats) -> Floats:
        """Where numbers stand along the axis; NaN for those it cannot show."""
        return values

    def from_axis(self, place: float) -> float:
        """The number at a place along the axis."""
        return place

    def range(self, low: float, high: float) -> tuple[float, float]:
        """A range that holds two numbers and ends at ticks, so that it seldom changes while they do."""
        if isclose(low, high, rel_tol=1e-9, abs_tol=1e-300):
            margin = abs(low) / 2 or 1.0
            low, high = low - margin, high + margin
        step = nice_step((high - low) / 5)
        return floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step

    def ticks(self, low: float, high: float, most: int) -> list[float]:
        """The numbers that get a tick.

        Args:
            low: Lower end of the range.
            high: Upper end of the range.
            most: How many ticks there is room for.
        """
        step = nice_step((high - low) / max(1, most))
        return [index * step for index in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


class LogScale(Scale):
    """A logarithmic scale, base ten; it shows numbers above 0 alone."""

    def to_axis(self, values: Floats) -> Floats:
        """The exponents."""
        with np.errstate(divide="ignore", invalid="ignore"):
            exponents: Floats = np.log10(values)
        exponents[np.isneginf(exponents)] = np.nan
        return exponents

    def from_axis(self, place: float) -> float:
        """Ten to the power of the place."""
        return float(10.0**place)

    def range(self, low: float, high: float) -> tuple[float, float]:
        """From the 1, 2 or 5 below to a little above; at least half a decade."""
        bottom = nice_floor(low)
        return bottom, max(high * 1.25, bottom * 3.0)

    def ticks(self, low: float, high: float, most: int) -> list[float]:
        """Powers of ten; double and fivefold too where there is room, every other where there is not."""
        first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
        stride = max(1, ceil((last - first + 1) / max(1, most)))
        dense = 3 * (last - first + 1) <= most + 2
        decades = [10.0**power for power in range(first - 1, last + 1) if power % stride == 0]
        found = [decade * factor for decade in decades for factor in (_NICE if dense else _NICE[:1])]
        return [tick for tick in found if low * (1 - 1e-9) <= tick <= high * (1 + 1e-9)]


def nice_step(least: float) -> float:
    """The smallest of 1, 2 or 5 times a power of ten that is at least this."""
    if least <= 0:
        return 1.0
    decade = 10.0 ** floor(log10(least))
    return next((factor * decade for factor in _NICE if factor * decade >= least * (1 - 1e-9)), 10.0 * decade)


def nice_floor(most: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is at most this; `most` is above 0."""
    decade = 10.0 ** floor(log10(most) + 1e-9)
    return max(factor * decade for factor in _NICE if factor * decade <= most * (1 + 1e-9))
