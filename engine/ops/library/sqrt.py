"""Sqrt: the square root."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import UnaryOp
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Sqrt(UnaryOp):
    """√x."""

    name = "Sqrt"
    aliases = ("root", "square root", "x**0.5", "std")
    doc = "The square root. Of a negative number it is NaN; at 0 its slope is infinite."
    formula = r"y = \sqrt{x}"
    symbol = "√"
    written = "√x"
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{2\sqrt{x}}",
            r"\frac{G}{2\sqrt{x}}",
            "Steep close to 0, ever flatter beyond.",
            "diagonal, 1/(2√x)",
        )
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`torch.sqrt(x)`."""
        return f"torch.sqrt({inputs['input']})"

    def forward(self, x: Array) -> Array:
        return np.sqrt(x)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream / (2 * np.sqrt(x)),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """A number, and a batch."""
        return [
            Sample({"input": np.array(9.0)}, batched=False, expected=3.0),
            Sample({"input": 0.5 + normal(2, 3) ** 2}),
        ]
