"""Target: the labels of a batch, as the data set gives them."""

from typing import Any

import numpy as np

from engine.ops.params import NoParams
from engine.ops.shapes import N, Shape, Shapes
from engine.ops.spec import Array, Category, LocalGradient, Op, Sample


class Target(Op[NoParams]):
    """The labels of a batch of samples."""

    name = "Target"
    category = Category.SOURCES
    aliases = ("label", "labels", "class", "ground truth", "y")
    doc = "The right answers: a class number a sample, or the values to be predicted."
    formula = r"t"
    gradients = {
        "data": LocalGradient(
            r"\text{none}", r"\text{none}", "A class number cannot be nudged: it has no gradient.", "none"
        )
    }
    fed_by = "targets"

    def output_shape(self, shapes: Shapes) -> Shape:
        """One label a sample, unless the data set says otherwise."""
        return (N,)

    def caption(self, shapes: Shapes | None) -> str:
        """What it hands in."""
        return "labels"

    def call(self, name: str, inputs: Any) -> str:
        """The argument of `forward`."""
        return name

    def forward(self, data: Array) -> Array:
        return data

    def backward(self, upstream: Array, data: Array) -> tuple[Array | None, ...]:
        return (None,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Three class numbers."""
        return [Sample({"data": np.array([2, 0, 1])}, expected=[2, 0, 1])]
