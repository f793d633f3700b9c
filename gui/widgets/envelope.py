"""Long curves that grow: kept with the minima and maxima of blocks, so that a million points paint at once.

Each level holds the smallest and the largest number of every eight entries of the level below. Whatever is
on show, a level is at hand with a few entries a pixel column, and what is appended costs a constant time
a point.
"""

from math import ceil, floor
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_BLOCK: Final = 8
_ROOM: Final = 1024  # points that there is room for at first
_SMALLEST_LEVEL: Final = 64  # a level with fewer entries than this would spare nothing


class GrowingArray:
    """Numbers that grow at their end, in amortised constant time each."""

    def __init__(self) -> None:
        self._room = np.empty(_ROOM)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> Floats:
        """All of them; a view, to be read at once and not kept."""
        return self._room[: self._length]

    def append(self, values: npt.ArrayLike) -> None:
        """Add numbers at the end."""
        new = np.atleast_1d(np.asarray(values, dtype=np.float64))
        end = self._length + len(new)
        if end > len(self._room):
            room = np.empty(max(end, 2 * len(self._room)))
            room[: self._length] = self.values
            self._room = room
        self._room[self._length : end] = new
        self._length = end

    def truncate(self, length: int) -> None:
        """Forget all but the first `length`."""
        self._length = min(self._length, max(0, length))


class Envelope:
    """A curve over evenly spaced x that grows at its right end. NaN is a gap.

    Args:
        start: x of the first point.
        step: Distance between two points, more than 0.
        values: The first points.
    """

    def __init__(self, start: float = 0.0, step: float = 1.0, values: npt.ArrayLike = ()) -> None:
        self.start = start
        self.step = step
        self._values = GrowingArray()
        self._levels: list[tuple[GrowingArray, GrowingArray]] = []
        self.append(values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def values(self) -> Floats:
        """All y, a view."""
        return self._values.values

    @property
    def positions(self) -> Floats:
        """All x."""
        return self._positions(np.arange(len(self)))

    @property
    def end(self) -> float:
        """Where the last point is; `start` while there is none."""
        return self.start + self.step * max(0, len(self) - 1)

    def append(self, values: npt.ArrayLike) -> None:
        """Add points at the right end."""
        self._values.append(values)
        low = high = self._values
        for level in self._levels:
            _summarise(low, high, level)
            low, high = level
        while len(low) >= _BLOCK * _SMALLEST_LEVEL:
            level = (GrowingArray(), GrowingArray())
            _summarise(low, high, level)
            self._levels.append(level)
            low, high = level

    def truncate(self, length: int) -> None:
        """Forget all but the first `length` points."""
        self._values.truncate(length)
        for depth, level in enumerate(self._levels, start=1):
            for array in level:
                array.truncate(length // _BLOCK**depth)

    def nearest(self, x: float) -> int | None:
        """The number of the point nearest to x; None if x is off the curve by more than a step."""
        index = round((x - self.start) / self.step)
        if not len(self) or not -1 <= index <= len(self):
            return None
        return min(max(index, 0), len(self) - 1)

    def value_at(self, x: float) -> float | None:
        """The y of the point nearest to x; None where there is none."""
        index = self.nearest(x)
        if index is None or np.isnan(self.values[index]):
            return None
        return float(self.values[index])

    def bounds(self, low: float, high: float, *, positive: bool = False) -> tuple[float, float] | None:
        """The least and the greatest finite y between two x, to within a block.

        Args:
            low: Left end.
            high: Right end.
            positive: Look at numbers above 0 alone, as a logarithmic scale can show no other.

        Returns:
            None where there is no such number.
        """
        _, lows, highs = self._columns(low, high, 256)
        both = np.concatenate([lows, highs])
        both = both[np.isfinite(both) & ((both > 0) | (not positive))]
        return (float(both.min()), float(both.max())) if len(both) else None

    def outline(self, low: float, high: float, columns: int) -> tuple[Floats, Floats]:
        """The corners of a line that shows every peak between two x.

        Args:
            low: Left end.
            high: Right end.
            columns: Pixel columns there are from `low` to `high`.

        Shape:
            x (n,) and y (n,), n at most about 4 · columns.
        """
        x, lows, highs = self._columns(low, high, columns)
        if lows is highs:
            return x, lows
        zigzag = np.empty(2 * len(x))
        zigzag[0::4], zigzag[1::4] = lows[0::2], highs[0::2]
        zigzag[2::4], zigzag[3::4] = highs[1::2], lows[1::2]
        return np.repeat(x, 2), zigzag

    def midline(self, low: float, high: float, columns: int) -> tuple[Floats, Floats]:
        """The corners of a line through the middle of each pixel column, for curves without peaks."""
        x, lows, highs = self._columns(low, high, columns)
        return (x, lows) if lows is highs else (x, (lows + highs) / 2)

    def _columns(self, low: float, high: float, columns: int) -> tuple[Floats, Floats, Floats]:
        """x, least and greatest y of each group of points that shares a pixel column.

        The last two are the same array where there are so few points that each is on show. Groups start at
        multiples of their size, so that the picture stands still while points come.
        """
        first = max(0, floor((low - self.start) / self.step) - 1)
        last = min(len(self), ceil((high - self.start) / self.step) + 2)
        if last <= first:
            nothing = np.empty(0)
            return nothing, nothing, nothing
        per_column = (high - low) / self.step / max(1, columns)
        if per_column <= 2:
            values = self.values[first:last]
            return self._positions(np.arange(first, last)), values, values
        depth = 0
        while depth < len(self._levels) and _BLOCK ** (depth + 1) <= per_column:
            depth += 1
        block = _BLOCK**depth
        size = block * max(1, round(per_column / block))  # points a group
        starts = np.arange(first // size, ceil(last / size)) * size
        stop = min(len(self), int(starts[-1]) + size)
        lows, highs = self._levels[depth - 1] if depth else (self._values, self._values)
        blocks = slice(int(starts[0]) // block, stop // block)
        rest = self.values[stop // block * block : stop]
        offsets = starts // block - blocks.start
        least = _grouped(np.fmin, lows.values[blocks], offsets, rest)
        greatest = _grouped(np.fmax, highs.values[blocks], offsets, rest)
        middle = (starts + np.minimum(starts + size, len(self)) - 1) / 2
        return self._positions(middle), least, greatest

    def _positions(self, indices: npt.NDArray[Any]) -> Floats:
        positions: Floats = self.start + self.step * indices
        return positions


def _summarise(low: GrowingArray, high: GrowingArray, level: tuple[GrowingArray, GrowingArray]) -> None:
    """Bring a level up to what the one below it holds."""
    lows, highs = level
    done, whole = len(lows) * _BLOCK, len(low) // _BLOCK * _BLOCK
    if whole > done:
        lows.append(np.fmin.reduce(low.values[done:whole].reshape(-1, _BLOCK), axis=1))
        highs.append(np.fmax.reduce(high.values[done:whole].reshape(-1, _BLOCK), axis=1))


def _grouped(extreme: np.ufunc, blocks: Floats, offsets: npt.NDArray[np.intp], rest: Floats) -> Floats:
    """The extreme of each group of blocks.

    Args:
        extreme: `np.fmin` or `np.fmax`, which pass NaN over.
        blocks: The extreme of each block.
        offsets: The first block of each group.
        rest: Points after the last block, part of the last group.
    """
    groups: Floats = extreme.reduceat(blocks, offsets[offsets < len(blocks)])
    if not len(rest):
        return groups
    if len(groups) < len(offsets):
        return np.append(groups, extreme.reduce(rest))
    groups[-1] = extreme(groups[-1], extreme.reduce(rest))
    return groups
