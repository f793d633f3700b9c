"""Which rows of tensors stand in a node while stepping: as numbers, cells, bands or pictures."""

from dataclasses import dataclass
from math import prod
from typing import Literal

import numpy as np

from engine.ops.spec import Array
from gui.canvas import metrics as m
from gui.canvas.look import NodeLook
from gui.canvas.marks import NodeMarks

Meaning = Literal["value", "upstream", "downstream"]
Kind = Literal["number", "cells", "band", "picture", "photo"]

MOST_CELLS = 16
_FEW = 8
_UNKNOWN = (6,)


@dataclass(frozen=True, eq=False)
class TensorPart:
    """One tensor in a node.

    Attributes:
        meaning: Whose colour its tick has.
        kind: How it is drawn, or will be.
        array: Its numbers; None while they are not computed.
        cells: How many cells stand for it.
    """

    meaning: Meaning
    kind: Kind
    array: Array | None = None
    cells: int = 0


@dataclass(frozen=True, eq=False)
class TensorLine:
    """What stands side by side at one height.

    Attributes:
        parts: From left to right.
        top: Below the node's top.
        height: Of the line, its gap included.
    """

    parts: tuple[TensorPart, ...]
    top: float
    height: float


def tensor_lines(look: NodeLook, marks: NodeMarks) -> tuple[TensorLine, ...]:
    """The rows in a box, from the top: value and upstream at every step, downstream at the node's own."""
    if not look.has_gradient and (marks.note or not marks.forward_done):
        return ()
    kind_of_input: Kind | None = "photo" if look.op == "Input" and _is_photo(look.dims) else None
    parts = [_part("value", marks.value if marks.forward_done else None, look.dims, kind_of_input)]
    if look.has_gradient and (marks.upstream is not None or not marks.backward_done):
        parts.append(_part("upstream", marks.upstream if marks.backward_done else None, look.dims))
    if marks.downstream is not None:
        parts.append(_part("downstream", marks.downstream, ()))
    pictures = tuple(part for part in parts if part.kind in ("picture", "photo"))
    lines: list[TensorLine] = []
    top = m.HEADER
    for part in parts:
        if part not in pictures:
            lines.append(TensorLine((part,), top, m.ROW))
            top += m.ROW
        elif part is pictures[0]:
            lines.append(TensorLine(pictures, top, m.PICTURE + 8))
            top += m.PICTURE + 8
    return tuple(lines)


def body_height(lines: tuple[TensorLine, ...]) -> float:
    """Height of all rows."""
    return sum(line.height for line in lines)


def _part(
    meaning: Meaning, array: Array | None, dims: tuple[int, ...], kind: Kind | None = None
) -> TensorPart:
    """A tensor, or the place that waits for one of these sizes."""
    if array is not None:
        array = np.asarray(array)
        dims = array.shape
    count = prod(dims or _UNKNOWN) if array is None else prod(dims)
    return TensorPart(meaning, kind or _kind(dims, count), array, count)


def _kind(dims: tuple[int, ...], count: int) -> Kind:
    if count == 1:
        return "number"
    if len(dims) <= 1 or count <= _FEW:
        return "cells" if count <= MOST_CELLS else "band"
    return "picture"


def _is_photo(dims: tuple[int, ...]) -> bool:
    """Whether data of these sizes are pictures one looks at: grey or RGB."""
    return len(dims) == 3 and dims[0] in (1, 3)
