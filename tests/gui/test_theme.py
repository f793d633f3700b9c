from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT, MEANINGS, Theme, Tokens, font, math_font, math_italic, mix, theme


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance."""
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ink", ["text", "text2", "text3", "accent", "kw", *MEANINGS])
@pytest.mark.parametrize("ground", ["canvas", "panel", "raised", "sunken", "field"])
def test_text_is_readable_on_every_surface(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_text_on_filled_buttons_is_readable(tokens: Tokens) -> None:
    assert contrast(tokens.on_fill, tokens.fill) >= 4.5


def test_mix_goes_from_the_first_colour_to_the_second() -> None:
    assert [mix("#000000", "#FF8040", share) for share in (0, 0.5, 1)] == ["#000000", "#804020", "#FF8040"]


def test_a_change_of_mode_is_told_once_and_changes_the_colours(qtbot: QtBot) -> None:
    own = Theme()
    assert own.colour("panel").name().upper() == DARK.panel
    with qtbot.waitSignal(own.changed):
        own.toggle_mode()
    assert own.colour("panel").name().upper() == LIGHT.panel
    with qtbot.assertNotEmitted(own.changed):
        own.set_mode("light")


def test_larger_text_scales_lengths_and_refuses_nonsense() -> None:
    own = Theme()
    own.set_scale(1.25)
    assert own.px(28) == 35
    with pytest.raises(ValueError, match="between 1 and 2"):
        own.set_scale(0)


def test_reduced_motion_takes_no_time() -> None:
    own = Theme()
    assert own.duration(140) == 140
    own.set_reduce_motion(True)
    assert own.duration(140) == 0


def test_an_unknown_colour_is_an_error() -> None:
    with pytest.raises(AttributeError, match="puce"):
        Theme().colour("puce")


def test_the_application_is_dressed_and_dressed_anew(qapp: QApplication) -> None:
    own = Theme()
    own.apply(qapp)
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.panel
    assert "@" not in qapp.styleSheet()
    own.set_mode("light")
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT.panel
    assert LIGHT.accent in qapp.styleSheet()
    theme().apply(qapp)


def test_pictures_named_in_the_style_sheet_exist(qapp: QApplication) -> None:
    theme().apply(qapp)
    named = [part.split('"')[0] for part in qapp.styleSheet().split('url("')[1:]]
    assert named
    assert all(Path(file).is_file() for file in named)


def test_text_is_set_in_the_fonts_that_ship(qapp: QApplication) -> None:
    assert QFontInfo(font("body")).family() == "Source Sans Pro"
    assert QFontInfo(math_font()).family() == "STIX Two Math"
    assert font("title").pixelSize() == 16
    assert font("cell").fixedPitch()


def test_variables_are_italic_and_everything_else_is_left() -> None:
    assert math_italic("x") == "\U0001d465"
    assert math_italic("h") == "\u210e"
    assert math_italic("W1 =") == "\U0001d44a1 ="
