"""HingeLoss: the loss of a binary support vector machine."""

from collections.abc import Mapping

import numpy as np

from engine.errors import DataError, Problem
from engine.ops.losses import ElementwiseLoss, LossParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, LocalGradient, Port, Sample, normal


class HingeLoss(ElementwiseLoss[LossParams]):
    """max(0, 1 − t x), for t = −1 or 1."""

    name = "HingeLoss"
    aliases = ("svm loss", "binary hinge", "margin", "support vector machine", "max(0, 1 - ty)")
    doc = "The binary hinge: a score on the right side costs nothing once it is 1 away from 0."
    formula = r"L = \frac{1}{n} \sum_i \max(0,\ 1 - t_i\,x_i)"
    ports = (
        Port("input", "Scores: above 0 for one class, below for the other."),
        Port("target", "1 for one class, −1 for the other."),
    )
    gradients = {
        "input": LocalGradient(
            r"-\frac{t}{n}\,\mathbf{1}[t\,x \le 1]",
            r"-\frac{G\,t}{n}\,\mathbf{1}[t\,x \le 1]",
            "Within the margin the score is pushed to its side; beyond it nothing is left to do.",
            "one row",
        ),
        "target": LocalGradient(
            r"-\frac{x}{n}\,\mathbf{1}[t\,x \le 1]",
            r"-\frac{G\,x}{n}\,\mathbf{1}[t\,x \le 1]",
            "How the loss leans on the label, taken as a real number; a class number has no gradient.",
            "one row",
        ),
    }
    Params = LossParams

    def check_values(self, inputs: Mapping[str, Array]) -> None:
        """Refuse targets other than −1 and 1."""
        target = inputs["target"]
        wrong = target[np.abs(target) != 1]
        if wrong.size:
            raise DataError(
                Problem(
                    f"a target of the hinge is {wrong.flat[0]:g}",
                    expected="−1 or 1",
                    found=f"{wrong.flat[0]:g}",
                    mend="Turn labels 0 and 1 into −1 and 1 (2t − 1), or take BCEWithLogitsLoss",
                    port="target",
                )
            )

    def constructor(self, shapes: Shapes) -> str | None:
        """PyTorch has no module for it."""
        return None

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """The formula itself."""
        reduce = "" if self.params.reduction == "none" else f".{self.params.reduction}()"
        return f"torch.clamp(1 - {inputs['target']} * {inputs['input']}, min=0){reduce}"

    def forward(self, x: Array, t: Array) -> Array:
        return self.reduce(np.maximum(0, 1 - t * x))

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        G = self.each(upstream, x, t) * (t * x <= 1)
        dx = -G * t
        dt = -G * x  # target
        return self.fold(dx, x), self.fold(dt, t)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Right and far, right but near, wrong, on the margin; a sum; no reduction."""
        x, t = np.array([2.0, 0.5, 0.3, 1.0]), np.array([1, 1, -1, 1])
        return [
            Sample({"input": x, "target": t}, expected=(0 + 0.5 + 1.3 + 0) / 4),
            Sample({"input": normal(4), "target": t}, {"reduction": "sum"}),
            Sample({"input": normal(4, 2), "target": np.sign(normal(4, 2, seed=1))}, {"reduction": "none"}),
        ]
