"""gaussian_regression: a landscape of hills and hollows to be predicted from the place."""

from pathlib import Path
from typing import Final, Literal

import numpy as np
from pydantic import Field

from engine.data.sources.generated import Generated
from engine.data.sources.spec import Samples
from engine.graph.shape_check import SampleShapes

# Centre and height of each hill, on the plane ±1 × ±1.
_HILLS: Final = (
    (-0.6, 0.5, 1.0), (0.0, 0.5, -1.0), (0.6, 0.5, 1.0),
    (-0.6, -0.5, -1.0), (0.0, -0.5, 1.0), (0.6, -0.5, -1.0),
)  # fmt: skip
_WIDTH: Final = 0.2


class GaussianRegression(Generated):
    """Six Gaussian hills and hollows over ±1 × ±1, in turn +1 and −1 high; the height is to be predicted.

    y = Σ hₖ exp(−‖x − cₖ‖² / 2σ²), with σ = 0.2.
    """

    name: Literal["gaussian_regression"] = "gaussian_regression"
    noise: float = Field(
        default=0.0, ge=0, description="Standard deviation of what is added to each value to be predicted."
    )

    def shapes(self) -> SampleShapes:
        return SampleShapes((2,), (1,), None)

    def load(self, data_dir: Path | None) -> Samples:
        rng = np.random.default_rng(self.seed)
        points = rng.uniform(-1, 1, (self.samples, 2))
        heights = np.zeros(self.samples)
        for x, y, height in _HILLS:
            distance = np.square(points - (x, y)).sum(1)
            heights += height * np.exp(-distance / (2 * _WIDTH**2))
        heights += self.noise * rng.standard_normal(self.samples)
        return Samples(points.astype(np.float32), heights[:, None].astype(np.float32))
