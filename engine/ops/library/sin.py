"""Sin: the sine."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import UnaryOp
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Sin(UnaryOp):
    """sin x."""

    name = "Sin"
    aliases = ("sine", "wave", "trigonometric")
    doc = "The sine of an angle in radians. Its slope is the cosine."
    formula = r"y = \sin(x)"
    symbol = "sin"
    written = "sin(x)"
    gradients = {
        "input": LocalGradient(
            r"\cos(x)",
            r"G \cos(x)",
            "The slope of the sine is the cosine: steepest at 0, flat on the crests.",
            "diagonal, cos x",
        )
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`torch.sin(x)`."""
        return f"torch.sin({inputs['input']})"

    def forward(self, x: Array) -> Array:
        return np.sin(x)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream * np.cos(x),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """The sine of π/6, and a batch."""
        return [
            Sample({"input": np.array(np.pi / 6)}, batched=False, expected=0.5),
            Sample({"input": normal(2, 3)}),
        ]
