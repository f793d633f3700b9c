"""NLLLoss: the negative logarithm of the right class's probability."""

import numpy as np

from engine.ops.losses import ClassLoss, LossParams
from engine.ops.spec import Array, LocalGradient, Port, Sample, normal


class NLLLoss(ClassLoss[LossParams]):
    """−input[target]."""

    name = "NLLLoss"
    aliases = ("negative log likelihood", "nll", "log loss", "maximum likelihood")
    doc = "Minus the log probability of the right class. It takes what LogSoftmax gives."
    formula = r"L = -\frac{1}{N} \sum_n x_{n,t_n}"
    ports = (
        Port("input", "Logarithms of probabilities, one a class."),
        Port("target", "The right class's number.", differentiable=False),
    )
    gradients = {
        "input": LocalGradient(
            r"-\frac{1}{N} \mathbf{1}_t",
            r"-\frac{G}{N} \mathbf{1}_t",
            "Only the right class's log probability counts: it is pushed up, the others feel nothing.",
            "one row: −1/N at the right class, else 0",
        ),
        "target": LocalGradient(
            r"\text{none}", r"\text{none}", "A class number cannot be nudged: it has no gradient.", "none"
        ),
    }
    Params = LossParams

    def forward(self, x: Array, t: Array) -> Array:
        axis = self.class_axis(x.ndim)
        right = np.expand_dims(t.astype(int), axis)
        return self.reduce(-np.take_along_axis(x, right, axis).squeeze(axis))

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        axis = self.class_axis(x.ndim)
        one_hot = np.moveaxis(np.eye(x.shape[axis])[t.astype(int)], -1, axis)
        return -self.each(upstream, x) * one_hot, None

    @classmethod
    def samples(cls) -> list[Sample]:
        """CS231n's cat (probability 0.13, loss 2.04), a batch, one loss a pixel, one sample alone."""
        cat = np.log([[0.13, 0.87, 0.0001]])
        return [
            Sample({"input": cat, "target": np.array([0])}, expected=2.04022),
            Sample({"input": normal(3, 4), "target": np.array([2, 0, 3])}, {"reduction": "sum"}),
            Sample({"input": normal(3, 4), "target": np.array([2, 0, 3])}, {"reduction": "none"}),
            Sample({"input": normal(4), "target": np.array(1)}, batched=False),
            Sample({"input": normal(1, 3, 2, 2), "target": np.array([[[0, 1], [2, 1]]])}, batched=False),
        ]
