"""ELU: a rectifier with a smooth floor."""

import numpy as np
from pydantic import Field

from engine.ops.elementwise import Activation
from engine.ops.params import OpParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, LocalGradient, Sample, normal


class ELUParams(OpParams):
    """Parameters of ELU."""

    alpha: float = Field(default=1.0, description="How far below 0 the floor lies, at −α.")


class ELU(Activation[ELUParams]):
    """x where positive, else α(exp(x) − 1)."""

    name = "ELU"
    aliases = ("exponential linear unit", "elu")
    doc = "Like ReLU, but the negative side bends smoothly down to −α, so that outputs average nearer to 0."
    formula = r"y = \max(0, x) + \min(0,\ \alpha(e^x - 1))"
    gradients = {
        "input": LocalGradient(
            r"\mathbf{1}[x > 0] + \alpha e^x\,\mathbf{1}[x \le 0]",
            r"G \cdot (\mathbf{1}[x > 0] + \alpha e^x\,\mathbf{1}[x \le 0])",
            "Where the input was positive the gradient passes unchanged; further left it fades away.",
            "diagonal: 1, or α exp(x)",
        )
    }
    Params = ELUParams

    def caption(self, shapes: Shapes | None) -> str:
        """The floor."""
        return f"alpha {self.params.alpha:g}"

    def forward(self, x: Array) -> Array:
        return np.where(x > 0, x, self.params.alpha * np.expm1(np.minimum(x, 0)))

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream * np.where(x > 0, 1, self.params.alpha * np.exp(np.minimum(x, 0))),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Both sides of 0 and 0 itself, and a lower floor."""
        return [
            Sample({"input": np.array([[-1.0, 0.0, 0.5, 3.0]])}, expected=[[-0.63212, 0, 0.5, 3]]),
            Sample({"input": normal(2, 3, 4, 4)}, {"alpha": 1.5}),
        ]
