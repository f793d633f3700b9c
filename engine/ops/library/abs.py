"""Abs: the absolute value."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import UnaryOp
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Abs(UnaryOp):
    """|x|."""

    name = "Abs"
    aliases = ("absolute", "modulus", "magnitude", "l1")
    doc = "The size without the sign. Backward the gradient's sign turns where x was negative."
    formula = r"y = |x|"
    symbol = "|x|"
    written = "|x|"
    gradients = {
        "input": LocalGradient(
            r"\mathrm{sign}(x)",
            r"G \cdot \mathrm{sign}(x)",
            "Uphill to the right of 0, downhill to the left; at 0 itself PyTorch takes 0.",
            "diagonal of ones, zeros and −1",
        )
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`torch.abs(x)`."""
        return f"torch.abs({inputs['input']})"

    def forward(self, x: Array) -> Array:
        return np.abs(x)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream * np.sign(x),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """A number, and the kink."""
        return [
            Sample({"input": np.array(-3.0)}, batched=False, expected=3.0),
            Sample({"input": np.array([[-2.0, 0.0, 0.5]])}, expected=[[2, 0, 0.5]]),
            Sample({"input": normal(2, 3)}),
        ]
