"""The op's NumPy reference beside a step, and which of its lines the step runs."""

import re
from functools import lru_cache
from typing import Literal

from engine.ops.reference import reference_code
from engine.ops.registry import op_class
from gui.stepping.explanation import Code

_BOTH_FIT = 16
"""Forward and backward stand together up to so many lines; longer ones one at a time."""

_WIDTH = 50
"""Characters that fit into a line of the panel."""

_LETTERS = {"input": "x", "weight": "W", "bias": "b"}

Which = Literal["forward", "backward"]


@lru_cache(maxsize=512)
def code_of(op_name: str, which: Which, name: str = "", place: int = 0) -> Code:
    """The reference of an op.

    Args:
        op_name: The op.
        which: The function that this step runs.
        name: The input or parameter whose gradient is told.
        place: Its place in what `backward` returns.
    """
    op = op_class(op_name)
    forward, backward = (_folded(reference_code(op, part)) for part in ("forward", "backward"))
    own = forward if which == "forward" else backward
    lines = [*forward, "", *backward] if len(forward) + len(backward) < _BOTH_FIT else own
    offset = len(forward) + 1 if lines is not own and which == "backward" else 0
    current = tuple(line + offset for line in _current_lines(own, name, place))
    file = op.__module__.replace(".", "/") + ".py"
    return Code(f"{op.name} in NumPy", file, "\n".join(lines), current)


def _folded(code: str) -> list[str]:
    """The lines, a long `return a, b` with each of its parts on a line of its own."""
    lines: list[str] = []
    for line in code.split("\n"):
        body = line.lstrip()
        parts = _parts(body.removeprefix("return "))
        foldable = body.startswith("return ") and "#" not in body and len(parts) > 1
        if len(line) <= _WIDTH or not foldable:
            lines.append(line)
            continue
        indent = " " * (len(line) - len(body) + len("return ("))
        lines.append(line[: len(line) - len(body)] + f"return ({parts[0]},")
        lines += [f"{indent}{part}," for part in parts[1:-1]]
        lines.append(f"{indent}{parts[-1]})")
    return lines


def _parts(expression: str) -> list[str]:
    """The parts of an expression between commas that stand in no parentheses."""
    parts, depth = [""], 0
    for sign in expression:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def _current_lines(lines: list[str], name: str, place: int) -> list[int]:
    """Numbers of the lines that matter: those of one gradient, where the code tells them apart."""
    if name:
        marked = [number for number, line in enumerate(lines) if line.rstrip().endswith(f"# {name}")]
        found = marked or _assignments(lines, _LETTERS.get(name, name))
        if found:
            return found
    starts = [number for number, line in enumerate(lines) if line.lstrip().startswith("return")]
    if not starts:
        return []
    returned = list(range(starts[-1], len(lines)))
    one_each = lines[starts[-1]].lstrip().startswith("return (") and len(returned) > 1
    return [returned[place]] if name and one_each and place < len(returned) else returned


def _assignments(lines: list[str], letter: str) -> list[int]:
    """Where the gradient `d<letter>` gets its numbers: elements are set or added to, or all at once."""
    parts = re.compile(rf"\s*d{letter}\[.*\] \+?= ")
    whole = re.compile(rf"\s*d{letter} = ")
    found = [number for number, line in enumerate(lines) if parts.match(line)]
    return found or [number for number, line in enumerate(lines) if whole.match(line)]
