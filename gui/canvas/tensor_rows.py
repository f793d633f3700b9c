"""Which rows of tensors stand in a node while stepping: as numbers, cells, bands or pictures."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.ops.spec import Array
from gui.canvas import metrics as m
from gui.canvas.look import NodeLook
from gui.canvas.marks import NodeMarks

Meaning = Literal["value", "upstream", "downstream"]
Kind = Literal["number", "cells", "band", "picture", "missing"]

MOST_CELLS = 16
_USUAL_CELLS = 6


@dataclass(frozen=True, eq=False)
class TensorPart:
    """One tensor in a node.

    Attributes:
        meaning: Whose colour its tick has.
        kind: How it is drawn.
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
    """The rows in a box, from the top; a node keeps its rows of value and upstream through all steps."""
    parts = [_part("value", marks.value, marks.forward_done, look.count)]
    if look.has_gradient and (marks.upstream is not None or not marks.backward_done):
        parts.append(_part("upstream", marks.upstream, marks.backward_done, look.count))
    if marks.downstream is not None:
        parts.append(_part("downstream", marks.downstream, True, 0))
    if not look.has_gradient and marks.note:
        return ()
    pictures = tuple(part for part in parts if part.kind == "picture")
    lines: list[TensorLine] = []
    top = m.HEADER
    for part in parts:
        if part.kind != "picture":
            lines.append(TensorLine((part,), top, m.ROW))
            top += m.ROW
        elif part is pictures[0]:
            lines.append(TensorLine(pictures, top, m.PICTURE + 8))
            top += m.PICTURE + 8
    return tuple(lines)


def body_height(lines: tuple[TensorLine, ...]) -> float:
    """Height of all rows."""
    return sum(line.height for line in lines)


def _part(meaning: Meaning, array: Array | None, done: bool, count: int) -> TensorPart:
    if array is None or not done:
        return TensorPart(meaning, "missing", None, min(count or _USUAL_CELLS, 8))
    array = np.asarray(array)
    if array.size == 1:
        return TensorPart(meaning, "number", array)
    if array.ndim <= 1 or array.size <= 8:
        kind: Kind = "cells" if array.size <= MOST_CELLS else "band"
        return TensorPart(meaning, kind, array, array.size)
    return TensorPart(meaning, "picture", array, array.size)
