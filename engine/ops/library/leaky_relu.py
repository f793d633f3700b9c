"""LeakyReLU: a rectifier that lets a little of the negative side through."""

import numpy as np
from pydantic import Field

from engine.ops.elementwise import Activation
from engine.ops.params import OpParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, LocalGradient, Sample, normal


class LeakyReLUParams(OpParams):
    """Parameters of LeakyReLU."""

    negative_slope: float = Field(default=0.01, description="Slope where the input is negative.")


class LeakyReLU(Activation[LeakyReLUParams]):
    """x where positive, else a small part of x."""

    name = "LeakyReLU"
    aliases = ("leaky rectifier", "lrelu", "max(0.01x, x)", "parametric relu")
    doc = "Like ReLU, but negative numbers shrink instead of vanishing: no unit can die for good."
    formula = r"y = \max(0, x) + \alpha \min(0, x)"
    gradients = {
        "input": LocalGradient(
            r"\mathbf{1}[x > 0] + \alpha\,\mathbf{1}[x \le 0]",
            r"G \cdot (\mathbf{1}[x > 0] + \alpha\,\mathbf{1}[x \le 0])",
            "Where the input was positive the gradient passes unchanged, elsewhere a small part of it.",
            "diagonal of ones and the negative slope",
        )
    }
    Params = LeakyReLUParams

    def caption(self, shapes: Shapes | None) -> str:
        """The slope on the left."""
        return f"negative slope {self.params.negative_slope:g}"

    def forward(self, x: Array) -> Array:
        return np.where(x > 0, x, self.params.negative_slope * x)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream * np.where(x > 0, 1, self.params.negative_slope),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Both sides of the kink and the kink, and a steeper slope."""
        return [
            Sample({"input": np.array([[-2.0, 0.0, 0.5, 3.0]])}, expected=[[-0.02, 0, 0.5, 3]]),
            Sample({"input": normal(2, 3, 4, 4)}, {"negative_slope": 0.2}),
        ]
