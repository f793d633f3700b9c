"""Log: the natural logarithm."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import UnaryOp
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Log(UnaryOp):
    """ln x."""

    name = "Log"
    aliases = ("ln", "logarithm", "natural log")
    doc = "The natural logarithm. Of 0 it is −∞, of a negative number NaN."
    formula = r"y = \ln x"
    symbol = "log"
    written = "log(x)"
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{x}",
            r"\frac{G}{x}",
            "The smaller x is, the more a little of it changes the logarithm.",
            "diagonal, 1/x",
        )
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`torch.log(x)`."""
        return f"torch.log({inputs['input']})"

    def forward(self, x: Array) -> Array:
        return np.log(x)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream / x,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """CS231n's cat (probability 0.13), and a batch."""
        return [
            Sample({"input": np.array(0.13)}, batched=False, expected=-2.040221),
            Sample({"input": 0.5 + normal(2, 3) ** 2}),
        ]
