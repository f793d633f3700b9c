"""The op's NumPy reference beside a step, and which of its lines the step runs."""

import re
from functools import lru_cache
from typing import Literal

from engine.ops.reference import reference_code
from engine.ops.registry import op_class
from gui.stepping.explanation import Code

_BOTH_FIT = 16
"""Forward and backward stand together up to so many lines; longer ones one at a time."""

_WIDTH = 55
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
    forward, backward = _lines(reference_code(op, "forward")), _lines(reference_code(op, "backward"))
    own = forward if which == "forward" else backward
    shown = [*forward, [""], *backward] if _count(forward) + _count(backward) < _BOTH_FIT else own
    before = _count(forward) + 1 if shown is not own and which == "backward" else 0
    current = tuple(before + line for line in _current(own, name, place))
    file = op.__module__.replace(".", "/") + ".py"
    text = "\n".join(piece for pieces in shown for piece in pieces)
    return Code(f"{op.name} in NumPy", file, text, current)


def _lines(code: str) -> list[list[str]]:
    """The lines in pieces that fit, without those that only give a parameter its own name."""
    return [_pieces(line) for line in code.split("\n") if not re.fullmatch(r"\s+(.+) = \1", line)]


def _count(lines: list[list[str]]) -> int:
    return sum(len(pieces) for pieces in lines)


# Long lines ------------------------------------------------------------------------------------------


def _pieces(line: str) -> list[str]:
    """A line, or what it is broken into if it is too long: a tuple's parts, else within parentheses."""
    body = line.lstrip()
    margin = line[: len(line) - len(body)]
    if len(line) <= _WIDTH or "#" in line:
        return [line]
    parts = _parts(body.removeprefix("return "))
    if body.startswith("return ") and len(parts) > 1:
        inner = [part + "," for part in parts[:-1]] + [parts[-1] + ")"]
        return [f"{margin}return ({inner[0]}", *(f"{margin}{' ' * 8}{part}" for part in inner[1:])]
    place = _break(line)
    return [line] if place is None else [line[:place].rstrip(), f"{margin}{' ' * 8}{line[place:].lstrip()}"]


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


def _break(line: str) -> int | None:
    """Where a statement may go on in the next line: within round parentheses, as far out as can be."""
    if line.lstrip().startswith(("for ", "if ", "def ")):
        return None
    start = line.find("= ") + 1
    best: tuple[int, int] | None = None
    stack, quote = "", ""
    for place, sign in enumerate(line[:_WIDTH]):
        if sign in "\"'":
            quote = "" if sign == quote else quote or sign
        elif not quote:
            stack = stack + sign if sign in "([{" else stack[:-1] if sign in ")]}" else stack
            if place > start and sign in "(," and stack.endswith("(") and (not best or len(stack) <= best[0]):
                best = len(stack), place + 1
    return best[1] if best else None


# The current line ------------------------------------------------------------------------------------


def _current(lines: list[list[str]], name: str, place: int) -> list[int]:
    """Numbers of the pieces that matter: those of one gradient, where the code tells them apart."""
    whole = ["".join(pieces) for pieces in lines]
    found = [number for number, line in enumerate(whole) if name and line.rstrip().endswith(f"# {name}")]
    found = found or (_assignments(whole, _LETTERS.get(name, name)) if name else [])
    if found:
        return [piece for number in found for piece in _places(lines, number)]
    starts = [number for number, line in enumerate(whole) if line.lstrip().startswith("return")]
    if not starts:
        return []
    returned = [piece for number in range(starts[-1], len(lines)) for piece in _places(lines, number)]
    one_each = lines[starts[-1]][0].lstrip().startswith("return (") and len(returned) > 1
    return [returned[place]] if name and one_each and place < len(returned) else returned


def _places(lines: list[list[str]], number: int) -> range:
    """Numbers of the pieces of a line."""
    before = _count(lines[:number])
    return range(before, before + len(lines[number]))


def _assignments(lines: list[str], letter: str) -> list[int]:
    """Where the gradient `d<letter>` gets its numbers: elements are set or added to, or all at once."""
    parts = re.compile(rf"\s*d{letter}\[.*\] \+?= ")
    whole = re.compile(rf"\s*d{letter} = ")
    found = [number for number, line in enumerate(lines) if parts.match(line)]
    return found or [number for number, line in enumerate(lines) if whole.match(line)]
