"""Reciprocal: one over a number."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import UnaryOp
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Reciprocal(UnaryOp):
    """1/x."""

    name = "Reciprocal"
    aliases = ("1/x", "inverse", "one over", "invert")
    doc = "One over the input. Close to 0 it is huge, and so is its slope."
    formula = r"y = \frac{1}{x}"
    symbol = "1/x"
    written = "1/x"
    gradients = {
        "input": LocalGradient(
            r"-\frac{1}{x^2}",
            r"-\frac{G}{x^2}",
            "A larger x makes 1/x smaller, most of all close to 0.",
            "diagonal, −1/x²",
        )
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`1 / x`."""
        return f"1 / {inputs['input']}"

    def forward(self, x: Array) -> Array:
        return 1 / x

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (-upstream / x**2,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """CS231n's sigmoid circuit (1.37 → 0.73), and a batch."""
        return [
            Sample({"input": np.array(1.367879)}, batched=False, expected=0.731059),
            Sample({"input": 1 + normal(2, 3) ** 2}),
        ]
