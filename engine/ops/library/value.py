"""Value: a constant of a circuit, by which the stepper differentiates."""

import sys
from typing import Any

import numpy as np
from pydantic import Field, field_validator

from engine.ops.params import OpParams
from engine.ops.shapes import Shape, Shapes, format_number, format_shape
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Sample


class ValueParams(OpParams):
    """Parameters of Value."""

    value: Any = Field(default=0.0, description="A number, or nested lists of numbers.")
    requires_grad: bool = Field(default=True, description="Whether gradients flow back to it.")

    @field_validator("value")
    @classmethod
    def _numbers(cls, value: object) -> float | list[Any]:
        return as_numbers(value)


def as_numbers(value: object) -> float | list[Any]:
    """Nested lists of finite numbers as nested lists of floats.

    Raises:
        ValueError: Something is not a finite number, or the lists are ragged.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | list | tuple):
        raise ValueError("should be a number or nested lists of numbers")
    if isinstance(value, int | float):
        if not abs(value) <= sys.float_info.max:
            raise ValueError("should be a finite number")
        return float(value)
    numbers = [as_numbers(item) for item in value]
    if len({np.shape(item) for item in numbers}) > 1:
        raise ValueError("should be a regular array: all inner lists of one length")
    return numbers


class Value(Op[ValueParams]):
    """A constant tensor."""

    name = "Value"
    category = Category.SOURCES
    aliases = ("constant", "number", "scalar", "x")
    doc = "A constant: one number, or a tensor of them. Stepping shows how the output changes with it."
    formula = r"v"
    gradients = {
        "value": LocalGradient(
            r"1", r"\frac{\partial L}{\partial v}", "Here the gradient arrives: no more chain to go.", "none"
        )
    }
    Params = ValueParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """The shape of the value itself."""
        return tuple(np.shape(self.params.value))

    def caption(self, shapes: Shapes | None) -> str:
        """The number, or the tensor's shape."""
        shape = np.shape(self.params.value)
        return format_shape(shape) if shape else format_number(self.params.value)

    def setup(self, name: str, shapes: Shapes) -> list[str]:
        """A buffer: saved with the module, not trained."""
        return [f'self.register_buffer("{name}", torch.tensor({self.params.value!r}))']

    def call(self, name: str, inputs: Any) -> str:
        """The buffer."""
        return f"self.{name}"

    def forward(self) -> Array:
        value = self.params.value
        return np.array(value)

    def backward(self, upstream: Array) -> tuple[Array | None, ...]:
        return ()

    @classmethod
    def samples(cls) -> list[Sample]:
        """A scalar and a matrix."""
        return [
            Sample({}, {"value": -2.0}, batched=False, expected=-2.0),
            Sample({}, {"value": [[1, 2, 3], [4, 5, 6]]}, batched=False, expected=[[1, 2, 3], [4, 5, 6]]),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Ragged lists and words."""
        return [
            ErrorCase({}, "regular array", {"value": [[1, 2], [3]]}),
            ErrorCase({}, "a number or nested lists", {"value": "two"}),
        ]
