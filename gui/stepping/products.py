"""One element of a gradient as its sum of products, upstream × local."""

from dataclasses import dataclass

import numpy as np

from engine.ops.spec import Array


@dataclass(frozen=True)
class Product:
    """One term of the sum.

    Attributes:
        output: Index of the output element that the term goes through.
        upstream: ∂L/∂(that output element).
        local: ∂(that output element)/∂(the chosen element).
    """

    output: tuple[int, ...]
    upstream: float
    local: float

    @property
    def product(self) -> float:
        """What the term adds to the gradient."""
        return self.upstream * self.local


@dataclass(frozen=True)
class SumOfProducts:
    """An element of a gradient, written out.

    Attributes:
        index: The chosen element.
        total: Its gradient.
        terms: The terms that are not 0, largest first.
        zeros: How many terms are 0.
    """

    index: tuple[int, ...]
    total: float
    terms: tuple[Product, ...]
    zeros: int


def sum_of_products(
    upstream: Array, local: Array, downstream: Array, index: tuple[int, ...]
) -> SumOfProducts:
    """Write an element of downstream = upstream × local out.

    Args:
        upstream: ∂L/∂output.
        local: ∂output/∂input as a matrix.
        downstream: ∂L/∂input.
        index: The element of downstream.

    Shape:
        upstream (…), local (upstream.size, downstream.size), downstream (…).
    """
    column = local_column(local, downstream.shape, index)
    flat = upstream.reshape(-1)
    with np.errstate(invalid="ignore", over="ignore"):  # 0 × ∞ is NaN, and shown as such
        products = flat * column
    order = np.argsort(-np.nan_to_num(np.abs(products), nan=np.inf), kind="stable")
    terms = tuple(
        Product(_place(int(place), upstream.shape), float(flat[place]), float(column[place]))
        for place in order
        if products[place] != 0
    )
    return SumOfProducts(index, float(downstream[index]), terms, products.size - len(terms))


def local_column(local: Array, shape: tuple[int, ...], index: tuple[int, ...]) -> Array:
    """How every output moves with one input element: a column of the local gradient.

    Args:
        local: ∂output/∂input as a matrix.
        shape: The input's shape.
        index: The input element.

    Shape:
        (outputs, inputs) to (outputs,).
    """
    place = int(np.ravel_multi_index(index, shape)) if shape else 0
    return np.asarray(local.reshape(-1, int(np.prod(shape)))[:, place])


def _place(flat: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(part) for part in np.unravel_index(flat, shape))
