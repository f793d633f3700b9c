"""Sums of products against autograd: the downstream gradient of the trace is autograd's own."""

import numpy as np
import pytest
import torch

from gui.stepping.backward import downstream_of, upstream_of
from gui.stepping.products import local_column, sum_of_products
from tests.gui.stepping.passes import cnn, traced

_GRADIENTS = [
    ("conv1", "input"),
    ("conv1", "weight"),
    ("conv1", "bias"),
    ("relu1", "input"),
    ("pool1", "input"),
    ("conv2", "input"),
    ("flat", "input"),
    ("fc", "input"),
    ("fc", "weight"),
    ("fc", "bias"),
    ("loss", "input"),
]


@pytest.mark.parametrize(("node_id", "name"), _GRADIENTS)
def test_the_terms_of_every_kind_add_up_to_autograds_gradient(node_id: str, name: str) -> None:
    passed = traced(cnn)
    seen = passed.gradients(node_id)[name]
    assert seen.local is not None
    upstream, downstream = upstream_of(passed, node_id), downstream_of(seen)
    places = np.random.default_rng(0).choice(downstream.size, min(5, downstream.size), replace=False)
    for place in places:
        index = tuple(int(part) for part in np.unravel_index(place, downstream.shape))
        terms = sum_of_products(upstream, seen.local, downstream, index)
        assert sum(term.product for term in terms.terms) == pytest.approx(downstream[index], abs=1e-12)
        assert len(terms.terms) + terms.zeros == upstream.size
        sizes = [abs(term.product) for term in terms.terms]
        assert sizes == sorted(sizes, reverse=True)
        assert all(upstream[term.output] == term.upstream for term in terms.terms)


def test_a_small_matrix_product_by_hand_and_by_autograd() -> None:
    weight = torch.tensor([[1.0, 2.0], [0.0, -3.0], [4.0, 0.5]], dtype=torch.float64)
    x = torch.tensor([[0.3, -0.7]], dtype=torch.float64, requires_grad=True)
    upstream = torch.tensor([[2.0, -1.0, 0.0]], dtype=torch.float64)
    (gradient,) = torch.autograd.grad(x @ weight.T, x, upstream)
    terms = sum_of_products(upstream.numpy(), weight.numpy(), gradient.numpy(), (0, 1))
    assert terms.total == 7.0  # 2·2 + (−1)·(−3) + 0·0.5
    assert [(term.output, term.upstream, term.local) for term in terms.terms] == [
        ((0, 0), 2.0, 2.0),
        ((0, 1), -1.0, -3.0),
    ]
    assert terms.zeros == 1


def test_a_column_of_a_scalars_local_gradient() -> None:
    assert local_column(np.array(5.0), (), ()).tolist() == [5.0]


def test_a_term_that_is_not_a_number_comes_first() -> None:
    upstream, local = np.array([1.0, np.nan, 2.0]), np.ones((3, 1))
    terms = sum_of_products(upstream, local, np.array([np.nan]), (0,))
    assert terms.terms[0].output == (1,)
    assert len(terms.terms) == 3
