"""How verbs print: JSON on stdout and nothing else there, or text for people."""

import json
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from engine.ops.spec import Array

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout; logs and progress go to stderr.")]
GraphFile = Annotated[str, typer.Argument(metavar="FILE", help="A graph file, *.graph.json.")]
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Folder in which data files lie.")]


def print_json(value: Any) -> None:
    """Print one JSON value on a line of its own."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def numbers(array: Array | None, max_elements: int | None = None) -> Any:
    """An array as a number or nested lists, a large one as its summary, None as null.

    Args:
        array: The numbers.
        max_elements: More elements than that are summarized; None never summarizes.
    """
    if array is None:
        return None
    if max_elements is not None and array.size > max_elements:
        return summary(array)
    return array.tolist()


def summary(array: Array) -> dict[str, Any]:
    """Shape, least, largest, mean and Euclidean norm of an array."""
    return {
        "shape": list(array.shape),
        "min": array.min().item(),
        "max": array.max().item(),
        "mean": array.mean().item(),
        "norm": float(np.linalg.norm(array.astype(float).reshape(-1))),
    }


def short(array: Array | None, digits: int = 4, most: int = 6) -> str:
    """An array in a table's cell: a number, at most `most` numbers, or shape and norm."""
    if array is None:
        return "–"
    if array.size == 1:
        return _number(array.item(), digits)
    shape = "×".join(str(size) for size in array.shape)
    if array.size <= most:
        return f"[{' '.join(_number(value, digits) for value in array.reshape(-1).tolist())}]"
    return f"{shape}, norm {_number(summary(array)['norm'], digits)}"


def _number(value: float, digits: int) -> str:
    return f"{value + 0.0:.{digits}g}".replace("-", "−")  # + 0.0 makes a plain 0 of −0
