"""Shapes and their arithmetic in plain Python, with errors that show the sum that fails."""

import enum
from collections.abc import Mapping, Sequence
from math import prod
from typing import Final

from engine.errors import Problem, ShapeError


class Batch(enum.Enum):
    """The batch dimension, whose size is not known until data flows."""

    N = "N"

    def __repr__(self) -> str:
        return "N"


N: Final = Batch.N
Dim = int | Batch
Shape = tuple[Dim, ...]
Pair = tuple[int, int]
MAX_ELEMENTS: Final = 2**40


def is_batched(shape: Shape) -> bool:
    """Whether the first dimension is the batch."""
    return bool(shape) and shape[0] is N


def without_batch(shape: Shape) -> tuple[int, ...]:
    """The shape without its batch dimension, as `check` prints it."""
    return tuple(dim for dim in shape if isinstance(dim, int))


def concrete(shape: Shape, batch: int) -> tuple[int, ...]:
    """The shape with `batch` in place of the batch dimension."""
    return tuple(batch if isinstance(dim, Batch) else dim for dim in shape)


def format_shape(shape: Sequence[Dim]) -> str:
    """`(16, 4, 4)` as "16×4×4"; a single number's empty shape as "scalar"."""
    return "×".join(repr(dim) if isinstance(dim, Batch) else str(dim) for dim in shape) or "scalar"


def count_elements(shape: Shape) -> int:
    """Number of elements of one sample (the batch counts as 1)."""
    return prod(without_batch(shape))


def as_pair(value: int | Pair) -> Pair:
    """`3` as (3, 3), a pair as it is: (height, width)."""
    return (value, value) if isinstance(value, int) else value


def format_pair(value: int | Pair) -> str:
    """`3` as "3×3", (3, 5) as "3×5"."""
    height, width = as_pair(value)
    return f"{height}×{width}"


def window_size(size: int, kernel: int, stride: int, padding: int, dilation: int = 1) -> int:
    """Output length of a sliding window, floor((size + 2·padding − dilation·(kernel − 1) − 1)/stride) + 1.

    Source: torch.nn.Conv2d's documentation.
    """
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def window_arithmetic(size: int, kernel: int, stride: int, padding: int, dilation: int = 1) -> str:
    """The formula of `window_size` with its numbers, such as "(8 + 2·1 − 3)/1 + 1 = 8"."""
    reach = dilation * (kernel - 1) + 1
    span = size + 2 * padding - reach
    left = f"({size} + 2·{padding} − {reach})/{stride} + 1"
    if span < 0:
        return f"{left} = {format_number(span / stride + 1)}"
    if span % stride:
        return f"⌊{left}⌋ = ⌊{format_number(span / stride + 1)}⌋ = {span // stride + 1}"
    return f"{left} = {span // stride + 1}"


def format_number(value: float) -> str:
    """A short decimal with a true minus sign: 2.33, −1."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def unread(size: int, kernel: int, stride: int, padding: int, dilation: int = 1) -> int:
    """How many rows (or columns) at the end no window reads, because stride does not divide the span."""
    span = size + 2 * padding - dilation * (kernel - 1) - 1
    return span % stride if span >= 0 else 0


def broadcast(a: Shape, b: Shape) -> Shape:
    """Shape of an elementwise result of `a` and `b`, by NumPy's and PyTorch's rule.

    Raises:
        ShapeError: Two dimensions differ and neither is 1.
    """
    rank = max(len(a), len(b))
    left: Shape = (1,) * (rank - len(a)) + a
    right: Shape = (1,) * (rank - len(b)) + b
    result: list[Dim] = []
    for position, (one, other) in enumerate(zip(left, right, strict=True)):
        if one != other and one != 1 and other != 1:
            raise ShapeError(
                Problem(
                    f"{format_shape(a)} and {format_shape(b)} do not broadcast: "
                    f"dimension {position - rank} is {one!r} in one and {other!r} in the other",
                    expected="equal sizes, or 1, in each dimension counted from the right",
                    found=f"{format_shape(a)} and {format_shape(b)}",
                    mend="Reshape one input, or feed tensors of the same shape",
                )
            )
        result.append(other if one == 1 else one)
    return tuple(result)


def require_rank(shape: Shape, ranks: Sequence[int], what: str, mend: str, port: str = "input") -> None:
    """Refuse a shape with another number of dimensions than one of `ranks` (the batch included).

    Raises:
        ShapeError: `shape` has none of the wanted ranks.
    """
    if len(shape) not in ranks:
        raise ShapeError(
            Problem(
                f"{what}, but {format_shape(shape)} has {len(shape)} dimension{'s' * (len(shape) != 1)}",
                expected=" or ".join(str(rank) for rank in ranks) + " dimensions, the batch included",
                found=format_shape(shape),
                mend=mend,
                port=port,
            )
        )


def require_dim(dim: int, rank: int, name: str = "dim") -> int:
    """A dimension counted from 0, where negative ones count from the end; a single number counts as one long.

    Raises:
        ShapeError: A tensor of `rank` dimensions has none of that number.
    """
    most = max(rank, 1)
    if not -most <= dim < most:
        raise ShapeError(
            Problem(
                f"{name} {dim} is not a dimension of a tensor with {rank}",
                expected=f"{-most} to {most - 1}",
                found=str(dim),
                mend=f"Set {name} within that range",
                param=name,
            )
        )
    return dim % most


def require_whole_numbers(shape: Shape, positions: Sequence[int], what: str) -> tuple[int, ...]:
    """The sizes at `positions`, which must not be the batch.

    Raises:
        ShapeError: One of them is the batch dimension.
    """
    sizes = [shape[position] for position in positions]
    known = tuple(size for size in sizes if isinstance(size, int))
    if len(known) != len(sizes):
        raise ShapeError(
            Problem(
                f"{what} would run over the batch dimension of {format_shape(shape)}",
                expected="a dimension within one sample",
                found="the batch dimension",
                mend="Samples of a batch stay apart: give the input one more dimension",
            )
        )
    return known


def require_divisible(count: int, groups: int, name: str, param: str) -> None:
    """Refuse `count` channels that cannot be split into equal groups.

    Raises:
        ShapeError: `groups` does not divide `count`.
    """
    if count % groups:
        raise ShapeError(
            Problem(
                f"{name} cannot be split into {groups} equal groups",
                expected=f"a multiple of {groups}",
                found=str(count),
                mend=f"Choose {param} that divides {count}",
                arithmetic=f"{count}/{groups} = {count / groups:.2f}",
                param=param,
            )
        )


Shapes = Mapping[str, Shape]
