"""Softmax: scores to probabilities."""

import numpy as np
from pydantic import Field

from engine.ops.params import OpParams
from engine.ops.shapes import N, Shape, Shapes, require_dim
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal


class SoftmaxParams(OpParams):
    """Parameters of Softmax and LogSoftmax."""

    dim: int = Field(default=-1, description="The dimension that sums to 1; the batch is dimension 0.")


class Softmax(Op[SoftmaxParams]):
    """exp(x) over its sum."""

    name = "Softmax"
    category = Category.ACTIVATIONS
    aliases = ("probabilities", "normalized exponential", "multinomial logistic")
    doc = "Turns scores into probabilities: all positive, together 1. The largest score gets the most."
    formula = r"y_i = \frac{e^{x_i}}{\sum_j e^{x_j}}"
    ports = (Port("input", "Scores (logits)."),)
    gradients = {
        "input": LocalGradient(
            r"\mathrm{diag}(y) - y\,y^T",
            r"y \odot (G - \sum_j G_j\, y_j)",
            "Raising one score takes probability from all others: every output depends on every input.",
            "dense and symmetric, y_i (1[i=j] − y_j)",
        )
    }
    Params = SoftmaxParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """As the input."""
        require_dim(self.params.dim, len(shapes["input"]))
        return shapes["input"]

    def caption(self, shapes: Shapes | None) -> str:
        """What comes out."""
        return "probabilities"

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.Softmax(dim=…)`."""
        return f"nn.Softmax(dim={self.params.dim})"

    def forward(self, x: Array) -> Array:
        dim = self.params.dim
        e = np.exp(x - x.max(dim, keepdims=True))  # the shift changes nothing and keeps exp small
        return np.asarray(e / e.sum(dim, keepdims=True))

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        dim = self.params.dim
        y = self.forward(x)
        return (y * (upstream - (upstream * y).sum(dim, keepdims=True)),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """The scores 3.2, 5.1, −1.7 of Stanford's CS231n, and pictures over their channels."""
        lecture = np.array([[3.2, 5.1, -1.7]])
        return [
            Sample({"input": lecture}, expected=[[0.12998, 0.86904, 0.00097]]),
            Sample({"input": normal(2, 3, 2, 2)}, {"dim": 1}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """A dimension that is not there."""
        return [ErrorCase({"input": (N, 3)}, "not a dimension", {"dim": 2})]
