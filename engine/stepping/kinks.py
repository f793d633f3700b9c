"""Where a derivative is a matter of convention: kinks and ties, and what PyTorch takes for it there."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from engine.ops.expressions.tree import kinks as expression_kinks
from engine.ops.library.expression import Expression
from engine.ops.library.max_pool2d import MaxPool2d
from engine.ops.library.multi_margin_loss import MultiMarginLoss
from engine.ops.spec import Array, Op

Rule = Callable[[Op[Any], Sequence[Array], Array], list[str]]


def kinks(op: Op[Any], inputs: Sequence[Array], output: Array) -> tuple[str, ...]:
    """Sentences on the elements that lie exactly on a kink or a tie; most ops have neither.

    Args:
        op: The node's op.
        inputs: What flowed in, in the order of its ports.
        output: What came out.
    """
    rule = _RULES.get(op.name)
    return () if rule is None else tuple(rule(op, inputs, output))


def _note(count: int, where: str, taken: str) -> list[str]:
    places = f"{count:,} place{'s' * (count != 1)}"
    return [f"{where} at {places}: {taken}"] if count else []


def _at(corner: str, taken: str) -> Rule:
    """A kink where the input is the number `corner`: one in figures, or a parameter's name."""

    def rule(op: Op[Any], inputs: Sequence[Array], output: Array) -> list[str]:
        number = getattr(op.params, corner) if corner.isidentifier() else float(corner)
        count = int(np.count_nonzero(inputs[0] == number))
        return _note(count, f"input is exactly {number:g}", taken.format(**op.params.model_dump()))

    return rule


def _bounds(op: Op[Any], inputs: Sequence[Array], output: Array) -> list[str]:
    taken = "the gradient there is taken as 0"
    low, high = _at("min_val", taken), _at("max_val", taken)
    return [*low(op, inputs, output), *high(op, inputs, output)]


def _elu(op: Op[Any], inputs: Sequence[Array], output: Array) -> list[str]:
    if op.params.alpha == 1:  # both sides have slope 1
        return []
    return _at("0", "the gradient there is taken as that of the side below, {alpha:g}")(op, inputs, output)


def _equal(op: Op[Any], inputs: Sequence[Array], output: Array) -> list[str]:
    count = int(np.count_nonzero(inputs[0] == inputs[1]))
    return _note(count, "a and b are equal", "each gets half of the gradient")


def _no_error(op: Op[Any], inputs: Sequence[Array], output: Array) -> list[str]:
    count = int(np.count_nonzero(inputs[0] == inputs[1]))
    return _note(count, "input and target are equal", "the gradient there is taken as 0")


def _pool(op: Op[Any], inputs: Sequence[Array], output: Array) -> list[str]:
    assert isinstance(op, MaxPool2d)
    (x,) = inputs
    padded = x.reshape(-1, *x.shape[-3:])
    if op.windows.padding != (0, 0) or op.windows.ceil:
        padded = op.windows.pad(padded, -np.inf)
    best = output.reshape(*padded.shape[:2], *output.shape[-2:])
    winners = np.zeros(best.shape, dtype=np.int32)
    for _, _, (rows, columns) in op.windows.offsets(op.windows.sizes(*x.shape[-2:])):
        winners += padded[:, :, rows, columns] == best
    return _note(
        int(np.count_nonzero(winners > 1)),
        "several numbers of a window are the largest",
        "the first of them gets the whole gradient",
    )


def _hinge(op: Op[Any], inputs: Sequence[Array], output: Array) -> list[str]:
    score, target = inputs
    count = int(np.count_nonzero(score * target == 1))
    return _note(
        count, "a score lies exactly on the margin", "its gradient is taken as that within the margin"
    )


def _margin(op: Op[Any], inputs: Sequence[Array], output: Array) -> list[str]:
    assert isinstance(op, MultiMarginLoss)
    scores, target = inputs
    right = np.eye(scores.shape[-1])[target.astype(int)]
    lead = (scores * right).sum(-1, keepdims=True) - scores
    count = int(np.count_nonzero((lead == op.params.margin) & (right == 0)))
    return _note(count, "a score lies exactly on the margin", "the gradient there is taken as 0")


def _formula(op: Op[Any], inputs: Sequence[Array], output: Array) -> list[str]:
    assert isinstance(op, Expression)
    found = expression_kinks(op.tree, op.named(inputs))
    return [note for name, count in found.items() for note in _note(count, *_EXPRESSION[name])]


_EXPRESSION: Final = {
    "relu": ("relu is taken of exactly 0", "the gradient there is taken as 0"),
    "abs": ("abs is taken of exactly 0", "the gradient there is taken as 0"),
    "max": ("max is taken of equal numbers", "each gets half of the gradient"),
    "min": ("min is taken of equal numbers", "each gets half of the gradient"),
}
_RULES: Final[dict[str, Rule]] = {
    "ReLU": _at("0", "the gradient there is taken as 0"),
    "Abs": _at("0", "the gradient there is taken as 0"),
    "LeakyReLU": _at("0", "the gradient there is taken as that of the side below, {negative_slope:g}"),
    "ELU": _elu,
    "Hardtanh": _bounds,
    "Maximum": _equal,
    "Minimum": _equal,
    "L1Loss": _no_error,
    "MaxPool2d": _pool,
    "HingeLoss": _hinge,
    "MultiMarginLoss": _margin,
    "Expression": _formula,
}
