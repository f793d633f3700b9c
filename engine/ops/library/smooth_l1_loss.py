"""SmoothL1Loss: squared near the target, absolute farther off."""

import numpy as np
from pydantic import Field

from engine.ops.losses import ElementwiseLoss, LossParams
from engine.ops.spec import Array, ErrorCase, LocalGradient, Sample, normal


class SmoothL1LossParams(LossParams):
    """Parameters of SmoothL1Loss."""

    beta: float = Field(default=1.0, ge=0, description="Errors below it are squared; at 0 it is L1Loss.")


class SmoothL1Loss(ElementwiseLoss[SmoothL1LossParams]):
    """The absolute error, with its kink rounded off."""

    name = "SmoothL1Loss"
    aliases = ("huber", "smooth l1", "robust regression", "fast r-cnn")
    doc = "The absolute error with its kink rounded off: gentle near the target, not ruled by wild errors."
    formula = (
        r"L = \frac{1}{n} \sum_i \begin{cases} d_i^2 / 2\beta & |d_i| < \beta \\"
        r" |d_i| - \beta / 2 & \text{else} \end{cases} \quad d = x - t"
    )
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{n} \min(\max(\frac{x - t}{\beta}, -1), 1)",
            r"\frac{G}{n} \min(\max(\frac{x - t}{\beta}, -1), 1)",
            "A push in proportion to the error, but never more than for an error of beta.",
            "one row, within ±1/n",
        ),
        "target": LocalGradient(
            r"-\frac{1}{n} \min(\max(\frac{x - t}{\beta}, -1), 1)",
            r"-\frac{G}{n} \min(\max(\frac{x - t}{\beta}, -1), 1)",
            "The opposite of the prediction's: only the difference counts. A class number has none.",
            "one row, within ±1/n",
        ),
    }
    Params = SmoothL1LossParams

    def forward(self, x: Array, t: Array) -> Array:
        beta, d = self.params.beta, np.abs(x - t)
        near = d**2 / (2 * beta) if beta else d
        return self.reduce(np.where(d < beta, near, d - beta / 2))

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        beta = self.params.beta
        slope = np.clip((x - t) / beta, -1, 1) if beta else np.sign(x - t)
        dx = self.each(upstream, x, t) * slope
        return self.fold(dx, x), self.fold(-dx, t)

    @classmethod
    def samples(cls) -> list[Sample]:
        """By hand (0, 2 − ½, ½ · ¼); a narrow one, summed; without smoothing; no reduction."""
        x, t = np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 4.0, 2.5]])
        return [
            Sample({"input": x, "target": t}, expected=(0 + 1.5 + 0.125) / 3),
            Sample(
                {"input": normal(4, 2), "target": normal(4, 2, seed=1)}, {"reduction": "sum", "beta": 0.5}
            ),
            Sample({"input": x, "target": t}, {"beta": 0.0}),
            Sample({"input": normal(4), "target": normal(4, seed=1)}, {"reduction": "none", "beta": 2.0}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """A negative width."""
        return [*super().error_cases(), ErrorCase({}, "greater than or equal to 0", {"beta": -1.0})]
