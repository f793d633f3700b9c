import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.theme import theme
from gui.widgets.film_strip import FilmStrip, Moment
from gui.widgets.filter_mosaic import FilterMosaic, extremes
from gui.widgets.filter_tiles import tiles_of
from gui.widgets.heat import heat_colour
from gui.widgets.mosaic import Mosaic
from gui.widgets.mosaic_layout import Arrangement

BANK = np.random.default_rng(0).normal(0, 0.3, (16, 3, 3)).astype(np.float32)


@given(
    st.integers(1, 130), st.integers(1, 30), st.integers(1, 30), st.integers(60, 900), st.integers(60, 900)
)
def test_all_pictures_are_inside_and_none_overlap(
    count: int, rows: int, columns: int, width: int, height: int
) -> None:
    room = QSize(width, height)
    made = Arrangement.fitting(count, rows, columns, room)
    extent = made.extent()
    assert extent.width() <= width + 1
    assert extent.height() <= height + 1
    first, last = made.frame(0), made.frame(count - 1)
    assert first.left() >= 0
    assert last.right() <= width + 1
    if count > 1:
        assert not made.frame(0).intersects(made.frame(1))
    if made.cell >= 1:
        assert made.cell == int(made.cell)
        assert made.at(made.picture(count - 1).center()) == count - 1


def test_sixteen_small_filters_make_a_square_of_large_cells() -> None:
    made = Arrangement.fitting(16, 3, 3, QSize(280, 280))
    assert made.across == 4
    assert made.cell >= 20


def shown(qtbot: QtBot) -> Mosaic:
    mosaic = Mosaic()
    qtbot.addWidget(mosaic)
    mosaic.resize(280, 280)
    mosaic.set_tiles(BANK, 1.0)
    mosaic.show()
    return mosaic


def test_each_cell_has_the_colour_of_its_weight(qtbot: QtBot) -> None:
    mosaic = shown(qtbot)
    picture = mosaic.grab().toImage()
    made = mosaic.arrangement()
    for index, row, column in [(0, 0, 0), (5, 1, 2), (15, 2, 1)]:
        corner = made.picture(index).topLeft()
        middle = (corner + QPointF(column + 0.5, row + 0.5) * made.cell).toPoint()
        assert picture.pixelColor(middle).name() == heat_colour(float(BANK[index, row, column]), 1.0).name()


def test_zero_is_the_ground(qtbot: QtBot) -> None:
    mosaic = shown(qtbot)
    mosaic.set_tiles(np.zeros((16, 3, 3)), 1.0)
    middle = mosaic.arrangement().picture(3).center().toPoint()
    assert mosaic.grab().toImage().pixelColor(middle).name() == theme().colour("panel").name()


def test_a_filter_is_chosen_by_mouse_and_by_keys(qtbot: QtBot) -> None:
    mosaic = shown(qtbot)
    with qtbot.waitSignal(mosaic.chosen) as chosen:
        at = mosaic.arrangement().picture(6).center().toPoint()
        QTest.mouseClick(mosaic, Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [6]
    for key, expected in (
        (Qt.Key.Key_Down, 10),
        (Qt.Key.Key_Left, 9),
        (Qt.Key.Key_Up, 5),
        (Qt.Key.Key_Right, 6),
    ):
        QTest.keyClick(mosaic, key)
        assert mosaic.current == expected
    mosaic.set_current(15)
    QTest.keyClick(mosaic, Qt.Key.Key_Down)
    assert mosaic.current == 15


def between(mosaic: Mosaic) -> QPointF:
    """A point between the first two pictures."""
    made = mosaic.arrangement()
    return (made.frame(0).center() + made.frame(1).center()) / 2


def test_a_click_between_them_chooses_nothing(qtbot: QtBot) -> None:
    mosaic = shown(qtbot)
    with qtbot.assertNotEmitted(mosaic.chosen):
        QTest.mouseClick(mosaic, Qt.MouseButton.LeftButton, pos=between(mosaic).toPoint())


def test_the_number_under_the_mouse_is_told(qtbot: QtBot) -> None:
    mosaic = shown(qtbot)
    made = mosaic.arrangement()
    corner = made.picture(5).topLeft()
    words = mosaic.words_at(corner + QPointF(2.5, 1.5) * made.cell)
    assert words.startswith("Filter 5 [1, 2] = ")
    assert float(words.rpartition("= ")[2].replace("−", "-")) == pytest.approx(float(BANK[5, 1, 2]), rel=1e-4)
    assert mosaic.words_at(between(mosaic)) == ""


def test_what_is_not_known_yet_does_not_look_like_zero(qtbot: QtBot) -> None:
    mosaic = shown(qtbot)
    mosaic.set_tiles(np.zeros((16, 3, 3)), 1.0)
    zeros = mosaic.grab().toImage()
    mosaic.set_pending(16, 3, 3)
    assert mosaic.grab().toImage() != zeros
    assert mosaic.words_at(mosaic.arrangement().picture(2).center()) == "Filter 2 is not known yet"


def test_new_weights_are_painted(qtbot: QtBot) -> None:
    mosaic = shown(qtbot)
    before = mosaic.grab().toImage()
    mosaic.set_tiles(BANK * 0.5, 1.0)
    assert mosaic.grab().toImage() != before


# Banks of filters ----------------------------------------------------------------------------------


def test_one_channel_is_a_heat_map_and_three_are_colour() -> None:
    one = np.ones((4, 1, 3, 3))
    assert np.array_equal(tiles_of(one, 1.0), one[:, 0])
    three = np.zeros((2, 3, 1, 1))
    three[0, :, 0, 0] = [1, 0, -1]
    assert tiles_of(three, 1.0).tolist() == [[[[255, 128, 0]]], [[[128, 128, 128]]]]
    assert tiles_of(three, 1.0, channel=2)[0, 0, 0] == -1


def filter_mosaic(qtbot: QtBot) -> FilterMosaic:
    made = FilterMosaic()
    qtbot.addWidget(made)
    made.resize(300, 340)
    made.show()
    return made


def test_gradients_can_be_chosen_once_there_are_any(qtbot: QtBot) -> None:
    made = filter_mosaic(qtbot)
    made.show_bank(BANK[:, None], None)
    button = made.kind.button(1)
    assert not button.isEnabled()
    assert "no gradient" in button.toolTip()
    weights = made.grab().toImage()
    made.show_bank(BANK[:, None], -BANK[:, None])
    assert button.isEnabled()
    assert made.grab().toImage() == weights
    button.click()
    assert made.grab().toImage() != weights


def test_channels_can_be_chosen_where_there_are_several(qtbot: QtBot) -> None:
    made = filter_mosaic(qtbot)
    made.show_bank(BANK[:, None], None)
    assert made.channel is None
    made.show_bank(np.stack([BANK, BANK, -BANK], axis=1), None)
    assert made.channel is None
    made.channels.button(3).click()
    assert made.channel == 2


def test_the_numbers_of_a_filter_are_those_of_numpy() -> None:
    assert extremes(np.array([[3.0, -4.0]])) == ["−4", "3", "5"]


def test_the_film_shows_the_first_and_the_present(qtbot: QtBot) -> None:
    strip = FilmStrip()
    qtbot.addWidget(strip)
    strip.resize(300, 60)
    strip.set_moments([Moment("0", np.ones((3, 3))), Moment("12", -np.ones((3, 3)))], 1.0)
    picture = strip.grab().toImage()
    assert picture.pixelColor(20, 20).name() == heat_colour(1, 1).name()
    assert strip.accessibleName() == "at 0, 12"
