"""MSELoss: the mean squared error."""

import numpy as np

from engine.ops.losses import ElementwiseLoss, LossParams
from engine.ops.spec import Array, LocalGradient, Sample, normal


class MSELoss(ElementwiseLoss[LossParams]):
    """(x − t)²."""

    name = "MSELoss"
    aliases = ("mean squared error", "l2 loss", "least squares", "regression", "quadratic loss", "euclidean")
    doc = "The square of how far off the predictions are, on average. The farther off, the harder the pull."
    formula = r"L = \frac{1}{n} \sum_i (x_i - t_i)^2"
    gradients = {
        "input": LocalGradient(
            r"\frac{2}{n} (x - t)",
            r"\frac{2 G}{n} (x - t)",
            "A push in proportion to the error, towards the target.",
            "one row",
        ),
        "target": LocalGradient(
            r"-\frac{2}{n} (x - t)",
            r"-\frac{2 G}{n} (x - t)",
            "The opposite of the prediction's: only the difference counts. A class number has none.",
            "one row",
        ),
    }
    Params = LossParams

    def forward(self, x: Array, t: Array) -> Array:
        return self.reduce((x - t) ** 2)

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        dx = self.each(upstream, x, t) * 2 * (x - t)
        return self.fold(dx, x), self.fold(-dx, t)

    @classmethod
    def samples(cls) -> list[Sample]:
        """By hand; a sum; no reduction; one target for all; whole numbers as targets."""
        x, t = np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 4.0, 2.0]])
        return [
            Sample({"input": x, "target": t}, expected=(0 + 4 + 1) / 3),
            Sample({"input": normal(4, 2), "target": normal(4, 2, seed=1)}, {"reduction": "sum"}),
            Sample({"input": normal(4), "target": normal(4, seed=1)}, {"reduction": "none"}),
            Sample({"input": normal(4, 2), "target": np.array(0.1)}, batched=False),
            Sample({"input": normal(3), "target": np.array([1, 0, 2])}),
        ]
