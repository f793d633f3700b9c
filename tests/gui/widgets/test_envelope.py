import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.widgets.envelope import Envelope, GrowingArray


def test_an_array_grows_and_shrinks() -> None:
    array = GrowingArray()
    for part in np.array_split(np.arange(5000.0), 37):
        array.append(part)
    array.append(5000.0)
    assert np.array_equal(array.values, np.arange(5001.0))
    array.truncate(10)
    assert array.values.tolist() == list(range(10))


def test_few_points_are_given_as_they_are() -> None:
    curve = Envelope(start=1.0, step=0.5, values=[3, 1, 2])
    x, y = curve.outline(0, 10, columns=100)
    assert x.tolist() == [1.0, 1.5, 2.0]
    assert y.tolist() == [3, 1, 2]


@given(
    length=st.integers(1, 30_000),
    parts=st.integers(1, 9),
    columns=st.integers(5, 60),
    ends=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_the_outline_keeps_every_peak(
    length: int, parts: int, columns: int, ends: tuple[float, float]
) -> None:
    values = np.random.default_rng(length).standard_normal(length)
    curve = Envelope()
    for part in np.array_split(values, parts):
        curve.append(part)
    low, high = min(ends) * length, max(ends) * length + 1
    x, y = curve.outline(low, high, columns)
    first, last = int(np.ceil(low)), min(int(high), length - 1)
    if first > last:
        return
    shown = values[first : last + 1]
    assert len(x) == len(y) <= 4 * columns + 8
    assert np.all(np.diff(x) >= 0)
    assert y.min() <= shown.min()
    assert y.max() >= shown.max()
    column = (high - low) / columns
    near = values[max(0, int(low - 2 * column) - 2) : int(high + 2 * column) + 3]
    assert y.min() >= near.min()
    assert y.max() <= near.max()


def test_the_whole_outline_has_the_extremes_of_each_column() -> None:
    values = np.random.default_rng(0).standard_normal(6400)
    curve = Envelope(values=values)
    _, y = curve.outline(0, 6400, columns=100)
    groups = values.reshape(100, 64)
    assert np.array_equal(y.reshape(100, 2).min(axis=1), groups.min(axis=1))
    assert np.array_equal(y.reshape(100, 2).max(axis=1), groups.max(axis=1))


def test_the_picture_stands_still_while_points_come() -> None:
    values = np.random.default_rng(0).standard_normal(40_000)
    curve = Envelope(values=values[:30_000])
    _, before = curve.outline(0, 40_000, columns=200)
    curve.append(values[30_000:])
    _, after = curve.outline(0, 40_000, columns=200)
    assert np.array_equal(before[:296], after[:296])


def test_gaps_are_passed_over_unless_a_whole_column_is_missing() -> None:
    values = np.arange(1000.0)
    values[3] = np.nan
    values[500:600] = np.nan
    x, y = Envelope(values=values).outline(0, 1000, columns=50)
    assert np.isnan(y[(x > 530) & (x < 570)]).all()
    assert np.isfinite(y[(x < 470) | (x > 630)]).all()


def test_truncated_and_grown_again_it_is_as_if_made_at_once() -> None:
    values = np.random.default_rng(1).standard_normal(20_000)
    curve = Envelope(values=values)
    curve.truncate(9_999)
    curve.append(values[:5_000])
    again = Envelope(values=np.concatenate([values[:9_999], values[:5_000]]))
    for made, expected in zip(curve.outline(0, 15_000, 80), again.outline(0, 15_000, 80), strict=True):
        assert np.array_equal(made, expected)


def test_a_point_is_found_by_its_place() -> None:
    curve = Envelope(start=1, step=0.5, values=[10, 20, np.nan])
    assert curve.value_at(1.6) == 20
    assert curve.value_at(2.0) is None
    assert curve.value_at(5.0) is None
    assert curve.nearest(0.9) == 0
    assert Envelope().value_at(0) is None


def test_bounds_leave_out_what_a_scale_cannot_show() -> None:
    curve = Envelope(values=[-1, 0, 0.5, np.inf, np.nan, 3])
    assert curve.bounds(0, 5) == (-1, 3)
    assert curve.bounds(0, 5, positive=True) == (0.5, 3)
    assert curve.bounds(2, 2.1, positive=True) is not None
    assert Envelope(values=[np.nan]).bounds(0, 1) is None


def test_a_midline_runs_through_the_columns() -> None:
    x, y = Envelope(values=np.arange(1000.0)).midline(0, 1000, columns=10)
    assert y == pytest.approx(x)
