from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.theme import theme
from gui.widgets import numbers
from gui.widgets.envelope import Envelope
from gui.widgets.plot import Chart
from gui.widgets.plot_area import PlotArea
from gui.widgets.plot_cursor import Cursor
from gui.widgets.plot_curve import Curve, Mark
from gui.widgets.plot_export import save_picture, write_csv


def chart(qtbot: QtBot, *, log: bool = False, whole_head: bool = False) -> Chart:
    made = Chart(
        "Loss",
        x_name="epoch",
        log=log,
        log_switch=whole_head,
        exportable=whole_head,
        legend=whole_head,
        exact=numbers.exact,
    )
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def area_of(made: Chart) -> PlotArea:
    return made.findChildren(PlotArea)[0]


def line(*values: float, start: float = 0.0) -> Curve:
    return Curve("train", Envelope(start, 1.0, values), "accent", dot=True)


def test_a_point_is_painted_where_its_numbers_are(qtbot: QtBot) -> None:
    made = chart(qtbot)
    made.set_span(0, 4)
    made.set_curves([line(0, 1, 2, 3, 4)])
    area = area_of(made)
    room = area.plot_rect()
    assert area.place_of(0, 0).x() == pytest.approx(room.left(), abs=1)
    assert area.place_of(4, 0).x() == pytest.approx(room.right(), abs=1.5)
    middle = area.place_of(2, 2)
    assert middle.y() == pytest.approx((area.place_of(2, 0).y() + area.place_of(2, 4).y()) / 2, abs=1)
    picture = area.grab().toImage()
    accent = theme().colour("accent")
    assert near(picture, middle, accent.name())
    assert not near(picture, area.place_of(2, 0.5), accent.name())


def near(picture: QImage, place: QPointF, colour: str) -> bool:
    """Whether a colour is found within two pixels."""
    return any(
        picture.pixelColor(round(place.x()) + across, round(place.y()) + down).name() == colour
        for across in range(-2, 3)
        for down in range(-2, 3)
    )


def test_a_logarithmic_scale_puts_powers_of_ten_at_even_distances(qtbot: QtBot) -> None:
    made = chart(qtbot, log=True)
    made.set_span(0, 3)
    made.set_curves([line(1, 0.1, 0.01, 0.001)])
    area = area_of(made)
    heights = [area.place_of(0, value).y() for value in (1, 0.1, 0.01)]
    assert heights[1] - heights[0] == pytest.approx(heights[2] - heights[1], abs=1.5)
    made.set_log(False)
    heights = [area.place_of(0, value).y() for value in (1, 0.1, 0.01)]
    assert heights[1] - heights[0] > 5 * (heights[2] - heights[1])


def test_the_card_has_the_exact_numbers_of_the_nearest_points(qtbot: QtBot) -> None:
    made = chart(qtbot)
    made.set_span(0, 2)
    made.set_curves([line(0.5, 0.123456789, 0.25), Curve("validation", Envelope(1, 1, [0.75]))])
    area = area_of(made)
    at = area.place_of(1, 0.2).toPoint()
    with qtbot.waitSignal(made.pointed) as pointed:
        QTest.mouseMove(area.viewport(), at)
        QApplication.processEvents()
    assert pointed.args == [pytest.approx(1, abs=0.02)]
    cursor = made.findChildren(Cursor)[0]
    assert cursor.isVisible()
    assert cursor.text()[1:] == ["train 0.123456789", "validation 0.75"]
    QTest.mouseMove(area.viewport(), QPoint(2, 2))
    qtbot.waitUntil(lambda: not cursor.isVisible())


def test_a_linked_cursor_has_no_card(qtbot: QtBot) -> None:
    made = chart(qtbot)
    made.set_span(0, 2)
    made.set_curves([line(0, 1, 2)])
    before = made.grab().toImage()
    made.set_cursor(1.0)
    assert made.findChildren(Cursor)[0].isVisible()
    assert made.grab().toImage() != before
    made.set_cursor(None)
    assert made.grab().toImage() == before


def test_the_wheel_zooms_and_a_double_click_shows_all_again(qtbot: QtBot) -> None:
    made = chart(qtbot)
    made.set_span(0, 100)
    made.set_curves([Curve("train", Envelope(values=np.arange(101.0)))])
    area = area_of(made)
    assert area.x_at(area.plot_rect().right()) == pytest.approx(100, abs=1)
    with qtbot.waitSignal(area.zoomed) as zoomed:
        area.getViewBox().scaleBy((0.5, 1), center=(50, 0))
        area.getViewBox().sigRangeChangedManually.emit([True, False])
    assert zoomed.args == [True]
    left, right = area.x_at(area.plot_rect().left()), area.x_at(area.plot_rect().right())
    assert right - left == pytest.approx(50, abs=1)
    QTest.mouseDClick(area.viewport(), Qt.MouseButton.LeftButton, pos=area.plot_rect().center().toPoint())
    assert area.x_at(area.plot_rect().right()) == pytest.approx(100, abs=1)


def test_gaps_and_infinities_do_not_break_it(qtbot: QtBot) -> None:
    made = chart(qtbot, log=True)
    made.set_span(0, 6)
    made.set_curves([line(np.nan, 1, np.inf, -1, 0, 2, np.nan), line(), Curve("x", Envelope(), look="faint")])
    made.set_marks([Mark(2, "learning rate × 0.1"), Mark(2.1, "too near to be written")])
    assert not made.grab().isNull()


@pytest.mark.parametrize("last", [np.inf, -np.inf, np.nan, 0.0, -3.0, 1e300])
def test_a_last_point_that_has_no_place_is_no_matter(qtbot: QtBot, last: float) -> None:
    made = chart(qtbot, log=True)
    made.set_span(0, 3)
    curve = line(1, 2)
    made.set_curves([curve])
    curve.data.append([last])
    made.refresh()
    made.set_cursor(2.0)
    assert not made.grab().isNull()


def test_what_grew_is_shown_at_the_next_refresh(qtbot: QtBot) -> None:
    made = chart(qtbot)
    made.set_span(0, 9)
    curve = line(1, 2)
    made.set_curves([curve])
    before = made.grab().toImage()
    curve.data.append([5, 6, 7])
    made.refresh()
    assert made.grab().toImage() != before


def test_a_hint_stands_where_nothing_is_yet(qtbot: QtBot) -> None:
    made = chart(qtbot)
    empty = made.grab().toImage()
    made.set_hint("The loss appears here")
    assert made.grab().toImage() != empty


def test_the_table_has_a_row_for_each_x(tmp_path: Path) -> None:
    path = tmp_path / "loss.csv"
    write_csv(
        path,
        "epoch",
        [("train", Envelope(0.5, 0.5, [4, 3, np.nan, 0.1])), ("validation", Envelope(1, 1, [7, 8]))],
    )
    assert path.read_text(encoding="utf-8").splitlines() == [
        "epoch,train,validation",
        "0.5,4.0,",
        "1.0,3.0,7.0",
        "1.5,,",
        "2.0,0.1,8.0",
    ]


def test_a_picture_is_twice_as_sharp_as_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    made = chart(qtbot)
    save_picture(tmp_path / "loss.png", made)
    picture = QImage(str(tmp_path / "loss.png"))
    assert (picture.width(), picture.height()) == (1200, 600)
    with pytest.raises(OSError, match="cannot be written"):
        save_picture(tmp_path / "nowhere" / "loss.png", made)


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_no_colour_comes_from_anywhere_but_the_theme(qtbot: QtBot, mode: str) -> None:
    theme().set_mode("light" if mode == "light" else "dark")
    try:
        made = chart(qtbot, whole_head=True)
        picture = area_of(made).grab().toImage()
        ground = theme().colour("panel").name()
        assert picture.pixelColor(picture.width() - 3, 3).name() == ground
        assert picture.pixelColor(3, picture.height() // 2 + 20).name() == ground
    finally:
        theme().set_mode("dark")
