"""One node computed by the very expression that stands for it in the module's source."""

from collections.abc import Mapping
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any

from engine.compiling.class_numbers import as_read
from engine.graph.model import Node

if TYPE_CHECKING:
    from torch import Tensor, nn


def compute_node(node: Node, module: "nn.Module", inputs: Mapping[str, "Tensor"]) -> "Tensor":
    """A node's output.

    Args:
        node: A node of the graph that `module` was built from; no Input or Target, whose value is fed.
        module: The module, in the mode it is to be computed in.
        inputs: What flows into each port.

    Raises:
        RuntimeError: PyTorch refuses the shapes or values.
    """
    import torch
    from torch import nn

    names = {port: f"input_{port}" for port in inputs}
    scope: dict[str, Any] = {"self": module, "torch": torch, "nn": nn}
    scope |= {names[port]: tensor for port, tensor in as_read(node.op, inputs).items()}
    value = eval(_code(node.op.call(node.id, names)), scope)  # noqa: S307  # our own text, of checked identifiers
    assert isinstance(value, torch.Tensor)
    return value


@lru_cache(maxsize=4096)
def _code(expression: str) -> CodeType:
    return compile(expression, "<node>", "eval")
