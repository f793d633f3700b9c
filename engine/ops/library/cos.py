"""Cos: the cosine."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import UnaryOp
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Cos(UnaryOp):
    """cos x."""

    name = "Cos"
    aliases = ("cosine", "wave", "trigonometric")
    doc = "The cosine of an angle in radians. Its slope is the sine with its sign turned."
    formula = r"y = \cos(x)"
    symbol = "cos"
    written = "cos(x)"
    gradients = {
        "input": LocalGradient(
            r"-\sin(x)",
            r"-G \sin(x)",
            "The slope of the cosine is minus the sine: flat at 0, then downhill.",
            "diagonal, −sin x",
        )
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`torch.cos(x)`."""
        return f"torch.cos({inputs['input']})"

    def forward(self, x: Array) -> Array:
        return np.cos(x)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (-upstream * np.sin(x),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """The cosine of π/3, and a batch."""
        return [
            Sample({"input": np.array(np.pi / 3)}, batched=False, expected=0.5),
            Sample({"input": normal(2, 3)}),
        ]
