"""blobs: round clouds of points in the plane."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from engine.data.sources.generated import Points
from engine.data.sources.spec import Samples


class Blobs(Points):
    """Round clouds of points, one a class, around random centres within ±10.

    Source: sklearn.datasets.make_blobs.
    """

    name: Literal["blobs"] = "blobs"
    classes: int = Field(default=3, ge=2, le=100, description="How many clouds.")
    noise: float = Field(default=1.0, ge=0, description="Standard deviation of each cloud.")

    def names(self) -> tuple[str, ...]:
        return tuple(str(number) for number in range(self.classes))

    def load(self, data_dir: Path | None) -> Samples:
        from sklearn.datasets import make_blobs

        points, classes = make_blobs(
            self.samples, centers=self.classes, cluster_std=self.noise, random_state=self.seed
        )
        return self.as_samples(points, classes)
