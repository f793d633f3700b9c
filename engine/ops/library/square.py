"""Square: a number times itself."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import UnaryOp
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Square(UnaryOp):
    """x²."""

    name = "Square"
    aliases = ("x^2", "x**2", "squared", "power of 2", "pow")
    doc = "The input times itself. Backward both factors count, so the slope is 2x."
    formula = r"y = x^2"
    symbol = "x²"
    written = "x²"
    gradients = {
        "input": LocalGradient(
            r"2x", r"2x\,G", "The further x is from 0, the steeper the parabola.", "diagonal, 2x"
        )
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`x ** 2`."""
        return f"{inputs['input']} ** 2"

    def forward(self, x: Array) -> Array:
        return x**2

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream * 2 * x,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """A number, and a batch."""
        return [
            Sample({"input": np.array(-3.0)}, batched=False, expected=9.0),
            Sample({"input": normal(2, 3)}),
        ]
