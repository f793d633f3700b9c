"""MaxPool2d: keep the largest number of each window."""

from typing import Self

import numpy as np
from pydantic import Field, field_validator, model_validator

from engine.ops.params import NonNegativePair, OpParams, PositivePair, check_pair
from engine.ops.shapes import N, Pair, Shape, Shapes, as_pair, format_pair
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal
from engine.ops.windows import Windows


class MaxPool2dParams(OpParams):
    """Parameters of MaxPool2d."""

    kernel_size: PositivePair = Field(default=2, description="Height and width of the window.")
    stride: PositivePair | None = Field(
        default=None, description="How far the window moves at a time; left out, its own size."
    )
    padding: NonNegativePair = Field(default=0, description="Border that never wins, half a window at most.")
    dilation: PositivePair = Field(default=1, description="Distance between the pixels a window reads.")
    ceil_mode: bool = Field(default=False, description="Let a last window reach over the edge.")

    @field_validator("kernel_size", "stride", "dilation")
    @classmethod
    def _at_least_one(cls, value: int | Pair | None) -> int | Pair | None:
        return None if value is None else check_pair(value, 1)

    @field_validator("padding")
    @classmethod
    def _not_negative(cls, value: int | Pair) -> int | Pair:
        return check_pair(value, 0)

    @model_validator(mode="after")
    def _half_a_window(self) -> Self:
        kernel, padding = as_pair(self.kernel_size), as_pair(self.padding)
        if any(2 * pad > size for pad, size in zip(padding, kernel, strict=True)):
            raise ValueError(
                "padding should be at most half of kernel_size, or windows would see only border"
            )
        return self


class MaxPool2d(Op[MaxPool2dParams]):
    """The maximum of each window."""

    name = "MaxPool2d"
    category = Category.LAYERS
    aliases = ("max pooling", "subsampling", "downsample", "pool")
    doc = (
        "Keeps the largest number of each window. Backward only the winner of each window gets the gradient."
    )
    formula = r"y_{c,i,j} = \max_{u,v}\; x_{c,\,si+u,\,sj+v}"
    ports = (Port("input", "Pictures: channels × height × width."),)
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
    def windows(self) -> Windows:
        """The window's geometry."""
        p = self.params
        stride = as_pair(p.kernel_size if p.stride is None else p.stride)
        return Windows(as_pair(p.kernel_size), stride, as_pair(p.padding), as_pair(p.dilation), p.ceil_mode)

    def output_shape(self, shapes: Shapes) -> Shape:
        """Channels stay, height and width shrink."""
        return self.windows.output_shape(shapes["input"], None, "window")

    def warnings(self, shapes: Shapes) -> tuple[str, ...]:
        """Rows and columns that no window reads."""
        return self.windows.warnings(shapes["input"])

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """Height and width of the output."""
        return self.windows.arithmetic(shapes["input"])

    def caption(self, shapes: Shapes | None) -> str:
        """Window and stride."""
        stride = self.windows.stride
        shown = stride[0] if stride[0] == stride[1] else format_pair(stride)
        return f"{format_pair(self.params.kernel_size)}, stride {shown}"

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.MaxPool2d(kernel_size)`, defaults left out."""
        p = self.params
        arguments = [str(p.kernel_size), *p.keywords("stride", "padding", "dilation", "ceil_mode")]
        return f"nn.MaxPool2d({', '.join(arguments)})"

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

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Too large a window, no picture, too much padding."""
        return [
            ErrorCase({"input": (N, 3, 1, 1)}, "does not fit 1×1"),
            ErrorCase({"input": (N, 10)}, "slides over pictures"),
            ErrorCase({"input": (N, 3, 8, 8)}, "at most half", {"padding": 2}),
        ]
