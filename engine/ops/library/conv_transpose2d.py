"""ConvTranspose2d: a convolution run backwards, to make pictures larger."""

import numpy as np
from pydantic import Field, field_validator

from engine.ops.library.conv2d import Conv2dParams
from engine.ops.params import NonNegativePair, PositivePair, check_pair
from engine.ops.prints import Prints
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


class ConvTranspose2dParams(Conv2dParams):
    """Parameters of ConvTranspose2d."""

    stride: PositivePair = Field(default=1, description="How far apart the prints lie in the output.")
    padding: NonNegativePair = Field(
        default=0, description="Border cut off the output.", json_schema_extra={"unit": "pixels a side"}
    )
    output_padding: NonNegativePair = Field(
        default=0, description="Rows and columns more at the end; less than stride or dilation."
    )

    @field_validator("output_padding")
    @classmethod
    def _none_or_more(cls, value: int | Pair) -> int | Pair:
        return check_pair(value, 0)


class ConvTranspose2d(LearnableOp[ConvTranspose2dParams]):
    """Every pixel prints its filter into a larger picture, times its value; prints add up."""

    name = "ConvTranspose2d"
    category = Category.LAYERS
    aliases = ("transposed convolution", "deconvolution", "upconvolution", "fractionally strided", "decoder")
    doc = (
        "A convolution run backwards: every pixel prints its filter, times its value, into a larger picture. "
        "Where prints overlap they add up."
    )
    formula = r"y_{o,\,si+u,\,sj+v} = b_o + \sum_c x_{c,i,j}\; W_{c,o,u,v} \text{, overlaps summed}"
    ports = (Port("input", "Pictures: channels × height × width."),)
    gradients = {
        "input": LocalGradient(
            r"W_{c,o,u,v}",
            r"\sum_{o,u,v} G_{o,\,si+u,\,sj+v}\; W_{c,o,u,v}",
            "A pixel collects from everywhere it printed to: backward this is a plain convolution.",
            "sparse: a column holds one pixel's print",
        ),
        "weight": LocalGradient(
            r"x_{c,i,j}",
            r"\sum_{i,j} G_{o,\,si+u,\,sj+v}\; x_{c,i,j}",
            "One weight serves every print: its gradient adds up over all pixels.",
            "each row holds the pixels that print there",
        ),
        "bias": LocalGradient(
            r"1",
            r"\sum_{i,j} G_{o,i,j}",
            "The bias is added everywhere: its gradient is the sum of what came back.",
            "ones",
        ),
    }
    Params = ConvTranspose2dParams

    @property
    def prints(self) -> Prints:
        """Where the filter prints."""
        p = self.params
        pairs = (p.kernel_size, p.stride, p.padding, p.dilation, p.output_padding)
        return Prints(*map(as_pair, pairs))

    def output_shape(self, shapes: Shapes) -> Shape:
        """(out_channels, (H − 1)·stride − 2·padding + reach + output_padding, …), after the batch."""
        p = self.params
        shape = self.prints.output_shape(shapes["input"], p.out_channels)
        (channels,) = require_whole_numbers(shapes["input"], [-3], "ConvTranspose2d")
        require_divisible(channels, p.groups, "in_channels", "groups")
        require_divisible(p.out_channels, p.groups, "out_channels", "groups")
        return shape

    def parameter_shapes(self, shapes: Shapes) -> dict[str, tuple[int, ...]]:
        """Weight (in_channels, out_channels/groups, height, width), bias (out_channels)."""
        (channels,) = require_whole_numbers(shapes["input"], [-3], "ConvTranspose2d")
        p = self.params
        weight: dict[str, tuple[int, ...]] = {
            "weight": (channels, p.out_channels // p.groups, *as_pair(p.kernel_size))
        }
        return {**weight, "bias": (p.out_channels,)} if p.bias else weight

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """Height and width of the output."""
        return self.prints.arithmetic(shapes["input"])

    def caption(self, shapes: Shapes | None) -> str:
        """Filters, size, and what differs from the plain case."""
        p = self.params
        parts = [f"{p.out_channels} filter{'s' * (p.out_channels > 1)} {format_pair(p.kernel_size)}"]
        parts += [f"stride {format_pair(p.stride)}"] if as_pair(p.stride) != (1, 1) else []
        parts += [f"cut {p.padding}"] if p.padding else []
        return ", ".join(parts)

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.ConvTranspose2d(in, out, kernel_size, …)`, defaults left out."""
        p = self.params
        arguments = [str(shapes["input"][-3]), str(p.out_channels), str(p.kernel_size)]
        arguments += p.keywords("stride", "padding", "output_padding", "groups", "bias", "dilation")
        return f"nn.ConvTranspose2d({', '.join(arguments)})"

    def forward(self, x: Array, W: Array, b: Array | None = None) -> Array:
        windows, groups = self.prints.windows, self.params.groups
        height, width = self.prints.sizes(*x.shape[-2:])
        top, left = windows.padding
        by_group = x.reshape(-1, groups, x.shape[-3] // groups, *x.shape[-2:])
        filters = W.reshape(groups, -1, *W.shape[1:])
        y = np.zeros((len(by_group), groups, W.shape[1], height + 2 * top, width + 2 * left))
        for u, v, (rows, columns) in windows.offsets(x.shape[-2:]):
            y[..., rows, columns] += np.einsum("ngcij,gco->ngoij", by_group, filters[..., u, v])
        y = y[..., top : top + height, left : left + width].reshape(*x.shape[:-3], -1, height, width)
        return y if b is None else y + b[:, None, None]

    def backward(
        self, upstream: Array, x: Array, W: Array, b: Array | None = None
    ) -> tuple[Array | None, ...]:
        windows, groups = self.prints.windows, self.params.groups
        top, left = windows.padding
        by_group = x.reshape(-1, groups, x.shape[-3] // groups, *x.shape[-2:])
        filters = W.reshape(groups, -1, *W.shape[1:])
        G = upstream.reshape(len(by_group), groups, -1, *upstream.shape[-2:])
        db = G.sum((0, 3, 4)).reshape(-1)
        G = np.pad(G, ((0, 0), (0, 0), (0, 0), (top, top), (left, left)))
        dx, dW = np.zeros_like(by_group), np.zeros_like(filters)
        for u, v, (rows, columns) in windows.offsets(x.shape[-2:]):
            dx += np.einsum("ngoij,gco->ngcij", G[..., rows, columns], filters[..., u, v])
            dW[..., u, v] = np.einsum("ngoij,ngcij->gco", G[..., rows, columns], by_group)
        return dx.reshape(x.shape), dW.reshape(W.shape), db

    @classmethod
    def samples(cls) -> list[Sample]:
        """A plain one, doubled pictures, pairs with dilation, groups, one picture without a batch."""
        doubled = {"out_channels": 4, "stride": 2, "padding": 1, "output_padding": 1}
        pairs = {"kernel_size": [2, 3], "stride": [1, 3], "dilation": [2, 1], "output_padding": [1, 2]}
        return [
            Sample({"input": normal(1, 1, 3, 3)}, {"out_channels": 1}),
            Sample({"input": normal(2, 3, 4, 4)}, doubled),
            Sample({"input": normal(1, 2, 3, 4)}, {**pairs, "padding": [0, 2], "bias": False}),
            Sample({"input": normal(2, 4, 3, 3)}, {"out_channels": 6, "groups": 2}),
            Sample({"input": normal(2, 4, 4)}, {"out_channels": 3}, batched=False),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Too much cut off, too much added, no picture, groups that do not divide."""
        return [
            ErrorCase({"input": (N, 3, 1, 1)}, "(1 − 1)·1 − 2·2 + 3 = −1", {"padding": 2}),
            ErrorCase({"input": (N, 3, 4, 4)}, "less than 1, found 1", {"output_padding": 1}),
            ErrorCase({"input": (N, 10)}, "prints pictures"),
            ErrorCase({"input": (N, 3, 8, 8)}, "equal groups", {"groups": 2}),
        ]
