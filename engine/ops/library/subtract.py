"""Subtract: the difference of two tensors."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import BinaryOp, sum_to
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Subtract(BinaryOp):
    """a − b, elementwise."""

    name = "Subtract"
    aliases = ("minus", "difference", "sub", "-")
    doc = "Takes the second input from the first. Backward the second gets the gradient with its sign turned."
    formula = r"y = a - b"
    symbol = "−"
    gradients = {
        "a": LocalGradient(r"1", r"G", "Nudge a, and the difference moves along.", "diagonal of ones"),
        "b": LocalGradient(
            r"-1", r"-G", "Nudge b up, and the difference goes down as much.", "diagonal of −1"
        ),
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`a - b`."""
        return f"{inputs['a']} - {inputs['b']}"

    def forward(self, a: Array, b: Array) -> Array:
        return a - b

    def backward(self, upstream: Array, a: Array, b: Array) -> tuple[Array | None, ...]:
        return sum_to(upstream * 1, a.shape), sum_to(upstream * -1, b.shape)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Two numbers, and a mean taken from each channel."""
        return [
            Sample({"a": np.array(3.0), "b": np.array(-4.0)}, batched=False, expected=7.0),
            Sample({"a": normal(2, 3, 2, 2), "b": normal(3, 1, 1, seed=1)}),
        ]
