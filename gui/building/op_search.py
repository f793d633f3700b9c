"""Find ops by what people call them: their name, their other names, words of their description."""

from collections.abc import Iterable
from typing import Any

from engine.ops.spec import Op

OpClass = type[Op[Any]]


def search_ops(text: str, ops: Iterable[OpClass]) -> list[OpClass]:
    """Ops that fit what was typed, the best first; all of them, in their order, if nothing was.

    Every word has to be found. A name counts more than another name, a beginning more than a middle.
    """
    words = text.casefold().split()
    if not words:
        return list(ops)
    whole = text.strip().casefold()
    found: list[tuple[int, OpClass]] = []
    for op in ops:
        ranks = [rank for word in words if (rank := _rank(word, op)) is not None]
        if len(ranks) == len(words):
            found.append((sum(ranks) - 10 * (whole in _names(op)), op))
    return [op for _, op in sorted(found, key=lambda entry: entry[0])]


def _names(op: OpClass) -> list[str]:
    return [op.name.casefold(), *(alias.casefold() for alias in op.aliases)]


def _rank(word: str, op: OpClass) -> int | None:
    name, *aliases = _names(op)
    if name.startswith(word):
        return 0
    if any(part.startswith(word) for alias in aliases for part in (alias, *alias.split())):
        return 2
    if word in name:
        return 3
    return 4 if any(word in alias for alias in aliases) else None
