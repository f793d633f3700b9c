"""What a new node is called before somebody calls it otherwise."""

import re
from collections.abc import Container
from typing import Any

from engine.graph.identifiers import free_identifier
from engine.ops.spec import Op

_LETTERS = "xyzabcuvwpqr"
_SHORT = {"Linear": "fc", "Flatten": "flat", "Parameter": "w"}
_ONCE = {"Input": "x", "Target": "t"}


def new_id(op: type[Op[Any]], taken: Container[str]) -> str:
    """A free id as a lecture would choose it: conv1, pool2, fc1, x, t, loss."""
    if op.name == "Value":
        free = [letter for letter in _LETTERS if letter not in taken]
        return free[0] if free else free_identifier("x", taken)
    single = "loss" if op.is_loss else _ONCE.get(op.name)
    if single is not None and single not in taken:
        return single
    if "Pool" in op.name:
        return free_identifier("pool", taken)
    stem = re.sub(r"(\d+d)?$", "", op.name).lower()
    return free_identifier(single or _SHORT.get(op.name, stem), taken)
