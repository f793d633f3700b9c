"""AdaptiveAvgPool2d: averages of as many windows as are asked for."""

from typing import Annotated

import numpy as np
from pydantic import BeforeValidator, Field, field_validator

from engine.ops.params import OpParams, list_to_tuple
from engine.ops.resampling import averages
from engine.ops.shapes import N, Pair, Shape, Shapes, format_pair, require_rank, require_whole_numbers
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal

OutputSize = int | tuple[int | None, int | None]


class AdaptiveAvgPool2dParams(OpParams):
    """Parameters of AdaptiveAvgPool2d."""

    output_size: Annotated[OutputSize, BeforeValidator(list_to_tuple)] = Field(
        default=1,
        description="Height and width that come out, null for as it was; 1 averages whole channels.",
        json_schema_extra={"unit": "pixels"},
    )

    @field_validator("output_size")
    @classmethod
    def _at_least_one(cls, value: OutputSize) -> OutputSize:
        if any(size is not None and size < 1 for size in (value if isinstance(value, tuple) else (value,))):
            raise ValueError("should be greater than or equal to 1")
        return value


class AdaptiveAvgPool2d(Op[AdaptiveAvgPool2dParams]):
    """Means of windows laid out so that a given size comes out."""

    name = "AdaptiveAvgPool2d"
    category = Category.LAYERS
    aliases = ("global average pooling", "gap", "adaptive pooling", "average pooling", "pool")
    doc = "Averages windows of whatever size gives the wanted output. Size 1 averages each channel whole."
    formula = r"y_{c,i,j} = \frac{1}{|w_{i,j}|} \sum_{(u,v) \in w_{i,j}} x_{c,u,v}"
    ports = (Port("input", "Pictures: channels × height × width."),)
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{|w|}",
            r"\sum_{w \ni x} \frac{G_w}{|w|}",
            "All pixels of a window counted alike: each gets the same share.",
            "sparse: a row holds 1/|w| for each pixel of its window",
        )
    }
    Params = AdaptiveAvgPool2dParams

    def sizes(self, height: int, width: int) -> Pair:
        """Height and width of the output."""
        wanted = self.params.output_size
        rows, columns = wanted if isinstance(wanted, tuple) else (wanted, wanted)
        return (height if rows is None else rows, width if columns is None else columns)

    def output_shape(self, shapes: Shapes) -> Shape:
        """Channels stay, height and width become what was asked for."""
        shape = shapes["input"]
        require_rank(
            shape, (3, 4), "a window slides over pictures", "Feed pictures: channels × height × width"
        )
        height, width = require_whole_numbers(shape, [-2, -1], "a window")
        return (*shape[:-2], *self.sizes(height, width))

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """How many pixels a window spans."""
        height, width = require_whole_numbers(shapes["input"], [-2, -1], "a window")
        rows, columns = self.sizes(height, width)
        return (
            ("rows a window", f"{height}/{rows} = {height / rows:.3g}"),
            ("columns a window", f"{width}/{columns} = {width / columns:.3g}"),
        )

    def caption(self, shapes: Shapes | None) -> str:
        """What comes out."""
        wanted = self.params.output_size
        if isinstance(wanted, int):
            return f"to {format_pair(wanted)}"
        return f"to {'×'.join('as it was' if size is None else str(size) for size in wanted)}"

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.AdaptiveAvgPool2d(output_size)`."""
        return f"nn.AdaptiveAvgPool2d({self.params.output_size})"

    def forward(self, x: Array) -> Array:
        rows, columns = self.averages(x)
        return np.asarray(rows @ x @ columns.T)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        rows, columns = self.averages(x)
        return (rows.T @ upstream @ columns,)

    def averages(self, x: Array) -> tuple[Array, Array]:
        """Matrices that average windows of rows, and of columns: each row holds the weights of one window."""
        height, width = x.shape[-2:]
        rows, columns = self.sizes(height, width)
        return averages(height, rows), averages(width, columns)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Whole channels by hand, windows that overlap, more windows than pixels, one side, one picture."""
        board = np.array([[[[1.0, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]]])
        return [
            Sample({"input": board}, expected=[[[[3.125]]]]),
            Sample({"input": normal(2, 3, 7, 5)}, {"output_size": 3}),
            Sample({"input": normal(1, 2, 3, 4)}, {"output_size": [5, 2]}),
            Sample({"input": normal(1, 2, 5, 4)}, {"output_size": [2, None]}),
            Sample({"input": normal(2, 4, 4)}, batched=False),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """No picture, no size."""
        return [
            ErrorCase({"input": (N, 10)}, "slides over pictures"),
            ErrorCase({"input": (N, 3, 8, 8)}, "greater than or equal to 1", {"output_size": [0, 1]}),
        ]
