"""AvgPool2d: the average of each window."""

import numpy as np
from pydantic import Field, field_validator

from engine.ops.pooling import Pool, PoolParams
from engine.ops.spec import Array, ErrorCase, LocalGradient, Sample, normal


class AvgPool2dParams(PoolParams):
    """Parameters of AvgPool2d."""

    count_include_pad: bool = Field(
        default=True, description="Whether the border's zeros count in the average."
    )
    divisor_override: int | None = Field(
        default=None, description="Divide each sum by this instead of how many numbers are in it; not 0."
    )

    @field_validator("divisor_override")
    @classmethod
    def _not_zero(cls, value: int | None) -> int | None:
        if value == 0:
            raise ValueError("should not be 0")
        return value


class AvgPool2d(Pool[AvgPool2dParams]):
    """The mean of each window."""

    name = "AvgPool2d"
    aliases = ("average pooling", "mean pooling", "subsampling", "downsample", "pool")
    doc = "Takes the average of each window. Backward each pixel in it gets an equal share of the gradient."
    formula = r"y_{c,i,j} = \frac{1}{k^2} \sum_{u,v} x_{c,\,si+u,\,sj+v}"
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{k^2}",
            r"\frac{1}{k^2} \sum_{\text{windows over } x} G",
            "All pixels of a window counted alike: each gets the same share.",
            "sparse: a row holds 1/k² for each pixel of its window",
        )
    }
    Params = AvgPool2dParams

    def forward(self, x: Array) -> Array:
        windows = self.windows
        padded = windows.pad(x.reshape(-1, *x.shape[-3:]), 0)
        sizes = windows.sizes(*x.shape[-2:])
        y = np.zeros((*padded.shape[:2], *sizes))
        for _, _, (rows, columns) in windows.offsets(sizes):
            y += padded[:, :, rows, columns]
        return (y / self.divisors(*x.shape[-2:])).reshape(*x.shape[:-2], *sizes)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        windows = self.windows
        dx = windows.pad(np.zeros_like(x).reshape(-1, *x.shape[-3:]), 0)
        sizes = windows.sizes(*x.shape[-2:])
        share = upstream.reshape(*dx.shape[:2], *sizes) / self.divisors(*x.shape[-2:])
        for _, _, (rows, columns) in windows.offsets(sizes):
            dx[:, :, rows, columns] += share
        return (windows.unpad(dx, *x.shape[-2:]).reshape(x.shape),)

    def divisors(self, height: int, width: int) -> Array:
        """What the sum of each window is divided by."""
        if self.params.divisor_override is not None:
            return np.array(self.params.divisor_override)
        return np.outer(self._counted(height, 0), self._counted(width, 1))

    def _counted(self, size: int, axis: int) -> Array:
        """How many rows (or columns) of the picture, and of its border if that counts, each window meets."""
        kernel, stride, padding = (
            getattr(self.windows, name)[axis] for name in ("kernel", "stride", "padding")
        )
        start = np.arange(self.windows.sizes(size, size)[axis]) * stride - padding
        end = np.minimum(start + kernel, size + padding)
        if self.params.count_include_pad:
            return np.asarray(end - start)
        return np.asarray(np.minimum(end, size) - np.maximum(start, 0))

    @classmethod
    def samples(cls) -> list[Sample]:
        """By hand; borders that count or do not; windows over the edge; pairs and a divisor; one picture."""
        board = np.array([[[[1.0, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]]])
        padded = {"kernel_size": 3, "stride": 2, "padding": 1}
        return [
            Sample({"input": board}, expected=[[[[3.25, 5.25], [2, 2]]]]),
            Sample({"input": normal(2, 3, 7, 7)}, padded),
            Sample({"input": normal(2, 3, 6, 6)}, {**padded, "count_include_pad": False, "ceil_mode": True}),
            Sample({"input": normal(1, 1, 6, 6)}, {**padded, "ceil_mode": True}),
            Sample(
                {"input": normal(1, 2, 6, 7)},
                {"kernel_size": [2, 3], "stride": [1, 2], "padding": [1, 0], "divisor_override": 5},
            ),
            Sample({"input": normal(2, 4, 4)}, batched=False),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """As for all pooling, and division by 0."""
        return [*super().error_cases(), ErrorCase({}, "should not be 0", {"divisor_override": 0})]
