import math

import numpy as np
import pytest

from gui.widgets import numbers

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (-4, "−4"),
        (20.0, "20"),
        (0.5, "0.5"),
        (0.3128, "0.313"),
        (0.2397, "0.240"),
        (-0.80443, "−0.804"),
        (1.6279, "1.63"),
        (12.345, "12.3"),
        (999.96, "1,000"),
        (1234.56, "1,235"),
        (0.00092, "0.00092"),
        (0.0001, "0.0001"),
        (1.3e-10, "1.3×10⁻¹⁰"),
        (-1.2345e-7, "−1.23×10⁻⁷"),
        (2.5e9, "2.5×10⁹"),
        (6090, "6,090"),
        (np.float32(0.1), "0.1"),
        (NAN, "NaN"),
        (INF, "∞"),
        (-INF, "−∞"),
    ],
)
def test_three_significant_digits(value: float, text: str) -> None:
    assert numbers.number(value) == text


def test_other_counts_of_digits() -> None:
    assert numbers.number(1.62789, 4) == "1.628"
    assert numbers.number(0.0963, 1) == "0.1"


@pytest.mark.parametrize(
    ("value", "text"), [(0.163, "0.16"), (-0.9, "−0.90"), (-0.001, "0.00"), (NAN, "NaN"), (12, "12.00")]
)
def test_fixed_decimals_have_no_negative_zero(value: float, text: str) -> None:
    assert numbers.fixed(value) == text


def test_exact_keeps_every_digit() -> None:
    assert numbers.exact(-0.1 - 0.2) == "−0.30000000000000004"
    assert numbers.exact(3) == "3"
    assert numbers.exact(NAN) == "NaN"


def test_negative_factors_stand_in_parentheses() -> None:
    assert numbers.factor(-4) == "(−4)"
    assert numbers.factor(4) == "4"


def test_shapes_counts_places_shares_and_times() -> None:
    assert numbers.shape((16, 4, 4)) == "16×4×4"
    assert numbers.shape(()) == "scalar"
    assert numbers.count(4640) == "4,640"
    assert numbers.index((0, 2)) == "[0, 2]"
    assert numbers.percent(0.9724) == "97.2%"
    assert [numbers.duration(seconds) for seconds in (6, 750, 3750)] == ["0:06", "12:30", "1:02:30"]


@pytest.mark.parametrize(
    ("text", "value"), [("−2", -2), ("1e-3", 0.001), (" 1,000.5 ", 1000.5), ("+.5", 0.5)]
)
def test_typed_numbers_are_understood(text: str, value: float) -> None:
    assert numbers.parse(text) == value


@pytest.mark.parametrize("text", ["", "x", "1e", "nan", "inf", "0x10"])
def test_what_is_not_a_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        numbers.parse(text)
