"""Divide: the quotient of two tensors."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import BinaryOp, sum_to
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Divide(BinaryOp):
    """a / b, elementwise."""

    name = "Divide"
    aliases = ("quotient", "ratio", "fraction", "div", "/", "over")
    doc = "Divides the first input by the second, element by element. Division by 0 gives infinity or NaN."
    formula = r"y = \frac{a}{b}"
    symbol = "÷"
    gradients = {
        "a": LocalGradient(
            r"\frac{1}{b}", r"\frac{G}{b}", "The larger b is, the less a still counts.", "diagonal, 1/b"
        ),
        "b": LocalGradient(
            r"-\frac{a}{b^2}",
            r"-G\,\frac{a}{b^2}",
            "A larger b makes the quotient smaller, most of all while b is small.",
            "diagonal, −a/b²",
        ),
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`a / b`."""
        return f"{inputs['a']} / {inputs['b']}"

    def forward(self, a: Array, b: Array) -> Array:
        return a / b

    def backward(self, upstream: Array, a: Array, b: Array) -> tuple[Array | None, ...]:
        return sum_to(upstream / b, a.shape), sum_to(-upstream * a / b**2, b.shape)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Two numbers, and each row over its own number."""
        return [
            Sample({"a": np.array(3.0), "b": np.array(-4.0)}, batched=False, expected=-0.75),
            Sample({"a": normal(4, 3), "b": 2 + normal(4, 1, seed=1) ** 2}),
        ]
