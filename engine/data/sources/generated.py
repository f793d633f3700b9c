"""What generated data sets share: how many samples, how noisy, and a seed of their own."""

import numpy as np
from pydantic import Field

from engine.data.sources.spec import Array, DataSource, Samples
from engine.graph.shape_check import SampleShapes


class Generated(DataSource):
    """A data set that is computed, the same for the same settings on every machine."""

    samples: int = Field(
        default=1000,
        ge=10,
        le=10_000_000,
        description="How many samples there are.",
        json_schema_extra={"unit": "samples"},
    )
    seed: int = Field(
        default=0,
        ge=0,
        lt=2**32,
        description="Seeds the samples themselves; split, order and weights go by the training's own seed.",
    )


class Points(Generated):
    """Points in the plane, each of a class."""

    def names(self) -> tuple[str, ...]:
        """Names of the classes."""
        return ("0", "1")

    def shapes(self) -> SampleShapes:
        return SampleShapes((2,), (), len(self.names()))

    def as_samples(self, points: Array, classes: Array) -> Samples:
        """Points (samples, 2) and class numbers (samples,) as a data set."""
        return Samples(points.astype(np.float32), classes.astype(np.int64), self.names())

    def shares(self) -> Array:
        """How many samples each class gets: as even as can be, (classes,) int64."""
        count = len(self.names())
        return np.array([len(part) for part in np.array_split(np.arange(self.samples), count)])
