"""Sigmoid: any number to one between 0 and 1."""

import numpy as np

from engine.ops.elementwise import Activation
from engine.ops.params import NoParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Sigmoid(Activation[NoParams]):
    """1 / (1 + exp(−x))."""

    name = "Sigmoid"
    aliases = ("logistic", "logistic function", "squash", "probability", "1/(1+exp(-x))")
    doc = "Squeezes any number between 0 and 1. Far out on either side it is flat, and gradients die there."
    formula = r"y = \frac{1}{1 + e^{-x}}"
    gradients = {
        "input": LocalGradient(
            r"y\,(1 - y)",
            r"G\,y\,(1 - y)",
            "At most a quarter gets through, in the middle; where the sigmoid is flat, nothing.",
            "diagonal, y(1 − y)",
        )
    }

    def caption(self, shapes: Shapes | None) -> str:
        """The range."""
        return "to 0 … 1"

    def forward(self, x: Array) -> Array:
        return 1 / (1 + np.exp(-x))

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        y = self.forward(x)
        return (upstream * y * (1 - y),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """CS231n's neuron (1.00 → 0.73), and pictures."""
        return [
            Sample({"input": np.array([[1.0, 0.0]])}, expected=[[0.731059, 0.5]]),
            Sample({"input": normal(2, 3, 4, 4)}),
        ]
