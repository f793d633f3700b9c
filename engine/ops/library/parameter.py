"""Parameter: a tensor of numbers that training learns."""

from typing import Any, Self

import numpy as np
from pydantic import Field, field_validator, model_validator

from engine.ops.library.value import as_numbers
from engine.ops.params import NEEDS_MATRIX, Init, OpParams, Sizes
from engine.ops.shapes import Shape, Shapes, format_number, format_shape
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Sample


class ParameterParams(OpParams):
    """Parameters of Parameter."""

    shape: Sizes | None = Field(
        default=None, description="Its shape; left out, that of value, or a single number."
    )
    value: Any = Field(
        default=None, description="The numbers it starts from; left out, init draws or sets them."
    )
    init: Init = Field(
        default=Init(),
        description="How it starts without a value; default: as a Linear's weight, a vector at zeros.",
    )
    trainable: bool = Field(default=True, description="Off freezes the node: training leaves it as it is.")

    @field_validator("value")
    @classmethod
    def _numbers(cls, value: object) -> float | list[Any] | None:
        return None if value is None else as_numbers(value)

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        found = np.shape(self.value)
        if self.value is not None and self.shape not in (None, found):
            raise ValueError(f"shape should be that of value, {list(found)}, or left out")
        if self.value is not None and self.init.name != "default":
            raise ValueError("value and init exclude each other: give one of them")
        if self.init.name in NEEDS_MATRIX and len(self.shape or ()) < 2:
            raise ValueError(f"init {self.init.name} needs a shape of two dimensions or more")
        return self


class Parameter(Op[ParameterParams]):
    """A learnable tensor."""

    name = "Parameter"
    category = Category.SOURCES
    aliases = ("weight", "learnable", "w", "variable", "bias", "theta")
    doc = "A tensor of numbers that training learns: a weight of your own, to be used in any formula."
    formula = r"w"
    gradients = {
        "value": LocalGradient(
            r"1",
            r"\frac{\partial L}{\partial w}",
            "Here the gradient arrives: a step against it makes the loss smaller.",
            "none",
        )
    }
    Params = ParameterParams

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        p = self.params
        return (p.shape or ()) if p.value is None else np.shape(p.value)

    def output_shape(self, shapes: Shapes) -> Shape:
        """Its own."""
        return self.shape

    def parameter_shapes(self, shapes: Shapes) -> dict[str, tuple[int, ...]]:
        """The tensor itself."""
        return {"value": self.shape}

    def caption(self, shapes: Shapes | None) -> str:
        """Its shape, or the number it starts from."""
        value = self.params.value
        return f"starts at {format_number(value)}" if isinstance(value, float) else format_shape(self.shape)

    def setup(self, name: str, shapes: Shapes) -> list[str]:
        """The parameter, what it starts from, and freezing."""
        tensor = f"self.{name}"
        if self.params.value is not None:
            lines = [f"{tensor} = nn.Parameter(torch.tensor({self.params.value!r}))"]
        else:
            sizes = ", ".join(map(str, self.shape)) or "()"
            lines = [f"{tensor} = nn.Parameter(torch.empty({sizes}))"]
            lines.append(self.params.init.source(tensor) or self._default_init(tensor))
        return lines if self.params.trainable else [*lines, f"{tensor}.requires_grad_(False)"]

    def _default_init(self, tensor: str) -> str:
        """How `nn.Linear` starts its weight; a vector has no inputs to count and starts from zeros."""
        if len(self.shape) < 2:
            return f"nn.init.zeros_({tensor})"
        return f"nn.init.kaiming_uniform_({tensor}, a=5**0.5)"

    def call(self, name: str, inputs: Any) -> str:
        """The parameter."""
        return f"self.{name}"

    def forward(self, value: Array) -> Array:
        return value

    def backward(self, upstream: Array, value: Array) -> tuple[Array | None, ...]:
        return (upstream,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Numbers by hand, a matrix drawn at random, a vector of zeros, a frozen constant."""
        return [
            Sample({}, {"value": [2.0, -3.0]}, batched=False, expected=[2, -3]),
            Sample({}, {"shape": [2, 3]}, batched=False),
            Sample({}, {"shape": 3}, batched=False, expected=[0, 0, 0]),
            Sample({}, {"init": {"name": "constant", "value": 0.5}}, batched=False, expected=0.5),
            Sample({}, {"shape": [2, 2], "init": {"name": "orthogonal"}, "trainable": False}, batched=False),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Shape and value that differ, two ways to start, an init that needs a matrix, no sizes."""
        return [
            ErrorCase({}, "that of value, [2]", {"value": [1, 2], "shape": [3]}),
            ErrorCase({}, "exclude each other", {"value": 1, "init": {"name": "zeros"}}),
            ErrorCase({}, "two dimensions", {"shape": [3], "init": {"name": "xavier_uniform"}}),
            ErrorCase({}, "at least 1", {"shape": [0]}),
        ]
