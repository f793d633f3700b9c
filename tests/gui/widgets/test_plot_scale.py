import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.widgets.plot_scale import LogScale, Scale, nice_floor, nice_step


@pytest.mark.parametrize(
    ("least", "step"), [(1, 1), (1.1, 2), (2.0, 2), (3, 5), (6, 10), (0.03, 0.05), (0, 1), (70, 100)]
)
def test_steps_are_1_2_or_5(least: float, step: float) -> None:
    assert nice_step(least) == pytest.approx(step)


@pytest.mark.parametrize(("most", "floor"), [(1, 1), (9.9, 5), (0.0021, 0.002), (0.001, 0.001)])
def test_floors_are_1_2_or_5(most: float, floor: float) -> None:
    assert nice_floor(most) == pytest.approx(floor)


def test_linear_ticks_are_round_and_inside() -> None:
    assert Scale().ticks(0, 60, 7) == pytest.approx([0, 10, 20, 30, 40, 50, 60])
    assert Scale().ticks(0.8, 1.0, 3) == pytest.approx([0.8, 0.9, 1.0])


def test_a_range_ends_at_ticks() -> None:
    assert Scale().range(0.03, 2.28) == pytest.approx((0, 2.5))
    low, high = Scale().range(3, 3)
    assert low < 3 < high
    low, high = Scale().range(0, 0)
    assert low < 0 < high


def test_decades() -> None:
    assert LogScale().ticks(1e-4, 2.5, 6) == pytest.approx([1e-4, 1e-3, 1e-2, 1e-1, 1])
    assert LogScale().ticks(1e-12, 1, 4) == pytest.approx([1e-12, 1e-8, 1e-4, 1])


def test_less_than_a_decade_still_has_ticks() -> None:
    assert LogScale().ticks(0.2, 0.9, 5) == pytest.approx([0.2, 0.5])


@given(st.floats(1e-30, 1e30), st.floats(1, 1e6))
def test_a_logarithmic_range_holds_its_numbers(low: float, ratio: float) -> None:
    bottom, top = LogScale().range(low, low * ratio)
    assert 0 < bottom <= low * (1 + 1e-9)
    assert top >= low * ratio
    assert LogScale().ticks(bottom, top, 6)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_linear_range_holds_its_numbers(one: float, other: float) -> None:
    low, high = Scale().range(min(one, other), max(one, other))
    slack = 1e-6 * (high - low)
    assert low - slack <= min(one, other)
    assert high + slack >= max(one, other)
    assert high > low


def test_what_a_logarithm_cannot_show_is_a_gap() -> None:
    places = LogScale().to_axis(np.array([100.0, 0.0, -1.0, np.nan]))
    assert places[0] == 2
    assert np.isnan(places[1:]).all()
    assert LogScale().from_axis(-2) == pytest.approx(0.01)
