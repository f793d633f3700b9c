"""A whole Jacobian by autograd, by its rows or by its columns, whichever are fewer."""

from typing import TYPE_CHECKING

import numpy as np

from engine.ops.spec import Array

if TYPE_CHECKING:
    from torch import Tensor


def jacobian(output: "Tensor", by: "Tensor") -> Array:
    """∂output/∂by as a matrix (output elements × input elements); a number where both are scalars.

    Args:
        output: A tensor that was computed from `by`.
        by: A tensor that requires a gradient.
    """
    import torch

    shape = () if output.dim() == by.dim() == 0 else (output.numel(), by.numel())
    if by.numel() < output.numel():
        v = torch.zeros_like(output, requires_grad=True)
        (g,) = torch.autograd.grad(output, by, v, create_graph=True)
        if g.requires_grad:
            return np.ascontiguousarray(_rows(g, v).T).reshape(shape)
    return _rows(output, by).reshape(shape)


def _rows(output: "Tensor", by: "Tensor") -> Array:
    """One reverse pass for each element of the output, all at once."""
    import torch

    units = torch.eye(output.numel(), dtype=output.dtype).reshape(-1, *output.shape)
    (found,) = torch.autograd.grad(output, by, units, retain_graph=True, is_grads_batched=True)
    rows: Array = found.detach().numpy()
    return rows.reshape(output.numel(), by.numel())
