"""Multiply: the product of two tensors, element by element."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import BinaryOp, sum_to
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Multiply(BinaryOp):
    """a · b, elementwise."""

    name = "Multiply"
    aliases = ("times", "product", "mul", "*", "gate")
    doc = "Multiplies two inputs, element by element. Backward each gets the gradient times the other."
    formula = r"y = a \cdot b"
    symbol = "×"
    gradients = {
        "a": LocalGradient(
            r"b", r"G \cdot b", "Nudge a, and the product moves b times as much.", "diagonal, b"
        ),
        "b": LocalGradient(
            r"a", r"G \cdot a", "Nudge b, and the product moves a times as much.", "diagonal, a"
        ),
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`a * b`."""
        return f"{inputs['a']} * {inputs['b']}"

    def forward(self, a: Array, b: Array) -> Array:
        return a * b

    def backward(self, upstream: Array, a: Array, b: Array) -> tuple[Array | None, ...]:
        return sum_to(upstream * b, a.shape), sum_to(upstream * a, b.shape)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Scalars of the lecture's circuit, and one scale a channel."""
        return [
            Sample({"a": np.array(3.0), "b": np.array(-4.0)}, batched=False, expected=-12.0),
            Sample({"a": normal(2, 3, 2, 2), "b": normal(3, 1, 1, seed=1)}),
        ]
