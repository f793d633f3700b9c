"""Mean: the average of all numbers, or of those along some dimensions."""

import numpy as np

from engine.ops.reduction import Reduction
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Mean(Reduction):
    """The average over dimensions."""

    name = "Mean"
    aliases = ("average", "avg", "expectation", "global average pooling", "reduce_mean")
    doc = "The average, of all numbers or along some dimensions. Backward each gets an equal share."
    formula = r"y = \frac{1}{n} \sum_i x_i"
    symbol = "avg"
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{n}", r"\frac{G}{n}", "Each of n numbers moves the average by one n-th.", "all 1/n"
        )
    }

    def forward(self, x: Array) -> Array:
        return np.asarray(x.mean(axis=self.axes(x.ndim), keepdims=self.params.keepdim))

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        n = x.size // upstream.size
        return (self.spread(upstream, x) / n,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """All by hand, over pictures, over the batch, of a single number."""
        return [
            Sample({"input": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])}, expected=3.5),
            Sample({"input": normal(2, 3, 4, 4)}, {"dim": [2, 3]}),
            Sample({"input": normal(2, 3)}, {"dim": 0, "keepdim": True}),
            Sample({"input": np.array(3.0)}, {"dim": 0}, batched=False, expected=3.0),
        ]
