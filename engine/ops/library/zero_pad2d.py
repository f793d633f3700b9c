"""ZeroPad2d: a border of zeros around pictures."""

from typing import Annotated

import numpy as np
from pydantic import BeforeValidator, Field, field_validator

from engine.ops.params import OpParams, list_to_tuple
from engine.ops.shapes import N, Shape, Shapes, require_rank, require_whole_numbers
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal

Sides = int | tuple[int, int, int, int]


class ZeroPad2dParams(OpParams):
    """Parameters of ZeroPad2d."""

    padding: Annotated[Sides, BeforeValidator(list_to_tuple)] = Field(
        default=1,
        description="Width of the border: one for all sides, or [left, right, top, bottom].",
        json_schema_extra={"unit": "pixels"},
    )

    @field_validator("padding")
    @classmethod
    def _not_negative(cls, value: Sides) -> Sides:
        if min(value if isinstance(value, tuple) else (value,)) < 0:
            raise ValueError("should be greater than or equal to 0")
        return value


class ZeroPad2d(Op[ZeroPad2dParams]):
    """Pictures with zeros around them."""

    name = "ZeroPad2d"
    category = Category.LAYERS
    aliases = ("padding", "border", "frame", "margin", "same")
    doc = "Puts a border of zeros around pictures. Backward the border's gradient is cut off."
    formula = r"y_{c,\,t+i,\,l+j} = x_{c,i,j}, \quad \text{else } 0"
    ports = (Port("input", "Pictures: channels × height × width."),)
    gradients = {
        "input": LocalGradient(
            r"1 \text{ at its own place}",
            r"G \text{ without its border}",
            "Each pixel is only moved: it gets the gradient of the place where it went.",
            "sparse: a single 1 in each column",
        )
    }
    Params = ZeroPad2dParams

    @property
    def sides(self) -> tuple[int, int, int, int]:
        """Left, right, top, bottom."""
        p = self.params.padding
        return p if isinstance(p, tuple) else (p, p, p, p)

    def output_shape(self, shapes: Shapes) -> Shape:
        """Height and width grow by the border."""
        shape = shapes["input"]
        if len(shape) < 2:
            require_rank(shape, (3, 4), "a border goes around pictures", "Feed channels × height × width")
        height, width = require_whole_numbers(shape, [-2, -1], "a border")
        left, right, top, bottom = self.sides
        return (*shape[:-2], top + height + bottom, left + width + right)

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """Height and width of the output."""
        height, width = require_whole_numbers(shapes["input"], [-2, -1], "a border")
        left, right, top, bottom = self.sides
        return (
            ("height", f"{top} + {height} + {bottom} = {top + height + bottom}"),
            ("width", f"{left} + {width} + {right} = {left + width + right}"),
        )

    def caption(self, shapes: Shapes | None) -> str:
        """The border."""
        p = self.params.padding
        return f"border {p}" if isinstance(p, int) else "left {}, right {}, top {}, bottom {}".format(*p)

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.ZeroPad2d(padding)`."""
        return f"nn.ZeroPad2d({self.params.padding})"

    def forward(self, x: Array) -> Array:
        left, right, top, bottom = self.sides
        y = np.zeros((*x.shape[:-2], top + x.shape[-2] + bottom, left + x.shape[-1] + right))
        y[..., top : top + x.shape[-2], left : left + x.shape[-1]] = x
        return y

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        left, _, top, _ = self.sides
        return (upstream[..., top : top + x.shape[-2], left : left + x.shape[-1]],)

    @classmethod
    def samples(cls) -> list[Sample]:
        """One pixel by hand, sides that differ, one picture."""
        return [
            Sample({"input": np.array([[[[5.0]]]])}, expected=[[[[0, 0, 0], [0, 5, 0], [0, 0, 0]]]]),
            Sample({"input": normal(2, 3, 2, 3)}, {"padding": [1, 0, 2, 3]}),
            Sample({"input": normal(2, 4, 4)}, {"padding": 2}, batched=False),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """No picture, a negative border."""
        return [
            ErrorCase({"input": (N,)}, "goes around pictures"),
            ErrorCase({"input": (N, 3)}, "batch dimension"),
            ErrorCase({"input": (N, 3, 8, 8)}, "greater than or equal to 0", {"padding": -1}),
        ]
