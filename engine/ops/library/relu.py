"""ReLU: the rectifier."""

import numpy as np

from engine.ops.params import NoParams
from engine.ops.shapes import Shape, Shapes
from engine.ops.spec import Array, Category, LocalGradient, Op, Port, Sample, normal


class ReLU(Op[NoParams]):
    """max(0, x)."""

    name = "ReLU"
    category = Category.ACTIVATIONS
    aliases = ("rectifier", "relu", "rectified linear unit", "max(0, x)")
    doc = (
        "Keeps what is positive and sets the rest to 0. Backward it lets through only where it was positive."
    )
    formula = r"y = \max(0, x)"
    ports = (Port("input", "Any tensor."),)
    gradients = {
        "input": LocalGradient(
            r"\mathbf{1}[x > 0]",
            r"G \cdot \mathbf{1}[x > 0]",
            "Where the input was positive the gradient passes unchanged; elsewhere it stops.",
            "diagonal of ones and zeros",
        )
    }

    def output_shape(self, shapes: Shapes) -> Shape:
        """As the input."""
        return shapes["input"]

    def caption(self, shapes: Shapes | None) -> str:
        """The formula."""
        return "max(0, x)"

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.ReLU()`."""
        return "nn.ReLU()"

    def forward(self, x: Array) -> Array:
        return np.maximum(0, x)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream * (x > 0),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Both sides of the kink, and pictures."""
        return [
            Sample({"input": np.array([[-2.0, -0.5, 0.5, 3.0]])}, expected=[[0, 0, 0.5, 3]]),
            Sample({"input": normal(2, 3, 4, 4)}),
        ]
