import itertools

from hypothesis import given
from hypothesis import strategies as st

from gui.stepping.cell_layout import Group, lay_out

_widths = st.lists(st.floats(12, 120), max_size=40)


def test_cells_are_as_wide_as_they_like_where_there_is_room() -> None:
    groups = [Group((48.0, 60.0), 40), Group((48.0,), 30), Group((), 132)]
    cells, sections = lay_out(groups, 0, 1000, gap=2, between=14, smallest=12)
    assert [(cell.left, cell.width) for cell in cells] == [(0, 48), (50, 60), (124, 48)]
    assert [(section.left, section.width) for section in sections] == [(0, 110), (124, 48), (186, 132)]


def test_others_shrink_so_that_all_fit_and_the_current_one_stays_readable() -> None:
    groups = [Group((60.0,) * 11, 50), Group((48.0,), 30), Group((60.0,) * 10, 60), Group((60.0,) * 6, 50)]
    cells, sections = lay_out(groups, 20, 700, gap=2, between=14, smallest=12)
    assert cells[20].width == 60
    assert {round(cell.width, 3) for place, cell in enumerate(cells) if place != 20} == {
        round(cells[0].width, 3)
    }
    assert 690 <= sections[-1].right <= 700


def test_what_does_not_fit_even_so_scrolls_to_the_current_cell() -> None:
    cells, _ = lay_out([Group((48.0,) * 300, 50)], 150, 600, gap=2, between=14, smallest=12)
    assert cells[150].left >= 0
    assert cells[150].right <= 600
    assert cells[0].left < 0
    ends, _ = lay_out([Group((48.0,) * 300, 50)], 299, 600, gap=2, between=14, smallest=12)
    assert round(ends[299].right) == 600


@given(st.lists(_widths, min_size=1, max_size=4).filter(any), st.data())
def test_cells_never_overlap_and_the_current_one_is_in_sight(
    groups: list[list[float]], data: st.DataObject
) -> None:
    count = sum(map(len, groups))
    current = data.draw(st.integers(0, count - 1))
    made = [Group(tuple(widths), 40) for widths in groups]
    cells, _ = lay_out(made, current, 600, gap=2, between=14, smallest=12)
    assert all(after.left >= before.right for before, after in itertools.pairwise(cells))
    assert all(cell.width >= 12 for cell in cells)
    assert cells[current].left >= -1e-6
    assert cells[current].right <= 600 + 1e-6
