"""circles: one ring of points within another."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from engine.data.sources.generated import Points
from engine.data.sources.spec import Samples


class Circles(Points):
    """A ring of points of radius 1 and a smaller one within it: no line parts them.

    Source: sklearn.datasets.make_circles.
    """

    name: Literal["circles"] = "circles"
    noise: float = Field(default=0.05, ge=0, description="Standard deviation of what is added to each point.")
    factor: float = Field(default=0.5, ge=0, lt=1, description="Radius of the inner ring; the outer has 1.")

    def load(self, data_dir: Path | None) -> Samples:
        from sklearn.datasets import make_circles

        made = make_circles(self.samples, noise=self.noise, factor=self.factor, random_state=self.seed)
        return self.as_samples(*made)
