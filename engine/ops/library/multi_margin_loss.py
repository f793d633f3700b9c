"""MultiMarginLoss: the multi-class hinge."""

from typing import Literal

import numpy as np
from pydantic import Field

from engine.ops.losses import ClassLoss, LossParams
from engine.ops.shapes import Shape, Shapes, require_rank
from engine.ops.spec import Array, LocalGradient, Port, Sample, normal


class MultiMarginLossParams(LossParams):
    """Parameters of MultiMarginLoss."""

    p: Literal[1, 2] = Field(default=1, description="1 adds the excesses up, 2 their squares.")
    margin: float = Field(default=1.0, description="By how much the right score should lead.")


class MultiMarginLoss(ClassLoss[MultiMarginLossParams]):
    """The mean over the classes of how far each wrong score comes too near to the right one."""

    name = "MultiMarginLoss"
    aliases = ("multi-class hinge", "svm loss", "hinge", "multiclass svm", "weston watkins")
    doc = "The multi-class hinge: what the right score lacks of a lead over each other by the margin."
    formula = r"L = \frac{1}{N C} \sum_n \sum_{j \ne t_n} \max(0,\ m - x_{n,t_n} + x_{n,j})^p"
    ports = (
        Port("input", "Scores, one a class."),
        Port("target", "The right class's number.", differentiable=False),
    )
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{N C}\,\mathbf{1}[x_j > x_t - m], \quad -\frac{k}{N C} \text{ at } t",
            r"\frac{G}{N C}\,\mathbf{1}[x_j > x_t - m], \quad -\frac{k\,G}{N C} \text{ at } t",
            "Each of the k scores within the margin is pushed down, the right one up k times as hard.",
            "one row, as long as the scores",
        ),
        "target": LocalGradient(
            r"\text{none}", r"\text{none}", "A class number cannot be nudged: it has no gradient.", "none"
        ),
    }
    Params = MultiMarginLossParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """One number; a number a sample where `reduction` is none."""
        if shapes["input"]:
            require_rank(
                shapes["input"], (1, 2), "it takes one row of scores a sample", "Put a Flatten before it"
            )
        return super().output_shape(shapes)

    def forward(self, x: Array, t: Array) -> Array:
        p, classes = self.params.p, x.shape[-1]
        return self.reduce((self.excess(x, t) ** p).sum(-1) / classes)

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        p, classes = self.params.p, x.shape[-1]
        excess = self.excess(x, t)
        push = (excess > 0) * p * excess ** (p - 1) / classes
        right = np.eye(classes)[t.astype(int)]
        return self.each(upstream, x) * (push - right * push.sum(-1, keepdims=True)), None

    def excess(self, x: Array, t: Array) -> Array:
        """How far each wrong score reaches into the margin of the right one."""
        right = np.eye(x.shape[-1])[t.astype(int)]
        lead = (x * right).sum(-1, keepdims=True) - x
        return np.asarray(np.maximum(0, self.params.margin - lead) * (1 - right))

    @classmethod
    def samples(cls) -> list[Sample]:
        """CS231n's cat, car and frog (losses 2.9, 0, 12.9, here over 3 classes), squares, no reduction."""
        lecture = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
        labels = np.array([0, 1, 2])
        return [
            Sample(
                {"input": lecture, "target": labels}, {"reduction": "none"}, expected=[2.9 / 3, 0, 12.9 / 3]
            ),
            Sample({"input": lecture, "target": labels}, expected=(2.9 + 0 + 12.9) / 9),
            Sample({"input": normal(3, 4), "target": np.array([2, 0, 3])}, {"p": 2, "margin": 0.5}),
            Sample({"input": normal(4), "target": np.array(1)}, {"reduction": "sum"}, batched=False),
        ]
