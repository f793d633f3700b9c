"""Node ids: names that can be attributes of an `nn.Module`."""

import keyword
import re
from collections.abc import Container
from typing import Final

from engine.errors import Problem

# What torch.nn.Module has itself (public names, torch 2.6 to 2.13); a test compares it with the real one.
_NAMES = """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double
    dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter
    get_submodule half ipu load_state_dict modules mtia named_buffers named_children named_modules
    named_parameters parameters register_backward_hook register_buffer register_forward_hook
    register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
    register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_
    set_extra_state set_submodule share_memory state_dict to to_empty train training type xpu
    zero_grad
"""
MODULE_NAMES: Final = frozenset(_NAMES.split())


def identifier_problem(identifier: object) -> Problem | None:
    """Say what is wrong with a node id, or None.

    An id is an ASCII Python identifier: it becomes an attribute of the exported module.
    """
    expected = "letters, digits and underscores, beginning with a letter"
    if not isinstance(identifier, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", identifier):
        mend = "Write it like conv1 or hidden_2"
        return Problem("this cannot be a node's id", expected=expected, found=repr(identifier), mend=mend)
    if keyword.iskeyword(identifier):
        reason, mend = "is a word of Python itself", f"Call it {identifier}_"
    elif identifier.startswith("_"):
        reason, mend = "begins with an underscore, which PyTorch keeps for itself", "Begin with a letter"
    elif identifier in MODULE_NAMES:
        reason, mend = "is a name that every nn.Module has itself", f"Call it {identifier}_ or {identifier}1"
    else:
        return None
    return Problem(f"'{identifier}' {reason}", expected=expected, found=f"'{identifier}'", mend=mend)


def free_identifier(base: str, taken: Container[str]) -> str:
    """Make `base` a valid id that is not taken, by a number at its end: conv1, conv2 and so on."""
    stem = re.sub(r"[^A-Za-z0-9_]", "_", base).lstrip("_0123456789").rstrip("0123456789") or "node"
    number = 1
    while f"{stem}{number}" in taken or identifier_problem(f"{stem}{number}") is not None:
        number += 1
    return f"{stem}{number}"
