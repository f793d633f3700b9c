"""Tanh: any number to one between −1 and 1."""

import numpy as np

from engine.ops.elementwise import Activation
from engine.ops.params import NoParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Tanh(Activation[NoParams]):
    """The hyperbolic tangent."""

    name = "Tanh"
    aliases = ("hyperbolic tangent", "squash", "tanh")
    doc = "Squeezes any number between −1 and 1. Far out on either side it is flat, and gradients die there."
    formula = r"y = \tanh(x)"
    gradients = {
        "input": LocalGradient(
            r"1 - y^2",
            r"G\,(1 - y^2)",
            "All of it gets through in the middle; where tanh is flat, nothing.",
            "diagonal, 1 − y²",
        )
    }

    def caption(self, shapes: Shapes | None) -> str:
        """The range."""
        return "to −1 … 1"

    def forward(self, x: Array) -> Array:
        return np.tanh(x)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream * (1 - np.tanh(x) ** 2),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """tanh(ln 2) = 0.6 exactly, and pictures."""
        return [
            Sample({"input": np.log([[2.0, 1.0]])}, expected=[[0.6, 0]]),
            Sample({"input": normal(2, 3, 4, 4)}),
        ]
