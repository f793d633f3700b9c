"""Power: one tensor to the power of another."""

from collections.abc import Mapping

import numpy as np

from engine.ops.arithmetic import BinaryOp, sum_to
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Power(BinaryOp):
    """a to the power of b, elementwise."""

    name = "Power"
    aliases = ("pow", "exponent", "**", "^", "square", "cube", "root")
    doc = "Raises the first input to the power of the second. A root of a negative number is NaN."
    formula = r"y = a^b"
    symbol = "aᵇ"
    gradients = {
        "a": LocalGradient(
            r"b\,a^{b-1}", r"G\,b\,a^{b-1}", "The power rule: the exponent comes down in front.", "diagonal"
        ),
        "b": LocalGradient(
            r"a^b \ln a",
            r"G\,a^b \ln a",
            "The exponential rule: growth in proportion to what is there already.",
            "diagonal",
        ),
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`a ** b`."""
        return f"{inputs['a']} ** {inputs['b']}"

    def caption(self, shapes: Shapes | None) -> str:
        """The operation in symbols."""
        return "a to the power of b"

    def forward(self, a: Array, b: Array) -> Array:
        return np.asarray(a**b)

    def backward(self, upstream: Array, a: Array, b: Array) -> tuple[Array | None, ...]:
        da = upstream * np.where(b == 0, 0, b * a ** np.where(b == 0, 1, b - 1))
        flat = (a == 0) & (b >= 0)  # 0 to any power stays 0
        db = upstream * np.where(flat, 0, a**b * np.log(np.where(flat, 1, a)))
        return sum_to(da, a.shape), sum_to(db, b.shape)

    @classmethod
    def samples(cls) -> list[Sample]:
        """2 to the power of 3, the squares of a tensor, 0 as base and as exponent."""
        zeros = {"a": np.array([[0.0, 3.0]]), "b": np.array([[2.0, 0.0]])}
        return [
            Sample({"a": np.array(2.0), "b": np.array(3.0)}, batched=False, expected=8.0),
            Sample({"a": 1 + normal(2, 3) ** 2, "b": normal(2, 3, seed=1)}),
            Sample({"a": 1 + normal(4, 3) ** 2, "b": np.array(2.0)}),
            Sample(zeros, expected=[[0, 1]]),
        ]
