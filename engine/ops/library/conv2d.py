"""Conv2d: learnable filters that slide over a picture."""

import numpy as np
from pydantic import Field, field_validator

from engine.ops.params import LearnableParams, NonNegativePair, PositivePair, check_pair
from engine.ops.shapes import (
    N,
    Pair,
    Shape,
    Shapes,
    as_pair,
    format_pair,
    require_divisible,
    require_whole_numbers,
)
from engine.ops.spec import Array, Category, ErrorCase, LearnableOp, LocalGradient, Port, Sample, normal
from engine.ops.windows import Windows


class Conv2dParams(LearnableParams):
    """Parameters of Conv2d."""

    out_channels: int = Field(
        default=16, ge=1, description="How many filters.", json_schema_extra={"unit": "filters"}
    )
    kernel_size: PositivePair = Field(default=3, description="Height and width of a filter.")
    stride: PositivePair = Field(default=1, description="How far the filter moves at a time.")
    padding: NonNegativePair = Field(
        default=0, description="Zeros put around the picture.", json_schema_extra={"unit": "zeros a side"}
    )
    dilation: PositivePair = Field(default=1, description="Distance between the pixels a filter reads.")
    groups: int = Field(default=1, ge=1, description="Channels are split into so many groups that never mix.")

    @field_validator("kernel_size", "stride", "dilation")
    @classmethod
    def _at_least_one(cls, value: int | Pair) -> int | Pair:
        return check_pair(value, 1)

    @field_validator("padding")
    @classmethod
    def _not_negative(cls, value: int | Pair) -> int | Pair:
        return check_pair(value, 0)


class Conv2d(LearnableOp[Conv2dParams]):
    """Cross-correlation of pictures with learnable filters, plus a bias."""

    name = "Conv2d"
    category = Category.LAYERS
    aliases = ("convolution", "conv", "cnn", "filter", "kernel")
    doc = (
        "Slides small filters over the picture. Each output number is one filter times the patch under it, "
        "summed, plus a bias."
    )
    formula = r"y_{o,i,j} = b_o + \sum_{c,u,v} W_{o,c,u,v}\; x_{c,\,i+u,\,j+v}"
    ports = (Port("input", "Pictures: channels × height × width."),)
    gradients = {
        "input": LocalGradient(
            r"W_{o,c,u,v}",
            r"\sum_{o,u,v} G_{o,\,i-u,\,j-v}\; W_{o,c,u,v}",
            "A pixel collects from every window it lay in, by the weight that read it there.",
            "sparse: a row holds one filter's weights, shifted",
        ),
        "weight": LocalGradient(
            r"x_{c,\,i+u,\,j+v}",
            r"\sum_{i,j} G_{o,i,j}\; x_{c,\,i+u,\,j+v}",
            "One weight serves every window: its gradient adds up over all of them.",
            "each row is the patch under one window",
        ),
        "bias": LocalGradient(
            r"1",
            r"\sum_{i,j} G_{o,i,j}",
            "The bias is added in every window: its gradient is the sum of what came back.",
            "ones",
        ),
    }
    Params = Conv2dParams

    @property
    def windows(self) -> Windows:
        """The filter's geometry."""
        p = self.params
        return Windows(as_pair(p.kernel_size), as_pair(p.stride), as_pair(p.padding), as_pair(p.dilation))

    def output_shape(self, shapes: Shapes) -> Shape:
        """(out_channels, floor((H + 2·padding − reach)/stride) + 1, …), after the batch."""
        shape = self.windows.output_shape(shapes["input"], self.params.out_channels, "filter")
        (channels,) = require_whole_numbers(shapes["input"], [-3], "Conv2d")
        require_divisible(channels, self.params.groups, "in_channels", "groups")
        require_divisible(self.params.out_channels, self.params.groups, "out_channels", "groups")
        return shape

    def parameter_shapes(self, shapes: Shapes) -> dict[str, tuple[int, ...]]:
        """Weight (out_channels, in_channels/groups, height, width), bias (out_channels)."""
        (channels,) = require_whole_numbers(shapes["input"], [-3], "Conv2d")
        p = self.params
        weight: dict[str, tuple[int, ...]] = {
            "weight": (p.out_channels, channels // p.groups, *as_pair(p.kernel_size))
        }
        return {**weight, "bias": (p.out_channels,)} if p.bias else weight

    def warnings(self, shapes: Shapes) -> tuple[str, ...]:
        """Rows and columns that no filter reads."""
        return self.windows.warnings(shapes["input"])

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """Height and width of the output."""
        return self.windows.arithmetic(shapes["input"])

    def caption(self, shapes: Shapes | None) -> str:
        """Filters, size, and what differs from the plain case."""
        p = self.params
        parts = [f"{p.out_channels} filter{'s' * (p.out_channels > 1)} {format_pair(p.kernel_size)}"]
        parts += [f"stride {format_pair(p.stride)}"] if as_pair(p.stride) != (1, 1) else []
        parts += [f"pad {p.padding}"] if p.padding else []
        return ", ".join(parts)

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.Conv2d(in, out, kernel_size, …)`, defaults left out."""
        p = self.params
        arguments = [str(shapes["input"][-3]), str(p.out_channels), str(p.kernel_size)]
        arguments += p.keywords("stride", "padding", "dilation", "groups", "bias")
        return f"nn.Conv2d({', '.join(arguments)})"

    def forward(self, x: Array, W: Array, b: Array | None = None) -> Array:
        windows, groups = self.windows, self.params.groups
        padded = windows.pad(x.reshape(-1, *x.shape[-3:]), 0)
        sizes = windows.sizes(*x.shape[-2:])
        by_group = padded.reshape(len(padded), groups, -1, *padded.shape[2:])
        filters = W.reshape(groups, -1, *W.shape[1:])
        y = np.zeros((len(padded), groups, filters.shape[1], *sizes))
        for u, v, (rows, columns) in windows.offsets(sizes):
            y += np.einsum("ngcij,goc->ngoij", by_group[..., rows, columns], filters[..., u, v])
        y = y.reshape(*x.shape[:-3], len(W), *sizes)
        return y if b is None else y + b[:, None, None]

    def backward(
        self, upstream: Array, x: Array, W: Array, b: Array | None = None
    ) -> tuple[Array | None, ...]:
        windows, groups = self.windows, self.params.groups
        padded = windows.pad(x.reshape(-1, *x.shape[-3:]), 0)
        sizes = windows.sizes(*x.shape[-2:])
        by_group = padded.reshape(len(padded), groups, -1, *padded.shape[2:])
        filters = W.reshape(groups, -1, *W.shape[1:])
        G = upstream.reshape(len(padded), groups, -1, *sizes)
        dx, dW = np.zeros_like(by_group), np.zeros_like(filters)
        for u, v, (rows, columns) in windows.offsets(sizes):
            dx[..., rows, columns] += np.einsum("ngoij,goc->ngcij", G, filters[..., u, v])
            dW[..., u, v] = np.einsum("ngoij,ngcij->goc", G, by_group[..., rows, columns])
        dx = windows.unpad(dx.reshape(padded.shape), *x.shape[-2:])
        db = G.sum((0, 3, 4)).reshape(-1)
        return dx.reshape(x.shape), dW.reshape(W.shape), db

    @classmethod
    def samples(cls) -> list[Sample]:
        """A plain one on 5×5, strides and pads, pairs with dilation, groups, one picture without a batch."""
        return [
            Sample({"input": normal(1, 1, 5, 5)}, {"out_channels": 1}),
            Sample({"input": normal(2, 3, 7, 7)}, {"out_channels": 4, "stride": 2, "padding": 1}),
            Sample(
                {"input": normal(1, 2, 7, 8)},
                {
                    "out_channels": 2,
                    "kernel_size": [2, 3],
                    "dilation": [2, 1],
                    "padding": [0, 2],
                    "bias": False,
                },
            ),
            Sample({"input": normal(2, 4, 5, 5)}, {"out_channels": 6, "groups": 2}),
            Sample({"input": normal(2, 4, 4)}, {"out_channels": 3}, batched=False),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Too large a filter, no picture, groups that do not divide, sizes out of range."""
        return [
            ErrorCase({"input": (N, 32, 2, 2)}, "a 3×3 filter at padding 0 does not fit 2×2"),
            ErrorCase({"input": (N, 10)}, "slides over pictures"),
            ErrorCase({"input": (N, 3, 8, 8)}, "equal groups", {"groups": 2}),
            ErrorCase({"input": (N, 3, 8, 8)}, "greater than or equal to 1", {"kernel_size": 0}),
        ]
