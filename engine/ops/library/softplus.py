"""Softplus: a rectifier without a kink."""

import numpy as np
from pydantic import Field

from engine.ops.elementwise import Activation
from engine.ops.params import OpParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, ErrorCase, LocalGradient, Sample, normal


class SoftplusParams(OpParams):
    """Parameters of Softplus."""

    beta: float = Field(
        default=1.0, gt=0, description="Sharpness of the bend; the larger, the more like ReLU."
    )
    threshold: float = Field(
        default=20.0, description="Where beta · x is larger, the output is x itself: nothing overflows."
    )


class Softplus(Activation[SoftplusParams]):
    """ln(1 + exp(βx)) / β."""

    name = "Softplus"
    aliases = ("smooth relu", "log(1+exp(x))", "soft rectifier")
    doc = "A rectifier without a kink, above 0 everywhere. Its slope is the sigmoid."
    formula = r"y = \frac{1}{\beta} \ln(1 + e^{\beta x})"
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{1 + e^{-\beta x}}",
            r"\frac{G}{1 + e^{-\beta x}}",
            "The slope of softplus is the sigmoid: it opens slowly from left to right.",
            "diagonal, σ(βx)",
        )
    }
    Params = SoftplusParams

    def caption(self, shapes: Shapes | None) -> str:
        """The sharpness."""
        return f"beta {self.params.beta:g}"

    def forward(self, x: Array) -> Array:
        z = self.params.beta * x
        bent = np.log1p(np.exp(np.minimum(z, self.params.threshold))) / self.params.beta
        return np.where(z > self.params.threshold, x, bent)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        z = self.params.beta * x
        return (upstream * np.where(z > self.params.threshold, 1, 1 / (1 + np.exp(-z))),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Softplus of 0 is ln 2, a sharp one, and beyond the threshold."""
        return [
            Sample({"input": np.array([[0.0, 30.0]])}, expected=[[0.693147, 30]]),
            Sample({"input": normal(2, 3, 4, 4)}, {"beta": 4.0}),
            Sample({"input": 2 * normal(2, 3)}, {"threshold": 1.0}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """No sharpness."""
        return [ErrorCase({"input": (3,)}, "greater than 0", {"beta": 0.0})]
