"""Hardtanh: the input, cut off at both ends."""

from typing import Self

import numpy as np
from pydantic import Field, model_validator

from engine.ops.elementwise import Activation
from engine.ops.params import OpParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, ErrorCase, LocalGradient, Sample, normal


class HardtanhParams(OpParams):
    """Parameters of Hardtanh."""

    min_val: float = Field(default=-1.0, description="The lower end; what is smaller becomes this.")
    max_val: float = Field(default=1.0, description="The upper end; what is larger becomes this.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max_val <= self.min_val:
            raise ValueError("max_val should be above min_val")
        return self


class Hardtanh(Activation[HardtanhParams]):
    """x, held between two bounds."""

    name = "Hardtanh"
    aliases = ("clip", "clamp", "relu6", "saturate", "hard tanh")
    doc = "Lets numbers between two bounds through and cuts off the rest. Bounds 0 and 6 make it ReLU6."
    formula = r"y = \min(\max(x, l), u)"
    gradients = {
        "input": LocalGradient(
            r"\mathbf{1}[l < x < u]",
            r"G \cdot \mathbf{1}[l < x < u]",
            "Between the bounds the gradient passes unchanged; where the input was cut off it stops.",
            "diagonal of ones and zeros",
        )
    }
    Params = HardtanhParams

    def caption(self, shapes: Shapes | None) -> str:
        """The bounds."""
        return f"{self.params.min_val:g} … {self.params.max_val:g}".replace("-", "−")

    def forward(self, x: Array) -> Array:
        return np.clip(x, self.params.min_val, self.params.max_val)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream * ((x > self.params.min_val) & (x < self.params.max_val)),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Inside, outside and on the bounds; ReLU6."""
        return [
            Sample({"input": np.array([[-2.0, -1.0, 0.5, 1.0, 3.0]])}, expected=[[-1, -1, 0.5, 1, 1]]),
            Sample({"input": 4 * normal(2, 3, 4, 4)}, {"min_val": 0.0, "max_val": 6.0}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Bounds in the wrong order."""
        return [ErrorCase({"input": (3,)}, "above min_val", {"min_val": 2.0})]
