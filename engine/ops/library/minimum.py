"""Minimum: the smaller of two tensors, element by element."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import BinaryOp, sum_to
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Minimum(BinaryOp):
    """min(a, b), elementwise."""

    name = "Minimum"
    aliases = ("min", "min gate", "smaller", "clamp")
    doc = "Lets the smaller of two inputs through. Backward it is a switch: that one gets the whole gradient."
    formula = r"y = \min(a, b)"
    symbol = "min"
    gradients = {
        "a": LocalGradient(
            r"\mathbf{1}[a < b]",
            r"G \cdot \mathbf{1}[a < b]",
            "Where a is the smaller one it gets the whole gradient, else nothing; of equals each gets half.",
            "diagonal of ones and zeros",
        ),
        "b": LocalGradient(
            r"\mathbf{1}[b < a]",
            r"G \cdot \mathbf{1}[b < a]",
            "Where b is the smaller one it gets the whole gradient, else nothing; of equals each gets half.",
            "diagonal of ones and zeros",
        ),
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`torch.minimum(a, b)`."""
        return f"torch.minimum({inputs['a']}, {inputs['b']})"

    def caption(self, shapes: Shapes | None) -> str:
        """The operation in symbols."""
        return "min(a, b)"

    def forward(self, a: Array, b: Array) -> Array:
        return np.minimum(a, b)

    def backward(self, upstream: Array, a: Array, b: Array) -> tuple[Array | None, ...]:
        da = upstream * ((a < b) + (a == b) / 2)  # equals share, as in PyTorch
        db = upstream * ((b < a) + (a == b) / 2)
        return sum_to(da, a.shape), sum_to(db, b.shape)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Two numbers, one number against all, and equals."""
        return [
            Sample({"a": np.array(3.0), "b": np.array(-4.0)}, batched=False, expected=-4.0),
            Sample({"a": normal(4, 3), "b": np.array(0.1)}),
            Sample({"a": np.array([[1.0, 2.0]]), "b": np.array([[1.0, 3.0]])}),
        ]
