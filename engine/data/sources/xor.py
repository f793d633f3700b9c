"""xor: four squares of points, of which those across from each other belong together."""

from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from engine.data.sources.generated import Points
from engine.data.sources.spec import Samples


class Xor(Points):
    """Points spread evenly over ±1 × ±1; class 1 where exactly one of the two coordinates is positive."""

    name: Literal["xor"] = "xor"
    noise: float = Field(
        default=0.0,
        ge=0,
        description="Standard deviation of what is added to each point after its class is settled.",
    )

    def load(self, data_dir: Path | None) -> Samples:
        rng = np.random.default_rng(self.seed)
        points = rng.uniform(-1, 1, (self.samples, 2))
        classes = (points[:, 0] > 0) ^ (points[:, 1] > 0)
        return self.as_samples(points + self.noise * rng.standard_normal(points.shape), classes)
