"""Colours, type and sizes of the whole app, in dark and light."""

from gui.theme.fonts import Role, math_italic
from gui.theme.state import Mode, Theme, font, math_font, theme
from gui.theme.tokens import DARK, LIGHT, MEANINGS, Tokens, mix

__all__ = [
    "DARK",
    "LIGHT",
    "MEANINGS",
    "Mode",
    "Role",
    "Theme",
    "Tokens",
    "font",
    "math_font",
    "math_italic",
    "mix",
    "theme",
]
