"""What losses share: how a batch's losses become one number, and what targets fit the predictions."""

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeVar

import numpy as np
from pydantic import Field

from engine.errors import DataError, Problem, ShapeError
from engine.ops.arithmetic import sum_to
from engine.ops.params import OpParams
from engine.ops.shapes import N, Shape, Shapes, broadcast, format_shape, require_whole_numbers
from engine.ops.spec import Array, Category, ErrorCase, Op, Port


class LossParams(OpParams):
    """Parameters of every loss."""

    reduction: Literal["mean", "sum", "none"] = Field(
        default="mean", description="How the losses of a batch become one number."
    )


P = TypeVar("P", bound=LossParams, covariant=True)


class Loss(Op[P]):
    """An op that ends a graph, a module of `torch.nn` of the same name with the same parameters."""

    category = Category.LOSSES
    is_loss = True

    def constructor(self, shapes: Shapes) -> str | None:
        """The module, with what departs from its defaults."""
        return f"nn.{self.name}({', '.join(self.params.keywords(*type(self.params).model_fields))})"

    def reduce(self, losses: Array) -> Array:
        """All losses as one number, unless `reduction` is none."""
        if self.params.reduction == "none":
            return losses
        return np.asarray(losses.mean() if self.params.reduction == "mean" else losses.sum())

    def share(self, upstream: Array, count: int) -> Array:
        """What of the upstream gradient falls to each of `count` losses."""
        return upstream / count if self.params.reduction == "mean" else upstream


class ClassLoss(Loss[P]):
    """A loss of scores, one a class, against the right class's number.

    Attributes:
        takes_probabilities: Whether a target may also be a probability a class.
    """

    takes_probabilities: ClassVar[bool] = False

    @staticmethod
    def class_axis(rank: int) -> int:
        """The dimension of the scores that counts classes: the one after the batch."""
        return 0 if rank <= 1 else 1

    def output_shape(self, shapes: Shapes) -> Shape:
        """One number; a number a sample where `reduction` is none."""
        scores, target = shapes["input"], shapes["target"]
        if not scores:
            raise ShapeError(
                Problem("a single number has no classes", mend="Feed one score a class", port="input")
            )
        axis = self.class_axis(len(scores))
        require_whole_numbers(scores, [axis], self.name)
        per_sample = scores[:axis] + scores[axis + 1 :]
        if target != per_sample and not (self.takes_probabilities and target == scores):
            expected = f"{format_shape(per_sample)} class numbers"
            if self.takes_probabilities:
                expected += ", or probabilities like the scores"
            raise ShapeError(
                Problem(
                    f"a target of {format_shape(target)} does not go with scores of {format_shape(scores)}",
                    expected=expected,
                    found=format_shape(target),
                    mend=self._mend(scores),
                    port="target" if len(scores) <= 2 else "input",
                )
            )
        return per_sample if self.params.reduction == "none" else ()

    @staticmethod
    def _mend(scores: Shape) -> str:
        if len(scores) > 2:
            return "Put a Flatten and a Linear before the loss, so that each sample has one score a class"
        return "Feed the labels of the same samples"

    def each(self, upstream: Array, x: Array) -> Array:
        """What of the upstream gradient falls to each sample, to be multiplied with its row of scores."""
        axis = self.class_axis(x.ndim)
        share = self.share(upstream, x.size // x.shape[axis])
        return np.expand_dims(share, axis) if share.ndim else share

    def check_values(self, inputs: Mapping[str, Array]) -> None:
        """Refuse class numbers that no score stands for."""
        scores, target = inputs["input"], inputs["target"]
        if target.shape == scores.shape:
            return
        classes = scores.shape[self.class_axis(scores.ndim)]
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

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Targets of another shape, pictures as scores."""
        return [
            ErrorCase({"input": (N, 10), "target": (N, 3)}, "does not go with"),
            ErrorCase({"input": (N, 16, 4, 4), "target": (N,)}, "Flatten"),
            ErrorCase({"input": (), "target": ()}, "no classes"),
        ]


class ElementwiseLoss(Loss[P]):
    """A loss of each predicted number against the right one.

    Attributes:
        broadcasts: Whether one of the two may be repeated to the other's shape.
        real_targets: Whether PyTorch takes only targets of the predictions' type; others are converted.
    """

    ports = (
        Port("input", "Predictions."),
        Port("target", "What they should be, a number for each."),
    )
    broadcasts: ClassVar[bool] = True
    real_targets: ClassVar[bool] = False

    def output_shape(self, shapes: Shapes) -> Shape:
        """One number; a loss for each prediction where `reduction` is none."""
        predictions, target = shapes["input"], shapes["target"]
        if predictions != target:
            together = broadcast(predictions, target)
            if not self.broadcasts or together not in (predictions, target):
                raise ShapeError(self._does_not_pair(predictions, target, together))
        return broadcast(predictions, target) if self.params.reduction == "none" else ()

    @staticmethod
    def _does_not_pair(predictions: Shape, target: Shape, together: Shape) -> Problem:
        return Problem(
            f"predictions of {format_shape(predictions)} and targets of {format_shape(target)} "
            f"do not pair up: repeated, they would be {format_shape(together)}",
            expected=f"a target for each prediction, {format_shape(predictions)}",
            found=format_shape(target),
            mend="Bring one to the other's shape by a Reshape: [] is one number a sample, [1] a row of one",
            port="target",
        )

    def warnings(self, shapes: Shapes) -> tuple[str, ...]:
        """Targets that are repeated."""
        predictions, target = shapes["input"], shapes["target"]
        if predictions == target:
            return ()
        return (
            f"{format_shape(predictions)} predictions, {format_shape(target)} targets: some are repeated",
        )

    def caption(self, shapes: Shapes | None) -> str:
        """How the losses are reduced."""
        return {"mean": "mean over all", "sum": "sum over all", "none": "one loss a number"}[
            self.params.reduction
        ]

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """The module, called with targets of a type it takes."""
        predictions, target = inputs["input"], inputs["target"]
        return f"self.{name}({predictions}, {target}{f'.type_as({predictions})' * self.real_targets})"

    def each(self, upstream: Array, x: Array, t: Array) -> Array:
        """What of the upstream gradient falls to each loss."""
        return self.share(upstream, np.broadcast(x, t).size)

    @staticmethod
    def fold(gradient: Array, to: Array) -> Array:
        """The gradients of an input's copies added up, where it was repeated."""
        return sum_to(np.broadcast_to(gradient, np.broadcast(gradient, to).shape), to.shape)

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Targets of another shape."""
        return [
            ErrorCase({"input": (N, 10), "target": (N, 3)}, "do not broadcast"),
            ErrorCase({"input": (N, 1), "target": (N,)}, "do not pair up"),
        ]


def require_between_0_and_1(values: Array, what: str, port: str, mend: str) -> None:
    """Refuse numbers that are no probabilities, NaN included.

    Raises:
        DataError: Names the first of them.
    """
    wrong = values[~((values >= 0) & (values <= 1))]
    if wrong.size:
        raise DataError(
            Problem(
                f"{what} is {wrong.flat[0]:g}",
                expected="numbers from 0 to 1",
                found=f"{wrong.flat[0]:g}",
                mend=mend,
                port=port,
            )
        )
