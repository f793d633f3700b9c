"""HuberLoss: squared near the target, linear farther off."""

import numpy as np
from pydantic import Field

from engine.ops.losses import ElementwiseLoss, LossParams
from engine.ops.spec import Array, ErrorCase, LocalGradient, Sample, normal


class HuberLossParams(LossParams):
    """Parameters of HuberLoss."""

    delta: float = Field(default=1.0, gt=0, description="Errors up to it are squared, larger ones linear.")


class HuberLoss(ElementwiseLoss[HuberLossParams]):
    """Half the squared error, linear from delta on."""

    name = "HuberLoss"
    aliases = ("robust regression", "smooth l1", "huber")
    doc = "Half the squared error, which goes on as a straight line from delta on: wild errors do not rule."
    formula = (
        r"L = \frac{1}{n} \sum_i \begin{cases} d_i^2 / 2 & |d_i| \le \delta \\"
        r" \delta\,(|d_i| - \delta / 2) & \text{else} \end{cases} \quad d = x - t"
    )
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{n} \min(\max(x - t, -\delta), \delta)",
            r"\frac{G}{n} \min(\max(x - t, -\delta), \delta)",
            "The error itself pushes, but never harder than delta.",
            "one row, within ±δ/n",
        ),
        "target": LocalGradient(
            r"-\frac{1}{n} \min(\max(x - t, -\delta), \delta)",
            r"-\frac{G}{n} \min(\max(x - t, -\delta), \delta)",
            "The opposite of the prediction's: only the difference counts. A class number has none.",
            "one row, within ±δ/n",
        ),
    }
    real_targets = True
    Params = HuberLossParams

    def forward(self, x: Array, t: Array) -> Array:
        delta, d = self.params.delta, np.abs(x - t)
        return self.reduce(np.where(d <= delta, d**2 / 2, delta * (d - delta / 2)))

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        delta = self.params.delta
        dx = self.each(upstream, x, t) * np.clip(x - t, -delta, delta)
        return self.fold(dx, x), self.fold(-dx, t)

    @classmethod
    def samples(cls) -> list[Sample]:
        """By hand (0, 2 − ½, ½ · ¼); a narrow one, summed; no reduction; whole numbers as targets."""
        x, t = np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 4.0, 2.5]])
        return [
            Sample({"input": x, "target": t}, expected=(0 + 1.5 + 0.125) / 3),
            Sample(
                {"input": normal(4, 2), "target": normal(4, 2, seed=1)}, {"reduction": "sum", "delta": 0.5}
            ),
            Sample({"input": normal(4), "target": normal(4, seed=1)}, {"reduction": "none", "delta": 2.0}),
            Sample({"input": normal(3), "target": np.array([1, 0, 2])}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """No width."""
        return [*super().error_cases(), ErrorCase({}, "greater than 0", {"delta": 0.0})]
