"""SiLU: the input times its own sigmoid."""

import numpy as np

from engine.ops.elementwise import Activation
from engine.ops.params import NoParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, LocalGradient, Sample, normal


class SiLU(Activation[NoParams]):
    """x σ(x)."""

    name = "SiLU"
    aliases = ("swish", "sigmoid linear unit", "silu")
    doc = "A smooth rectifier: the input times its own sigmoid, which opens as the input grows."
    formula = r"y = x\,\sigma(x) = \frac{x}{1 + e^{-x}}"
    gradients = {
        "input": LocalGradient(
            r"\sigma(x)\,(1 + x\,(1 - \sigma(x)))",
            r"G\,\sigma(x)\,(1 + x\,(1 - \sigma(x)))",
            "About 1 far to the right, about 0 far to the left, and a little below 0 in between.",
            "diagonal",
        )
    }

    def caption(self, shapes: Shapes | None) -> str:
        """The formula."""
        return "x · sigmoid(x)"

    def forward(self, x: Array) -> Array:
        return np.asarray(x / (1 + np.exp(-x)))

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        s = 1 / (1 + np.exp(-x))
        return (upstream * s * (1 + x * (1 - s)),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """1 · σ(1), and pictures."""
        return [
            Sample({"input": np.array([[0.0, 1.0]])}, expected=[[0, 0.731059]]),
            Sample({"input": 2 * normal(2, 3, 4, 4)}),
        ]
