"""LogSoftmax: scores to logarithms of probabilities."""

import numpy as np

from engine.ops.library.softmax import SoftmaxParams
from engine.ops.shapes import N, Shape, Shapes, require_dim
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal


class LogSoftmax(Op[SoftmaxParams]):
    """x minus the logarithm of the sum of exp(x)."""

    name = "LogSoftmax"
    category = Category.ACTIVATIONS
    aliases = ("log probabilities", "log-softmax", "logsumexp", "normalized logits")
    doc = "The logarithm of softmax, without its rounding errors. With NLLLoss it is CrossEntropyLoss."
    formula = r"y_i = x_i - \ln \sum_j e^{x_j}"
    ports = (Port("input", "Scores (logits)."),)
    gradients = {
        "input": LocalGradient(
            r"I - \mathbf{1}\,p^T",
            r"G - p \sum_j G_j",
            "Each score raises its own logarithm, and lowers all by the probability it has.",
            "dense, 1[i=j] − p_j",
        )
    }
    Params = SoftmaxParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """As the input."""
        require_dim(self.params.dim, len(shapes["input"]))
        return shapes["input"]

    def caption(self, shapes: Shapes | None) -> str:
        """What comes out."""
        return "log probabilities"

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.LogSoftmax(dim=…)`."""
        return f"nn.LogSoftmax(dim={self.params.dim})"

    def forward(self, x: Array) -> Array:
        dim = self.params.dim
        shifted = x - x.max(dim, keepdims=True)  # the shift changes nothing and keeps exp small
        return np.asarray(shifted - np.log(np.exp(shifted).sum(dim, keepdims=True)))

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        dim = self.params.dim
        p = np.exp(self.forward(x))
        return (upstream - p * upstream.sum(dim, keepdims=True),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """The scores 3.2, 5.1, −1.7 of Stanford's CS231n, and pictures over their channels."""
        lecture = np.array([[3.2, 5.1, -1.7]])
        return [
            Sample({"input": lecture}, expected=[[-2.04035, -0.14035, -6.94035]]),
            Sample({"input": normal(2, 3, 2, 2)}, {"dim": 1}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """A dimension that is not there."""
        return [ErrorCase({"input": (N, 3)}, "not a dimension", {"dim": 2})]
