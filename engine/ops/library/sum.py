"""Sum: all numbers added up, or those along some dimensions."""

import numpy as np

from engine.ops.reduction import Reduction
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Sum(Reduction):
    """The sum over dimensions."""

    name = "Sum"
    aliases = ("add up", "total", "reduce", "sigma", "reduce_sum")
    doc = "Adds numbers up, all of them or along some dimensions. Backward each gets the sum's gradient."
    formula = r"y = \sum_i x_i"
    symbol = "Σ"
    gradients = {
        "input": LocalGradient(
            r"1", r"G", "Every summand moves the sum by just as much: the gradient is copied to all.", "ones"
        )
    }

    def forward(self, x: Array) -> Array:
        return np.asarray(x.sum(axis=self.axes(x.ndim), keepdims=self.params.keepdim))

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (self.spread(upstream, x) * 1,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """All by hand, along one or two dimensions, over the batch, of a single number."""
        return [
            Sample({"input": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])}, expected=21.0),
            Sample({"input": normal(2, 3, 4)}, {"dim": 1}),
            Sample({"input": normal(2, 3, 4)}, {"dim": [-1, 1], "keepdim": True}),
            Sample({"input": normal(2, 3)}, {"dim": 0}),
            Sample({"input": normal(2, 3)}, {"keepdim": True}),
            Sample({"input": np.array(3.0)}, {"dim": -1}, batched=False, expected=3.0),
        ]
