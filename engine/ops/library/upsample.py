"""Upsample: larger pictures, by copies or by straight lines between the pixels."""

from math import floor
from typing import Annotated, Final, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, field_validator, model_validator

from engine.errors import Problem, ShapeError
from engine.ops.params import OpParams, PositivePair, check_pair, list_to_tuple
from engine.ops.resampling import copies, mixtures
from engine.ops.shapes import (
    N,
    Pair,
    Shape,
    Shapes,
    as_pair,
    format_pair,
    require_rank,
    require_whole_numbers,
)
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal

Scale = float | tuple[float, float]
LARGEST_SCALE: Final = 1_000_000


class UpsampleParams(OpParams):
    """Parameters of Upsample."""

    size: PositivePair | None = Field(default=None, description="Height and width that come out.")
    scale_factor: Annotated[Scale, BeforeValidator(list_to_tuple)] | None = Field(
        default=None, description="How many times as large, where size is left out; itself left out, 2."
    )
    mode: Literal["nearest", "bilinear"] = Field(
        default="nearest", description="Copy the nearest pixel, or mix the four around by their distance."
    )
    align_corners: bool | None = Field(
        default=None, description="With bilinear: whether corner pixels stay in the corners."
    )

    @field_validator("size")
    @classmethod
    def _at_least_one(cls, value: int | Pair | None) -> int | Pair | None:
        return None if value is None else check_pair(value, 1)

    @field_validator("scale_factor")
    @classmethod
    def _positive(cls, value: Scale | None) -> Scale | None:
        if value is None:
            return None
        scales = value if isinstance(value, tuple) else (value,)
        if not all(0 < scale <= LARGEST_SCALE for scale in scales):
            raise ValueError(f"should be greater than 0 and at most {LARGEST_SCALE}")
        return value

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.size is not None and self.scale_factor is not None:
            raise ValueError("size and scale_factor exclude each other: give one of them")
        if self.align_corners is not None and self.mode == "nearest":
            raise ValueError("align_corners goes with mode bilinear alone")
        return self


class Upsample(Op[UpsampleParams]):
    """Pictures enlarged."""

    name = "Upsample"
    category = Category.LAYERS
    aliases = ("enlarge", "interpolate", "resize", "unpool", "scale", "zoom", "nearest", "bilinear")
    doc = "Makes pictures larger. Backward each pixel adds up the gradients of all that was made from it."
    formula = r"y_{c,i,j} = \sum_{u,v} R_{i,u}\; x_{c,u,v}\; C_{j,v}"
    ports = (Port("input", "A batch of pictures: channels × height × width."),)
    gradients = {
        "input": LocalGradient(
            r"R_{i,u}\, C_{j,v}",
            r"R^T G\, C",
            "A pixel collects from every larger one it had a part in, by the share it had.",
            "sparse: a row holds the shares of one to four pixels",
        )
    }
    Params = UpsampleParams

    @property
    def scale(self) -> tuple[float, float] | None:
        """How many times as high and as wide; None where the size is given."""
        if self.params.size is not None:
            return None
        scale = 2.0 if self.params.scale_factor is None else self.params.scale_factor
        return scale if isinstance(scale, tuple) else (scale, scale)

    def sizes(self, height: int, width: int) -> Pair:
        """Height and width of the output."""
        if self.scale is None:
            assert self.params.size is not None
            return as_pair(self.params.size)
        return floor(height * self.scale[0]), floor(width * self.scale[1])

    def output_shape(self, shapes: Shapes) -> Shape:
        """Channels stay, height and width grow."""
        shape = shapes["input"]
        require_rank(shape, (4,), "Upsample takes a batch of pictures", "Feed channels × height × width")
        height, width = require_whole_numbers(shape, [-2, -1], "Upsample")
        sizes = self.sizes(height, width)
        if min(sizes) < 1:
            raise ShapeError(
                Problem(
                    f"nothing is left of {format_pair((height, width))} at this scale",
                    expected="a height and width of at least 1",
                    found=format_pair(sizes),
                    mend="Take a larger scale_factor, or set size",
                    param="scale_factor",
                )
            )
        return (*shape[:-2], *sizes)

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """Height and width of the output."""
        if self.scale is None:
            return ()
        sides = require_whole_numbers(shapes["input"], [-2, -1], "Upsample")
        return tuple(
            (name, f"⌊{side} · {scale:g}⌋ = {floor(side * scale)}")
            for name, side, scale in zip(("height", "width"), sides, self.scale, strict=True)
        )

    def caption(self, shapes: Shapes | None) -> str:
        """How much larger, and how."""
        if self.scale is None:
            assert self.params.size is not None
            return f"to {format_pair(self.params.size)}, {self.params.mode}"
        high, wide = self.scale
        times = f"×{high:g}" if high == wide else f"×{high:g} and ×{wide:g}"
        return f"{times}, {self.params.mode}"

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.Upsample(scale_factor=…)`, defaults left out."""
        p = self.params
        scale = 2.0 if p.scale_factor is None else p.scale_factor
        first = f"scale_factor={scale}" if p.size is None else f"size={p.size}"
        return f"nn.Upsample({', '.join([first, *p.keywords('mode', 'align_corners')])})"

    def forward(self, x: Array) -> Array:
        R, C = self.shares(x)
        return np.asarray(R @ x @ C.T)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        R, C = self.shares(x)
        return (R.T @ upstream @ C,)

    def shares(self, x: Array) -> tuple[Array, Array]:
        """Which share each row (and each column) of the input has in each of the output."""
        height, width = x.shape[-2:]
        rows, columns = self.sizes(height, width)
        down, across = height / rows, width / columns
        if self.scale is not None:
            down, across = 1 / self.scale[0], 1 / self.scale[1]
        return self._shares(height, rows, down), self._shares(width, columns, across)

    def _shares(self, side: int, output: int, step: float) -> Array:
        if self.params.mode == "nearest":
            return copies(side, output, step)
        return mixtures(side, output, step, align_corners=bool(self.params.align_corners))

    @classmethod
    def samples(cls) -> list[Sample]:
        """Copies by hand, other scales and sizes, both kinds of straight lines, a smaller picture."""
        square = np.array([[[[1.0, 2], [3, 4]]]])
        doubled = [[[[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]]]
        return [
            Sample({"input": square}, expected=doubled),
            Sample({"input": normal(2, 3, 3, 4)}, {"scale_factor": [1.5, 3.0]}),
            Sample({"input": normal(2, 3, 3, 4)}, {"size": [5, 6]}),
            Sample({"input": normal(2, 3, 3, 4)}, {"mode": "bilinear"}),
            Sample({"input": normal(2, 3, 3, 4)}, {"mode": "bilinear", "align_corners": True, "size": 7}),
            Sample({"input": normal(1, 2, 5, 5)}, {"mode": "bilinear", "scale_factor": 0.7}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """No batch of pictures, both ways at once, nothing left, options that do not go together."""
        return [
            ErrorCase({"input": (N, 10)}, "a batch of pictures"),
            ErrorCase({"input": (N, 3, 1, 4)}, "nothing is left", {"scale_factor": 0.5}),
            ErrorCase({"input": (N, 3, 4, 4)}, "exclude each other", {"size": 8, "scale_factor": 2.0}),
            ErrorCase({"input": (N, 3, 4, 4)}, "bilinear alone", {"align_corners": True}),
            ErrorCase({"input": (N, 3, 4, 4)}, "greater than 0", {"scale_factor": 0.0}),
        ]
