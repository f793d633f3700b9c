"""The op's NumPy reference beside a step, and which of its lines the step runs."""

import inspect
import re
from pathlib import Path
from typing import Any, Literal

from engine.ops.reference import reference_code
from engine.ops.spec import Op
from gui.stepping.explanation import Code

_BOTH_FIT = 14
"""Forward and backward stand together up to so many lines; longer ones one at a time."""

Which = Literal["forward", "backward"]


def code_of(op: Op[Any], which: Which, name: str = "") -> Code:
    """The reference of an op.

    Args:
        op: The op.
        which: The function that this step runs.
        name: The input or parameter whose gradient is told.
    """
    forward, backward = reference_code(op, "forward"), reference_code(op, "backward")
    both = f"{forward}\n\n{backward}"
    own = forward if which == "forward" else backward
    text = both if both.count("\n") < _BOTH_FIT else own
    offset = forward.count("\n") + 2 if text is both and which == "backward" else 0
    current = _current_lines(own.split("\n"), which, name)
    return Code(f"{op.name} in NumPy", _file_of(op), text, tuple(line + offset for line in current))


def _file_of(op: Op[Any]) -> str:
    module = type(op).__module__.replace(".", "/")
    source = inspect.getsourcefile(type(op))
    return f"{module}{Path(source).suffix}" if source else module


def _current_lines(lines: list[str], which: Which, name: str) -> list[int]:
    """Numbers of the lines that matter: those of one gradient, where the code tells them apart."""
    if which == "backward" and name:
        marked = [number for number, line in enumerate(lines) if line.rstrip().endswith(f"# {name}")]
        if marked:
            return marked
        assigned = _assignments(lines, {"input": "x", "weight": "W", "bias": "b"}.get(name, name))
        if assigned:
            return assigned
    starts = [number for number, line in enumerate(lines) if line.lstrip().startswith("return")]
    return list(range(starts[-1], len(lines))) if starts else []


def _assignments(lines: list[str], letter: str) -> list[int]:
    """Where the gradient `d<letter>` gets its numbers: elements are set or added to, or all at once."""
    parts = re.compile(rf"\s*d{letter}\[.*\] \+?= ")
    whole = re.compile(rf"\s*d{letter} = ")
    found = [number for number, line in enumerate(lines) if parts.match(line)]
    return found or [number for number, line in enumerate(lines) if whole.match(line)]
