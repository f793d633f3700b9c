import pytest

from gui.stepping.products import Product, SumOfProducts
from gui.stepping.running_sum import partial_sums


def terms(*products: float) -> SumOfProducts:
    made = tuple(Product((place,), product, 1.0) for place, product in enumerate(products))
    return SumOfProducts((0,), sum(products), made, 0)


def test_it_starts_at_zero_and_ends_at_the_result() -> None:
    assert partial_sums(terms(0.5, -0.25, 0.125)) == [0.0, 0.5, 0.25, 0.375]
    assert partial_sums(terms()) == [0.0]


def test_after_many_terms_the_rest_is_one_step() -> None:
    sums = partial_sums(terms(*[0.01] * 500))
    assert len(sums) == 62
    assert sums[-1] == pytest.approx(5.0)
