"""Class numbers that come from a constant: PyTorch reads them as whole numbers, never as real ones."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.ops.losses import ClassLoss
from engine.ops.spec import Op

if TYPE_CHECKING:
    from torch import Tensor


def reads_class_numbers(op: Op[Any], scores: Sequence[object], target: Sequence[object]) -> bool:
    """Whether a loss takes its target for class numbers, by the shapes that flow in, or for probabilities."""
    return isinstance(op, ClassLoss) and not (op.takes_probabilities and tuple(target) == tuple(scores))


def as_read(op: Op[Any], inputs: Mapping[str, "Tensor"]) -> "dict[str, Tensor]":
    """What flows in as the op reads it: class numbers that are whole as whole numbers, all else as it is."""
    read = dict(inputs)
    target = inputs.get("target")
    if target is None or not target.is_floating_point():
        return read
    whole = bool((target == target.floor()).all())
    if whole and reads_class_numbers(op, inputs["input"].shape, target.shape):
        read["target"] = target.long()
    return read
