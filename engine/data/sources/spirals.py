"""spirals: arms of points that wind around each other."""

from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from engine.data.sources.generated import Points
from engine.data.sources.spec import Samples


class Spirals(Points):
    """Arms that wind around the origin, one a class: the radius grows from 0 to 1 while the angle turns.

    Source: Stanford CS231n, "Putting it together: Minimal Neural Network Case Study".
    """

    name: Literal["spirals"] = "spirals"
    classes: int = Field(default=3, ge=2, le=20, description="How many arms.")
    noise: float = Field(
        default=0.2,
        ge=0,
        description="Standard deviation of what is added to each angle.",
        json_schema_extra={"unit": "rad"},
    )
    turn: float = Field(
        default=4.0,
        gt=0,
        le=40,
        description="How far each arm turns.",
        json_schema_extra={"unit": "rad"},
    )

    def names(self) -> tuple[str, ...]:
        return tuple(str(number) for number in range(self.classes))

    def load(self, data_dir: Path | None) -> Samples:
        rng = np.random.default_rng(self.seed)
        points = []
        for arm, count in enumerate(self.shares()):
            radius = np.linspace(0, 1, count)
            start = 2 * np.pi * arm / self.classes
            angle = start + self.turn * radius + self.noise * rng.standard_normal(count)
            points.append(radius[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1))
        return self.as_samples(np.concatenate(points), np.repeat(np.arange(self.classes), self.shares()))
