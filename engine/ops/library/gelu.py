"""GELU: the input, weighted by how likely a normal number lies below it."""

from math import erf, pi, sqrt
from typing import Literal

import numpy as np
from pydantic import Field

from engine.ops.elementwise import Activation
from engine.ops.params import OpParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, LocalGradient, Sample, normal


class GELUParams(OpParams):
    """Parameters of GELU."""

    approximate: Literal["none", "tanh"] = Field(
        default="none", description="Whether tanh stands in for the exact normal distribution."
    )


class GELU(Activation[GELUParams]):
    """x Φ(x), with the normal distribution function Φ."""

    name = "GELU"
    aliases = ("gaussian error linear unit", "gelu", "transformer activation")
    doc = "A smooth rectifier: the input times the share of normal numbers that are smaller than it."
    formula = r"y = x\,\Phi(x)"
    gradients = {
        "input": LocalGradient(
            r"\Phi(x) + x\,\varphi(x)",
            r"G\,(\Phi(x) + x\,\varphi(x))",
            "About 1 far to the right, about 0 far to the left, and a little below 0 in between.",
            "diagonal",
        )
    }
    Params = GELUParams

    def caption(self, shapes: Shapes | None) -> str:
        """Exact or by tanh."""
        return "x Φ(x)" if self.params.approximate == "none" else "x Φ(x), by tanh"

    def forward(self, x: Array) -> Array:
        if self.params.approximate == "tanh":
            t = np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))
            return np.asarray(x * (1 + t) / 2)
        below = (1 + np.vectorize(erf)(x / sqrt(2))) / 2  # Φ
        return np.asarray(x * below)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        if self.params.approximate == "tanh":
            t = np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))
            slope = (1 - t**2) * sqrt(2 / pi) * (1 + 3 * 0.044715 * x**2)
            return (upstream * (1 + t + x * slope) / 2,)
        below = (1 + np.vectorize(erf)(x / sqrt(2))) / 2  # Φ
        density = np.exp(-(x**2) / 2) / sqrt(2 * pi)  # φ
        return (upstream * (below + x * density),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Φ(1) = 0.8413 from any table, and both formulas on pictures."""
        return [
            Sample({"input": np.array([[-1.0, 0.0, 1.0]])}, expected=[[-0.15866, 0, 0.84134]]),
            Sample({"input": 2 * normal(2, 3, 4, 4)}),
            Sample({"input": 2 * normal(2, 3, 4, 4)}, {"approximate": "tanh"}),
        ]
