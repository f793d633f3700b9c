"""L1Loss: the mean absolute error."""

import numpy as np

from engine.ops.losses import ElementwiseLoss, LossParams
from engine.ops.spec import Array, LocalGradient, Sample, normal


class L1Loss(ElementwiseLoss[LossParams]):
    """|x − t|."""

    name = "L1Loss"
    aliases = ("mean absolute error", "mae", "absolute loss", "least absolute deviations")
    doc = "How far off the predictions are, on average. All errors pull alike: a few wild ones do not rule."
    formula = r"L = \frac{1}{n} \sum_i |x_i - t_i|"
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{n}\,\mathrm{sign}(x - t)",
            r"\frac{G}{n}\,\mathrm{sign}(x - t)",
            "The same push for every error, small or large, until it is gone.",
            "one row of ±1/n",
        ),
        "target": LocalGradient(
            r"-\frac{1}{n}\,\mathrm{sign}(x - t)",
            r"-\frac{G}{n}\,\mathrm{sign}(x - t)",
            "The opposite of the prediction's: only the difference counts. A class number has none.",
            "one row of ±1/n",
        ),
    }
    Params = LossParams

    def forward(self, x: Array, t: Array) -> Array:
        return self.reduce(np.abs(x - t))

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        dx = self.each(upstream, x, t) * np.sign(x - t)
        return self.fold(dx, x), self.fold(-dx, t)

    @classmethod
    def samples(cls) -> list[Sample]:
        """By hand, with one hit; a sum; no reduction; one target for all."""
        x, t = np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 4.0, 2.0]])
        return [
            Sample({"input": x, "target": t}, expected=(0 + 2 + 1) / 3),
            Sample({"input": normal(4, 2), "target": normal(4, 2, seed=1)}, {"reduction": "sum"}),
            Sample({"input": normal(4), "target": normal(4, seed=1)}, {"reduction": "none"}),
            Sample({"input": normal(4, 2), "target": np.array(0.1)}, batched=False),
        ]
