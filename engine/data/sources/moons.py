"""moons: two half circles that reach into each other."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from engine.data.sources.generated import Points
from engine.data.sources.spec import Samples


class Moons(Points):
    """Two half circles of radius 1 that reach into each other: no line parts them.

    Source: sklearn.datasets.make_moons.
    """

    name: Literal["moons"] = "moons"
    noise: float = Field(default=0.1, ge=0, description="Standard deviation of what is added to each point.")

    def load(self, data_dir: Path | None) -> Samples:
        from sklearn.datasets import make_moons

        return self.as_samples(*make_moons(self.samples, noise=self.noise, random_state=self.seed))
