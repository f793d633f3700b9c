"""Input: the features of a sample, as the data set gives them."""

from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field, field_validator

from engine.errors import Problem, ShapeError
from engine.ops.params import OpParams
from engine.ops.shapes import N, Shape, Shapes, format_shape
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Sample


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, int) else value


class InputParams(OpParams):
    """Parameters of Input."""

    shape: Annotated[tuple[int, ...] | None, BeforeValidator(_as_tuple)] = Field(
        default=None,
        description="Shape of one sample, without the batch; left out, as the data set gives it.",
        json_schema_extra={"unit": "C×H×W"},
    )

    @field_validator("shape")
    @classmethod
    def _positive(cls, shape: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if shape is not None and any(size < 1 for size in shape):
            raise ValueError("should hold sizes of at least 1")
        return shape


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
