"""Exp: the exponential function."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import UnaryOp
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Exp(UnaryOp):
    """e to the power of x."""

    name = "Exp"
    aliases = ("exponential", "e^x", "e**x", "power of e")
    doc = "e to the power of the input. It is its own derivative: the slope is the output itself."
    formula = r"y = e^x"
    symbol = "exp"
    written = "exp(x)"
    gradients = {
        "input": LocalGradient(
            r"e^x",
            r"G\,e^x",
            "The output is its own slope: the higher it is, the steeper.",
            "diagonal, the output itself",
        )
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`torch.exp(x)`."""
        return f"torch.exp({inputs['input']})"

    def forward(self, x: Array) -> Array:
        return np.exp(x)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream * np.exp(x),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """CS231n's sigmoid circuit (−1.00 → 0.37), and a batch."""
        return [
            Sample({"input": np.array(-1.0)}, batched=False, expected=0.367879),
            Sample({"input": normal(2, 3)}),
        ]
