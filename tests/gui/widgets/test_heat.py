from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT, Mode, theme
from gui.widgets.heat import (
    grey_image,
    heat_colour,
    heat_colours,
    heat_image,
    paint_not_computed,
    symmetric_max,
    table,
    text_on,
)

# The colours of the design at these shares of vmax.
SHARES = (-1, -0.75, -0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.5, 0.75, 1)
DESIGN: dict[Mode, str] = {
    "dark": "#29A9E0 #1384B1 #056084 #093F56 #102C39 #1A1D23 #352B0D #534209 #866C13 #BC9A2D #F4CB4C",
    "light": "#0B7DB5 #509ED0 #82C0EA #B7E1FF #E3F3FF #FFFFFF #FFF2DD #FCE0B0 #EAC27E #D5A64D #C08A00",
}


@pytest.fixture(params=["dark", "light"])
def mode(request: pytest.FixtureRequest) -> Iterator[Mode]:
    chosen: Mode = request.param
    before = theme().mode
    theme().set_mode(chosen)
    yield chosen
    theme().set_mode(before)


def test_the_table_has_the_colours_of_the_design(mode: Mode) -> None:
    expected = np.array([list(bytes.fromhex(colour[1:])) for colour in DESIGN[mode].split()])
    made = heat_colours(np.array(SHARES) * 7.0, vmax=7.0).astype(int)
    assert np.abs(made - expected).max() <= 2


def test_lightness_is_monotone_on_both_sides(mode: Mode) -> None:
    lightness = np.array([QColor(*colour).lightnessF() for colour in table(mode)[:257].tolist()])
    luma = table(mode)[:257] @ np.array([0.2126, 0.7152, 0.0722])
    sign = 1 if mode == "dark" else -1
    assert (sign * np.diff(luma[128:]) > -1).all()
    assert (sign * np.diff(luma[:129]) < 1).all()
    assert lightness[128] == pytest.approx(lightness.min() if mode == "dark" else lightness.max(), abs=0.02)


def test_numbers_beyond_the_scale_take_its_end_and_nan_the_colour_of_errors(mode: Mode) -> None:
    tokens = DARK if mode == "dark" else LIGHT
    assert heat_colour(99, 1) == heat_colour(1, 1)
    assert heat_colour(-np.inf, 1) == heat_colour(-1, 1)
    assert heat_colour(np.nan, 1).name().upper() == tokens.error


def test_numbers_on_cells_are_readable_everywhere(mode: Mode) -> None:
    def luminance(colour: QColor) -> float:
        parts = np.array([colour.redF(), colour.greenF(), colour.blueF()])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    for red, green, blue in table(mode)[:257].tolist():
        ground = QColor(red, green, blue)
        low, high = sorted((luminance(ground), luminance(text_on(ground))))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_a_picture_has_one_pixel_a_number(mode: Mode) -> None:
    image = heat_image(np.array([[1.0, -1.0, 0.0]]), 1.0)
    assert (image.width(), image.height()) == (3, 1)
    assert image.pixelColor(0, 0) == heat_colour(1, 1)
    assert image.pixelColor(1, 0) == heat_colour(-1, 1)
    assert image.pixelColor(2, 0) == heat_colour(0, 1)


def test_grey_pictures_run_from_the_ground_to_the_text_colour(mode: Mode) -> None:
    image = grey_image(np.array([[0, 16]]), 0, 16)
    assert image.pixelColor(0, 0) == theme().colour("sunken")
    assert image.pixelColor(1, 0) == theme().colour("text")


def test_the_shared_scale_ignores_what_is_not_finite() -> None:
    assert symmetric_max(np.array([0.2, -0.9]), np.array([np.nan, np.inf, 0.3])) == 0.9
    assert symmetric_max(np.zeros(3)) == 1.0
    assert symmetric_max(np.array([])) == 1.0


def test_not_computed_yet_does_not_look_like_zero(qtbot: QtBot) -> None:
    def cell(zero: bool) -> QImage:
        image = QImage(20, 20, QImage.Format.Format_RGB32)
        image.fill(theme().colour("raised"))
        painter = QPainter(image)
        if zero:
            painter.fillRect(image.rect(), heat_colour(0, 1))
        else:
            paint_not_computed(painter, QRectF(0, 0, 20, 20))
        painter.end()
        return image

    assert cell(zero=True).pixelColor(10, 10) == heat_colour(0, 1)
    assert cell(zero=False).pixelColor(10, 10) == theme().colour("raised")
    assert any(cell(zero=False).pixelColor(x, 0) != theme().colour("raised") for x in range(20))
