"""Negate: the sign turned."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import UnaryOp
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Negate(UnaryOp):
    """−x."""

    name = "Negate"
    aliases = ("minus", "neg", "opposite", "sign", "*-1")
    doc = "Turns the sign. Backward it turns the gradient's sign too."
    formula = r"y = -x"
    symbol = "−x"
    written = "−x"
    gradients = {
        "input": LocalGradient(
            r"-1", r"-G", "Nudge x up, and the output goes down as much.", "diagonal of −1"
        )
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`-x`."""
        return f"-{inputs['input']}"

    def forward(self, x: Array) -> Array:
        return -x

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (-upstream,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """CS231n's sigmoid circuit (1.00 → −1.00), and a batch."""
        return [
            Sample({"input": np.array(1.0)}, batched=False, expected=-1.0),
            Sample({"input": normal(2, 3)}),
        ]
