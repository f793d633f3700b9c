"""CrossEntropyLoss: softmax and negative log-likelihood in one."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from pydantic import Field

from engine.errors import DataError, Problem, ShapeError
from engine.ops.params import OpParams
from engine.ops.shapes import N, Shape, Shapes, format_shape, require_whole_numbers
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal


class CrossEntropyLossParams(OpParams):
    """Parameters of CrossEntropyLoss."""

    reduction: Literal["mean", "sum", "none"] = Field(
        default="mean", description="How the losses of a batch become one number."
    )
    label_smoothing: float = Field(
        default=0.0, ge=0, le=1, description="Share of the target spread evenly over all classes."
    )


class CrossEntropyLoss(Op[CrossEntropyLossParams]):
    """−log softmax(input)[target]."""

    name = "CrossEntropyLoss"
    category = Category.LOSSES
    aliases = ("softmax loss", "log loss", "multinomial logistic loss", "negative log likelihood", "nll")
    doc = "How surprised the net is by the right class: −log of the probability softmax gave it."
    formula = r"L = -\frac{1}{N} \sum_n \log \frac{e^{x_{n,t_n}}}{\sum_j e^{x_{n,j}}}"
    ports = (
        Port("input", "Scores (logits), one a class."),
        Port("target", "The right class's number, or a probability a class.", differentiable=False),
    )
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{N}(p - \mathbf{1}_t)",
            r"\frac{G}{N}\,(p - \mathbf{1}_t)",
            "Softmax minus the one-hot target: the right score is pushed up, the others down.",
            "one row, as long as the scores",
        ),
        "target": LocalGradient(
            r"\text{none}", r"\text{none}", "A class number cannot be nudged: it has no gradient.", "none"
        ),
    }
    is_loss = True
    Params = CrossEntropyLossParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """One number; a number a sample where `reduction` is none."""
        scores, target = shapes["input"], shapes["target"]
        class_axis = self._class_axis(len(scores))
        if not scores:
            raise ShapeError(
                Problem("a single number has no classes", mend="Feed one score a class", port="input")
            )
        require_whole_numbers(scores, [class_axis], "CrossEntropyLoss")
        per_sample = scores[:class_axis] + scores[class_axis + 1 :]
        if target not in (per_sample, scores):
            raise ShapeError(
                Problem(
                    f"a target of {format_shape(target)} does not go with scores of {format_shape(scores)}",
                    expected=f"{format_shape(per_sample)} class numbers, or probabilities like the scores",
                    found=format_shape(target),
                    mend=self._mend(scores),
                    port="target" if len(scores) <= 2 else "input",
                )
            )
        return per_sample if self.params.reduction == "none" else ()

    @staticmethod
    def _class_axis(rank: int) -> int:
        return 0 if rank <= 1 else 1

    @staticmethod
    def _mend(scores: Shape) -> str:
        if len(scores) > 2:
            return "Put a Flatten and a Linear before the loss, so that each sample has one score a class"
        return "Feed the labels of the same samples"

    def check_values(self, inputs: Mapping[str, Array]) -> None:
        """Refuse class numbers that no score stands for."""
        scores, target = inputs["input"], inputs["target"]
        if target.shape == scores.shape:
            return
        classes = scores.shape[self._class_axis(scores.ndim)]
        wrong = target[(target < 0) | (target >= classes) | (target != np.floor(target))]
        if wrong.size:
            raise DataError(
                Problem(
                    f"a label is {wrong.flat[0]:g}, but there are {classes} scores",
                    expected=f"class numbers from 0 to {classes - 1}",
                    found=f"{wrong.flat[0]:g}",
                    mend="Give the last layer one output a class, or number the classes from 0",
                    port="target",
                )
            )

    def caption(self, shapes: Shapes | None) -> str:
        """How the batch is reduced."""
        return {"mean": "mean over the batch", "sum": "sum over the batch", "none": "one loss a sample"}[
            self.params.reduction
        ]

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.CrossEntropyLoss()`, defaults left out."""
        return f"nn.CrossEntropyLoss({', '.join(self.params.keywords('reduction', 'label_smoothing'))})"

    def forward(self, x: Array, t: Array) -> Array:
        axis = self._class_axis(x.ndim)
        q = self._one_hot(x, t)
        shifted = x - x.max(axis, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))
        losses = -(q * log_p).sum(axis)
        reduce = {"mean": losses.sum() / self._samples(x), "sum": losses.sum(), "none": losses}
        return np.asarray(reduce[self.params.reduction])

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        axis = self._class_axis(x.ndim)
        q = self._one_hot(x, t)
        e = np.exp(x - x.max(axis, keepdims=True))
        p = e / e.sum(axis, keepdims=True)
        dx = p * q.sum(axis, keepdims=True) - q
        if self.params.reduction == "mean":
            dx = dx / self._samples(x)
        G = np.expand_dims(upstream, axis) if self.params.reduction == "none" else upstream
        return G * dx, None

    def _one_hot(self, x: Array, t: Array) -> Array:
        axis = self._class_axis(x.ndim)
        classes = x.shape[axis]
        q = t if t.shape == x.shape else np.moveaxis(np.eye(classes)[t.astype(int)], -1, axis)
        smoothing = self.params.label_smoothing
        return np.asarray((1 - smoothing) * q + smoothing / classes)

    @staticmethod
    def _samples(x: Array) -> int:
        return x.size // x.shape[1] if x.ndim > 1 else 1

    @classmethod
    def samples(cls) -> list[Sample]:
        """CS231n's cat (scores 3.2, 5.1, −1.7, loss 2.04), a batch, smoothing, probabilities as target."""
        cat = np.array([[3.2, 5.1, -1.7]])
        scores = normal(3, 4)
        labels = np.array([2, 0, 3])
        return [
            Sample({"input": cat, "target": np.array([0])}, expected=2.04035),
            Sample({"input": scores, "target": labels}, {"reduction": "sum"}),
            Sample({"input": scores, "target": labels}, {"reduction": "none", "label_smoothing": 0.1}),
            Sample({"input": scores, "target": np.full((3, 4), 0.25)}),
            Sample({"input": scores[0], "target": np.array(1)}, batched=False),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Targets of another shape, pictures as scores."""
        return [
            ErrorCase({"input": (N, 10), "target": (N, 3)}, "does not go with"),
            ErrorCase({"input": (N, 16, 4, 4), "target": (N,)}, "Flatten"),
            ErrorCase({"input": (), "target": ()}, "no classes"),
        ]
