"""A local gradient that can be looked at, whatever its size: a matrix, a diagonal, rows and columns."""

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from engine.errors import GraphError, Problem
from engine.ops.arithmetic import sum_to
from engine.ops.spec import Array
from engine.stepping.explain import Index, flat_place, local_column, tensor_of
from engine.stepping.one_pass import Pass

if TYPE_CHECKING:
    from torch import Tensor

MAX_ENTRIES: Final = 1_000_000


@dataclass(frozen=True)
class LocalStructure:
    """∂output/∂(one input or parameter) as far as it can be shown at once.

    Attributes:
        kind: "dense": the whole matrix is there; "diagonal": each output element depends on one element of
            the input, by the number in `diagonal`; "sparse": neither, rows and columns are to be asked for.
        output_shape: The output's shape; a row of the matrix belongs to each of its elements.
        input_shape: The shape of what it is differentiated by; a column belongs to each of its elements.
        matrix: (output elements × input elements), of a dense one.
        diagonal: Per output element the one derivative that is not 0 by itself, in the output's shape.
    """

    kind: Literal["dense", "diagonal", "sparse"]
    output_shape: tuple[int, ...]
    input_shape: tuple[int, ...]
    matrix: Array | None = None
    diagonal: Array | None = None

    @property
    def entries(self) -> int:
        """How many entries the whole matrix has."""
        return prod(self.output_shape) * prod(self.input_shape)


def local_structure(run: Pass, node_id: str, name: str, max_entries: int = MAX_ENTRIES) -> LocalStructure:
    """What a node's local gradient is like.

    Args:
        run: The pass it comes from.
        node_id: A node.
        name: One of its ports or parameters.
        max_entries: The matrix is given if it has at most so many entries.

    Raises:
        GraphError: There is no such node or name, or nothing to differentiate.
    """
    output, by = _ends(run, node_id, name)
    shapes = tuple(output.shape), tuple(by.shape)
    matrix = run.local_gradient(node_id, name, max_entries)
    if matrix is not None:
        return LocalStructure("dense", *shapes, matrix=matrix.reshape(output.numel(), by.numel()))
    diagonal = _diagonal(output, by)
    kind: Literal["diagonal", "sparse"] = "sparse" if diagonal is None else "diagonal"
    return LocalStructure(kind, *shapes, diagonal=diagonal)


def local_row_at(run: Pass, node_id: str, name: str, index: Index) -> Array:
    """∂(one element of the output)/∂input, in the input's shape.

    Args:
        run: The pass it comes from.
        node_id: A node.
        name: One of its ports or parameters.
        index: The element, in the output's shape.

    Raises:
        GraphError: There is no such node, name or element, or nothing to differentiate.
    """
    import torch

    output, by = _ends(run, node_id, name)
    unit = torch.zeros_like(output)
    unit.view(-1)[flat_place(node_id, None, tuple(output.shape), index)] = 1
    (row,) = torch.autograd.grad(output, by, unit, retain_graph=True)
    return np.asarray(row.numpy())


def local_column_at(run: Pass, node_id: str, name: str, index: Index) -> Array:
    """∂output/∂(one element of the input), in the output's shape: a column.

    Args:
        run: The pass it comes from.
        node_id: A node.
        name: One of its ports or parameters.
        index: The element, in the input's shape.

    Raises:
        GraphError: There is no such node, name or element, or nothing to differentiate.
    """
    output, by = _ends(run, node_id, name)
    return local_column(output, by, flat_place(node_id, name, tuple(by.shape), index))


def _ends(run: Pass, node_id: str, name: str) -> "tuple[Tensor, Tensor]":
    by = tensor_of(run, node_id, name)
    output = run.values[node_id]
    if not (output.requires_grad and by.requires_grad):
        raise GraphError(
            Problem(
                f"the output has no derivative by {name}",
                node=node_id,
                expected="something real-valued that learns or leads back to data or values",
                mend="Ask for another input or parameter",
            )
        )
    return output, by


def _diagonal(output: "Tensor", by: "Tensor") -> Array | None:
    """Per output element its derivative by the one input element at its place; None if there are more.

    The row sums J·1 are that diagonal, if there is one. That there is no entry beside it, one random upstream
    gradient v shows: then v·J is v times the diagonal, which of other matrices holds with probability 0.
    """
    import torch

    same_size = output.numel() == by.numel()
    if not (same_size or _broadcasts(tuple(by.shape), tuple(output.shape))):
        return None
    weights = torch.zeros_like(output, requires_grad=True)
    (g,) = torch.autograd.grad(output, by, weights, create_graph=True)
    (sums,) = torch.autograd.grad(g.sum(), weights, retain_graph=True)
    v = torch.from_numpy(np.random.default_rng(0).standard_normal(tuple(output.shape)))
    (flowing,) = torch.autograd.grad(output, by, v, retain_graph=True)
    alone = (v * sums).numpy()
    expected = alone.reshape(by.shape) if same_size else sum_to(alone, tuple(by.shape))
    return sums.numpy() if np.allclose(flowing.numpy(), expected, rtol=1e-9, atol=1e-12) else None


def _broadcasts(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    """Whether each element of `to` has one element of `shape` at its place."""
    tail = to[len(to) - len(shape) :]
    return len(shape) <= len(to) and all(a in (1, b) for a, b in zip(shape, tail, strict=True))
