"""Input: the features of a sample, as the data set gives them."""

from typing import Any

import numpy as np
from pydantic import Field

from engine.errors import Problem, ShapeError
from engine.ops.params import OpParams, Sizes
from engine.ops.shapes import N, Shape, Shapes, format_shape
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Sample


class InputParams(OpParams):
    """Parameters of Input."""

    shape: Sizes | None = Field(
        default=None,
        description="Shape of one sample, without the batch; left out, as the data set gives it.",
        json_schema_extra={"unit": "C×H×W"},
    )


class Input(Op[InputParams]):
    """The features of a batch of samples."""

    name = "Input"
    category = Category.SOURCES
    aliases = ("data", "features", "image", "x")
    doc = "The data: one sample's features, a batch of them at a time."
    formula = r"x"
    gradients = {
        "data": LocalGradient(
            r"1",
            r"\frac{\partial L}{\partial x}",
            "How the loss would change with the picture: nothing learns from it, but it can be seen.",
            "none",
        )
    }
    fed_by = "features"
    Params = InputParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """The batch, then the shape of a sample."""
        if self.params.shape is None:
            raise ShapeError(
                Problem(
                    "the shape of a sample is not known",
                    expected="`shape`, or a data set that gives it",
                    found="neither",
                    mend='Choose a data set, or set shape, such as "shape": [1, 8, 8]',
                    param="shape",
                )
            )
        return (N, *self.params.shape)

    def caption(self, shapes: Shapes | None) -> str:
        """The shape of a sample."""
        return format_shape(self.params.shape) if self.params.shape is not None else "as the data set gives"

    def call(self, name: str, inputs: Any) -> str:
        """The argument of `forward`."""
        return name

    def forward(self, data: Array) -> Array:
        return data

    def backward(self, upstream: Array, data: Array) -> tuple[Array | None, ...]:
        return (upstream,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Two pictures of 1×2×2."""
        pictures = np.arange(8.0).reshape(2, 1, 2, 2)
        return [Sample({"data": pictures}, {"shape": [1, 2, 2]}, expected=pictures.tolist())]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Sizes below 1."""
        return [ErrorCase({}, "at least 1", {"shape": [0, 2]}), ErrorCase({}, "not known", {})]
