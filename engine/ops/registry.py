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
    found: list[type[Op[Any]]] = []
    for module_info in pkgutil.iter_modules(library.__path__):
        module = importlib.import_module(f"{library.__name__}.{module_info.name}")
        found += [
            member
            for member in vars(module).values()
            if isinstance(member, type) and issubclass(member, Op) and member.__module__ == module.__name__
        ]
    order = list(Category)
    found.sort(key=lambda op: (order.index(op.category), op.name))
    return {op.name: op for op in found}


def op_class(name: str) -> type[Op[Any]]:
    """The op of that name.

    Raises:
        ParamError: There is none; the message offers the nearest names.
    """
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
