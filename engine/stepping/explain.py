"""One number of a gradient as what it is: the sum of upstream × local over the outputs it had a part in."""

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import GraphError, Problem
from engine.ops.shapes import format_shape
from engine.ops.spec import Array
from engine.stepping.one_pass import Pass

if TYPE_CHECKING:
    from torch import Tensor

Index = tuple[int, ...]


@dataclass(frozen=True)
class Term:
    """One product of the sum.

    Attributes:
        node: The node whose output element this is.
        output_index: Which element of that output.
        upstream: ∂L/∂(that element).
        local: ∂(that element)/∂(the number explained).
        product: upstream × local.
    """

    node: str
    output_index: Index
    upstream: float
    local: float
    product: float


@dataclass(frozen=True)
class Explanation:
    """Why one element of a gradient is what it is.

    Attributes:
        gradient: The element.
        terms: The products that are not 0 by their local gradient, largest first; their sum is `gradient`.
        zero_terms: How many output elements the number had no part in.
    """

    gradient: float
    terms: tuple[Term, ...]
    zero_terms: int


def explain(run: Pass, node_id: str, name: str | None, index: Index) -> Explanation:
    """Write out one element of a gradient.

    Args:
        run: The pass it comes from.
        node_id: A node.
        name: One of its ports or parameters, for the downstream gradient of this node; None for the gradient
            of the node's own value, which collects from every wire that reads it.
        index: The element, in the shape of that input, parameter or value.

    Raises:
        GraphError: There is no such node, name, element or gradient.
    """
    if name is None:
        value = _computed(run, node_id)
        gradient = _gradient(run, value, node_id, "value")
        readers = [edge for edge in run.graph.readers(node_id) if edge.target in run.values]
        ways = [(edge.target, run.seen[edge.target, edge.port]) for edge in readers]
    else:
        by = tensor_of(run, node_id, name)
        gradient = _gradient(run, by, node_id, name)
        ways = [(node_id, by)]
    place = flat_place(node_id, name, gradient.shape, index)
    terms: list[Term] = []
    zeros = 0
    for reader, by in ways:
        found, silent = _terms(run, reader, by, place)
        terms += found
        zeros += silent
    terms.sort(key=lambda term: -abs(term.product))
    return Explanation(float(gradient[index]), tuple(terms), zeros)


def tensor_of(run: Pass, node_id: str, name: str) -> "Tensor":
    """What flowed in at a port, or a parameter.

    Raises:
        GraphError: There is no such node or name, or the node was not computed.
    """
    _computed(run, node_id)
    arguments = run.arguments(node_id)
    if name not in arguments:
        raise GraphError(
            Problem(
                f"{node_id} has neither a port nor a parameter '{name}'",
                node=node_id,
                expected=f"one of: {', '.join(arguments)}" if arguments else "the node alone",
                found=f"'{name}'",
            )
        )
    return arguments[name]


def _computed(run: Pass, node_id: str) -> "Tensor":
    if node_id not in run.values:
        run.graph.node(node_id)
        raise GraphError(Problem("this node was not computed", node=node_id, mend="Mend what it waits for"))
    return run.values[node_id]


def local_column(output: "Tensor", by: "Tensor", place: int) -> Array:
    """∂output/∂(one element of `by`), in the output's shape, whatever the sizes.

    Two reverse passes make one forward one: the gradient g(v) by `by` is linear in the upstream v, so the
    derivative of its element `place` by v is the wanted column. Where the backward pass has no derivative
    (MultiMarginLoss), each element of the output, of which there are few, takes a reverse pass.
    Source: J. Townsend, "A new trick for calculating Jacobian vector products", 2017.
    """
    import torch

    v = torch.zeros_like(output, requires_grad=True)
    (g,) = torch.autograd.grad(output, by, v, create_graph=True)
    try:
        (column,) = torch.autograd.grad(g.reshape(-1)[place], v, retain_graph=True)
    except RuntimeError as error:
        if "is not implemented" not in str(error):
            raise
        rows = torch.eye(output.numel(), dtype=output.dtype).reshape(-1, *output.shape)
        gradients = [torch.autograd.grad(output, by, row, retain_graph=True)[0] for row in rows]
        column = torch.stack([gradient.reshape(-1)[place] for gradient in gradients]).reshape(output.shape)
    return column.detach().numpy().copy()


def _gradient(run: Pass, tensor: "Tensor", node_id: str, name: str) -> Array:
    gradient = run.gradient(tensor)
    if gradient is None:
        raise GraphError(
            Problem(
                f"{name} has no gradient",
                node=node_id,
                expected="something real-valued that the output depends on",
                mend="Ask for an input, a parameter or a value that a gradient reaches",
            )
        )
    return gradient


def flat_place(node_id: str, name: str | None, shape: Index, index: Index) -> int:
    """An element's number in the flat tensor.

    Args:
        node_id: The node, for the message.
        name: Its port or parameter; None for its value.
        shape: The tensor's shape.
        index: The element.

    Raises:
        GraphError: There is no such element.
    """
    if len(index) != len(shape) or any(not 0 <= i < size for i, size in zip(index, shape, strict=True)):
        what = f"{node_id}.{name}" if name else node_id
        raise GraphError(
            Problem(
                f"{what} has no element {','.join(map(str, index)) or '()'}",
                node=node_id,
                expected=f"an index into {format_shape(shape)}" if shape else "no index: it is one number",
                found=f"{len(index)} numbers",
            )
        )
    return int(np.ravel_multi_index(index, shape)) if prod(shape) and shape else 0


def _terms(run: Pass, node_id: str, by: "Tensor", place: int) -> tuple[list[Term], int]:
    output = run.values[node_id]
    upstream = run.gradient(output)
    if upstream is None or not by.requires_grad:
        return [], 0
    local = local_column(output, by, place)
    indices = np.argwhere(local != 0)
    terms = [
        Term(node_id, index, float(up), float(slope), float(up * slope))
        for index, up, slope in zip(
            map(tuple, indices.tolist()), upstream[local != 0], local[local != 0], strict=True
        )
    ]
    return terms, local.size - len(terms)
