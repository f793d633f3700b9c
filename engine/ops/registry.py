"""Which ops there are: every `Op` subclass found in `engine.ops.library`."""

import importlib
import pkgutil
from difflib import get_close_matches
from functools import cache
from typing import Any

from engine.errors import ParamError, Problem
from engine.ops import library
from engine.ops.spec import Category, Op


@cache
def registry() -> dict[str, type[Op[Any]]]:
    """Op class by name, in the order of the palette: by category, then as the files come."""
    found = [op for file in _files().values() for op in _ops_in(file)]
    order = list(Category)
    found.sort(key=lambda op: (order.index(op.category), op.name))
    return {op.name: op for op in found}


@cache
def _files() -> dict[str, str]:
    """The library's files by their letters alone: `maxpool2d` is `max_pool2d`."""
    return {file.name.replace("_", ""): file.name for file in pkgutil.iter_modules(library.__path__)}


def _ops_in(file: str) -> list[type[Op[Any]]]:
    module = importlib.import_module(f"{library.__name__}.{file}")
    return [
        member
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, Op) and member.__module__ == module.__name__
    ]


@cache
def _from_its_file(name: str) -> type[Op[Any]] | None:
    """The op from the file that bears its name, if one does: a graph is opened without loading every op."""
    file = _files().get(name.lower())
    return next((op for op in _ops_in(file) if op.name == name), None) if file is not None else None


def op_class(name: str) -> type[Op[Any]]:
    """The op of that name.

    Raises:
        ParamError: There is none; the message offers the nearest names.
    """
    own = _from_its_file(name)
    if own is not None:
        return own
    ops = registry()
    if name in ops:
        return ops[name]
    known = {word.lower(): op.name for op in ops.values() for word in (*op.aliases, op.name)}
    near = list(
        dict.fromkeys(known[word] for word in get_close_matches(name.lower(), known, n=3, cutoff=0.6))
    )
    mend = f"Did you mean {' or '.join(near)}?" if near else "See `backstep ops` for all of them"
    raise ParamError(Problem(f"there is no op '{name}'", expected="the name of an op", found=name, mend=mend))


def make_op(name: str, params: dict[str, Any] | None = None) -> Op[Any]:
    """An op of that name bound to parameters.

    Raises:
        ParamError: Unknown op or unfit parameters.
    """
    return op_class(name).from_values(params or {})
