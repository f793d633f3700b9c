import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gui.theme import theme
from gui.widgets.buttons import IconButton
from gui.widgets.colour_scale import ColourScale
from gui.widgets.heat import heat_colour
from gui.widgets.slice_picker import SlicePicker
from gui.widgets.tensor_grid import Cell, Grid, fitting_cell, line_length, visible_part
from gui.widgets.tensor_picture import cell_format, summary
from gui.widgets.tensor_sharing import share_cells, share_scale
from gui.widgets.tensor_view import TensorView

EVERY = slice(None)


@pytest.fixture
def view(qtbot: QtBot) -> TensorView:
    made = TensorView("local", "local", r"\partial y/\partial x = W")
    qtbot.addWidget(made)
    made.set_array(np.array([[-0.59, 0.47, -0.28], [-0.33, 0.66, 0.62]]))
    made.resize(made.sizeHint())
    return made


def centre(view: TensorView, index: tuple[int, ...]) -> QPoint:
    return view.element_rect(index).center().toPoint()


def hover(view: TensorView, place: QPoint) -> None:
    none = Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    spot = QPointF(place)
    move = QMouseEvent(QEvent.Type.MouseMove, spot, view.mapToGlobal(spot), none, none, keys)
    QApplication.sendEvent(view, move)


def test_cells_have_the_colours_of_their_numbers(view: TensorView) -> None:
    picture = view.grab().toImage()
    for index in ((0, 0), (1, 2)):
        corner = view.element_rect(index).topLeft().toPoint() + QPoint(6, 4)
        value = {(0, 0): -0.59, (1, 2): 0.62}[index]
        assert picture.pixelColor(corner) == heat_colour(value, 0.66)


def test_a_click_chooses_an_element_and_tells(qtbot: QtBot, view: TensorView) -> None:
    with qtbot.waitSignal(view.clicked) as told:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(view, (1, 2)))
    assert told.args == [(1, 2)]
    assert view.chosen == (1, 2)
    with qtbot.assertNotEmitted(view.clicked):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


def test_the_mouse_tells_what_it_is_over_and_when_it_leaves(qtbot: QtBot, view: TensorView) -> None:
    told: list[object] = []
    view.hovered.connect(told.append)
    for step in (QPoint(0, 0), QPoint(1, 1)):
        hover(view, centre(view, (0, 1)) + step)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert told == [(0, 1), None]


def test_arrow_keys_walk_and_stop_at_the_edge(qtbot: QtBot, view: TensorView) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(view, key)
    assert view.chosen == (1, 0)
    with qtbot.assertNotEmitted(view.clicked):
        QTest.keyClick(view, Qt.Key.Key_Left)


def test_what_is_chosen_is_said_to_screen_readers(view: TensorView) -> None:
    assert view.accessibleName() == "local 2×3"
    view.set_chosen((0, 2))
    assert view.accessibleDescription() == "local[0, 2] = −0.28"


def test_hover_tells_the_exact_number(view: TensorView, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: told.append(text))
    view.set_array(np.array([[1 / 3]]))
    place = centre(view, (0, 0))
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
    assert told == ["local[0, 0] = 0.3333333333333333"]


def test_an_outline_surrounds_a_column_in_its_meaning_s_colour(view: TensorView) -> None:
    view.set_highlight((EVERY, 1), "local")
    picture = view.grab().toImage()
    column = view.element_rect((0, 1)).united(view.element_rect((1, 1)))
    beside = QPointF(column.left() - 1.5, column.center().y()).toPoint()
    assert picture.pixelColor(beside) == theme().colour("local")
    view.set_highlights([])
    assert view.grab().toImage().pixelColor(beside) != theme().colour("local")


@pytest.mark.parametrize("shape", [(), (5,), (2, 3), (1, 16, 4, 4), (0,), (3, 0)])
def test_every_shape_can_be_shown_computed_or_not(qtbot: QtBot, shape: tuple[int, ...]) -> None:
    view = TensorView("value", "value")
    qtbot.addWidget(view)
    for _ in range(2):
        view.resize(view.sizeHint())
        view.grab()
        QTest.keyClick(view, Qt.Key.Key_Right)
        view.set_array(np.ones(shape))
    assert view.index_at(QPointF(-5, -5)) is None


def test_not_computed_yet_differs_from_zeros(qtbot: QtBot) -> None:
    view = TensorView("upstream", "upstream")
    qtbot.addWidget(view)
    view.resize(400, 100)
    view.set_pending((1, 8))
    pending = view.grab().toImage()
    assert view.describe((0, 1)) == "upstream[0, 1] is not computed yet"
    view.set_array(np.zeros((1, 8)))
    assert view.grab().toImage() != pending


def test_one_slice_of_many_dimensions_is_shown_and_named_in_full(qtbot: QtBot) -> None:
    view = TensorView("value", "value")
    qtbot.addWidget(view)
    view.set_array(np.arange(2 * 3 * 2 * 2).reshape(2, 3, 2, 2))
    view.resize(view.sizeHint())
    view.set_slice((1, 2))
    assert view.index_at(QPointF(centre(view, (1, 2, 0, 1)))) == (1, 2, 0, 1)
    assert view.element_rect((0, 2, 0, 1)).isEmpty()
    assert view.describe((1, 2, 0, 1)) == "value[1, 2, 0, 1] = 21"
    with pytest.raises(IndexError, match="no slice"):
        view.set_slice((2, 0))


def test_large_tensors_shrink_to_a_picture_with_a_summary_and_paint_fast(qtbot: QtBot) -> None:
    view = TensorView("W", "downstream")
    qtbot.addWidget(view)
    view.set_array(np.random.default_rng(0).normal(size=(1000, 1000)).astype(np.float32))
    view.resize(600, 400)
    target = QPixmap(600, 400)
    view.render(target)
    best = min(_seconds(lambda: view.render(target)) for _ in range(5))
    assert best < 0.005
    assert view.index_at(QPointF(300, 200)) is not None


def _seconds(work: object) -> float:
    assert callable(work)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_a_summary_is_right_and_says_what_is_not_finite() -> None:
    assert summary(np.array([3.0, -4.0])) == ["min −4", "max 3", "norm 5", "mean −0.5"]
    assert summary(np.array([np.nan, np.inf, 2.0]))[0] == "2 not finite"


@pytest.mark.parametrize(
    ("values", "texts", "note"),
    [
        ([0.163, -0.8], ["0.16", "−0.80"], ""),
        ([1.0, 0.0], ["1", "0"], ""),
        ([12.34, 5.0], ["12.3", "5.0"], ""),
        ([123.4, -7.5], ["123", "−8"], ""),
        ([0.00213, -0.0005], ["2.13", "−0.50"], "×10⁻³"),
        ([43210.0, 100.5], ["4.32", "0.01"], "×10⁴"),
        ([np.nan, 1.5], ["NaN", "1.50"], ""),
    ],
)
def test_numbers_in_cells_fit_and_share_a_form(values: list[float], texts: list[str], note: str) -> None:
    written = cell_format(np.array([values]))
    assert [written.text(value) for value in values] == texts
    assert written.note() == note


def test_cells_shrink_with_the_room_and_lose_their_numbers() -> None:
    large = fitting_cell(4, 8, QSize(400, 200))
    small = fitting_cell(4, 8, QSize(120, 60))
    assert large is not None
    assert small is not None
    assert large.numbers
    assert not small.numbers
    assert fitting_cell(1000, 1000, QSize(500, 500)) is None


def test_a_grid_finds_the_cell_it_drew() -> None:
    grid = Grid(3, 5, QPointF(20, 30), Cell(42, 34, 2, 3, numbers=True), QSize(300, 200))
    for row in range(3):
        for column in range(5):
            assert grid.at(grid.rect(row, column).center()) == (row, column)
    assert grid.at(QPointF(19, 31)) is None


def test_indices_name_the_part_on_show() -> None:
    assert visible_part((EVERY, 2), (4, 8), ()) == (range(4), range(2, 3))
    assert visible_part((slice(1, 3), slice(0, 2)), (4, 8), ()) == (range(1, 3), range(2))
    assert visible_part((3,), (8,), ()) == (range(1), range(3, 4))
    assert visible_part((0, 1, 2, 3), (1, 2, 4, 4), (0, 1)) == (range(2, 3), range(3, 4))
    assert visible_part((0, 1, 2, 3), (1, 2, 4, 4), (0, 0)) is None


def test_tensors_side_by_side_share_scale_and_cells(qtbot: QtBot) -> None:
    views = [TensorView("a"), TensorView("b")]
    for view, largest in zip(views, (0.5, -2.0), strict=True):
        qtbot.addWidget(view)
        view.set_array(np.full((2, 4), largest))
    assert share_scale(views) == 2.0
    cell = share_cells(views, QSize(420, 200), 20)
    assert cell is not None
    assert cell.numbers
    assert {view.element_rect((0, 0)).size().toSize() for view in views} == {QSize(cell.width, cell.height)}
    assert share_cells(views, QSize(10, 10), 20) is None


def distance(one: QColor, other: QColor) -> int:
    """The largest difference of red, green and blue."""
    return max(abs(one.red() - other.red()), abs(one.green() - other.green()), abs(one.blue() - other.blue()))


def test_the_legend_names_its_ends(qtbot: QtBot) -> None:
    scale = ColourScale(0.9)
    qtbot.addWidget(scale)
    scale.set_vmax(0.0042)
    assert scale.accessibleName() == "colour scale from −0.0042 to 0.0042"
    picture = scale.grab().toImage()
    seen = [picture.pixelColor(x, 10) for x in range(picture.width())]
    for share in (-1, 0, 1):
        assert min(distance(colour, heat_colour(share, 1)) for colour in seen) <= 8


def test_a_slice_is_picked_by_buttons_and_by_typing(qtbot: QtBot) -> None:
    picker = SlicePicker()
    qtbot.addWidget(picker)
    picker.set_dimensions((2, 16))
    picker.show()
    assert picker.value() == (0, 0)
    buttons = {button.toolTip(): button for button in picker.findChildren(IconButton)}
    with qtbot.waitSignal(picker.changed) as told:
        buttons["next channel"].click()
    assert told.args == [(0, 1)]
    picker.set_value((1, 3))
    assert picker.value() == (1, 3)
    picker.set_dimensions((2, 16))
    assert picker.value() == (1, 3)
    picker.set_dimensions(())
    assert picker.value() == ()


def test_a_long_row_is_broken_into_lines_of_one_length(qtbot: QtBot) -> None:
    view = TensorView("downstream")
    qtbot.addWidget(view)
    view.set_array(np.arange(64.0).reshape(1, 64))
    view.set_wrapped(True)
    view.resize(600, 300)

    assert view.matrix_shape() == (4, 16)
    for index in ((0, 0), (0, 15), (0, 16), (0, 63)):
        assert view.index_at(view.element_rect(index).center()) == index
    assert view.element_rect((0, 16)).top() > view.element_rect((0, 15)).top()
    assert view.describe((0, 17)) == "downstream[0, 17] = 17.0"


@pytest.mark.parametrize(("count", "length"), [(10, 10), (32, 32), (64, 16), (128, 16), (100, 20), (97, 97)])
def test_lines_are_equally_long_with_none_left_over(count: int, length: int) -> None:
    assert line_length(count) == length
