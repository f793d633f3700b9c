"""MaxPool2d: keep the largest number of each window."""

import numpy as np
from pydantic import Field, field_validator

from engine.ops.params import PositivePair, check_pair
from engine.ops.pooling import Pool, PoolParams
from engine.ops.shapes import Pair, as_pair
from engine.ops.spec import Array, LocalGradient, Sample, normal


class MaxPool2dParams(PoolParams):
    """Parameters of MaxPool2d."""

    dilation: PositivePair = Field(default=1, description="Distance between the pixels a window reads.")

    @field_validator("dilation")
    @classmethod
    def _apart(cls, value: int | Pair) -> int | Pair:
        return check_pair(value, 1)


class MaxPool2d(Pool[MaxPool2dParams]):
    """The maximum of each window."""

    name = "MaxPool2d"
    aliases = ("max pooling", "subsampling", "downsample", "pool")
    doc = (
        "Keeps the largest number of each window. Backward only the winner of each window gets the gradient."
    )
    formula = r"y_{c,i,j} = \max_{u,v}\; x_{c,\,si+u,\,sj+v}"
    gradients = {
        "input": LocalGradient(
            r"\mathbf{1}[x \text{ won}]",
            r"G \text{ to the winner, 0 to the others}",
            "Only the winner of each window decided the output: all of the gradient goes to it.",
            "sparse: a single 1 in each row",
        )
    }
    Params = MaxPool2dParams

    @property
    def dilation(self) -> Pair:
        """Distance between the pixels that a window reads."""
        return as_pair(self.params.dilation)

    def forward(self, x: Array) -> Array:
        windows = self.windows
        padded = windows.pad(x.reshape(-1, *x.shape[-3:]), -np.inf)
        sizes = windows.sizes(*x.shape[-2:])
        y = np.full((*padded.shape[:2], *sizes), -np.inf)
        for _, _, (rows, columns) in windows.offsets(sizes):
            y = np.maximum(y, padded[:, :, rows, columns])
        return y.reshape(*x.shape[:-2], *sizes)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        windows = self.windows
        padded = windows.pad(x.reshape(-1, *x.shape[-3:]), -np.inf)
        sizes = windows.sizes(*x.shape[-2:])
        y = self.forward(x).reshape(*padded.shape[:2], *sizes)
        G = upstream.reshape(y.shape)
        dx, open_ = np.zeros_like(padded), np.ones(y.shape, dtype=bool)
        for _, _, (rows, columns) in windows.offsets(sizes):
            won = open_ & (padded[:, :, rows, columns] == y)
            dx[:, :, rows, columns] += G * won
            open_ &= ~won  # of equal numbers the first wins, as in PyTorch
        return (windows.unpad(dx, *x.shape[-2:]).reshape(x.shape),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """The lecture's 4×4, overlapping and padded windows, pairs, windows over the edge, ties."""
        lecture = np.array([[[[1.0, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]]])
        return [
            Sample({"input": lecture}, expected=[[[[6, 8], [3, 4]]]]),
            Sample({"input": normal(2, 3, 7, 7)}, {"kernel_size": 3, "stride": 2, "padding": 1}),
            Sample(
                {"input": normal(1, 2, 6, 7)}, {"kernel_size": [2, 3], "stride": [1, 2], "dilation": [2, 1]}
            ),
            Sample({"input": normal(1, 1, 5, 5)}, {"ceil_mode": True}),
            Sample({"input": normal(2, 4, 4)}, batched=False),
        ]
