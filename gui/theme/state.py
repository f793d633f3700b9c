"""The theme in force: mode, text scale and motion, and what follows from them."""

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QObject, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from gui.theme.fonts import Role, make_font, make_math_font
from gui.theme.stylesheet import stylesheet, write_images
from gui.theme.tokens import DARK, LIGHT, Tokens

Mode = Literal["dark", "light"]

_TOKENS: dict[Mode, Tokens] = {"dark": DARK, "light": LIGHT}


class Theme(QObject):
    """What everything drawn takes its colours and sizes from.

    There is one, given by `theme()`. Widgets that paint themselves connect `changed` to `update`
    (and measure anew if they cache sizes).
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode: Mode = "dark"
        self._scale = 1.0
        self._reduce_motion = False
        self._app: QApplication | None = None
        self._images: QTemporaryDir | None = None

    @property
    def mode(self) -> Mode:
        """`"dark"` or `"light"`."""
        return self._mode

    @property
    def tokens(self) -> Tokens:
        """The colours of the mode in force."""
        return _TOKENS[self._mode]

    @property
    def scale(self) -> float:
        """The larger-text factor: 1.0, 1.25 or 1.5."""
        return self._scale

    @property
    def reduce_motion(self) -> bool:
        """Whether everything moves at once instead of gliding."""
        return self._reduce_motion

    def colour(self, name: str, alpha: float = 1.0) -> QColor:
        """A token as a colour.

        Args:
            name: A field of `Tokens`, such as `text2` or `upstream`.
            alpha: Opacity, 0 to 1.
        """
        made = QColor(getattr(self.tokens, name))
        if alpha < 1.0:
            made.setAlphaF(alpha)
        return made

    def px(self, length: float) -> int:
        """A length of the design (pixels at 100%) at the larger-text factor in force."""
        return round(length * self._scale)

    def duration(self, milliseconds: int) -> int:
        """How long a motion takes: as asked, or 0 when motion is reduced."""
        return 0 if self._reduce_motion else milliseconds

    def set_mode(self, mode: Mode) -> None:
        """Go dark or light."""
        if mode != self._mode:
            self._mode = mode
            self._refresh()

    def toggle_mode(self) -> None:
        """Go from dark to light or back."""
        self.set_mode("light" if self._mode == "dark" else "dark")

    def set_scale(self, scale: float) -> None:
        """Make all text and spacing larger, by a factor of 1 to 2.

        Raises:
            ValueError: The factor is out of range.
        """
        if not 1.0 <= scale <= 2.0:
            raise ValueError(f"the text scale is {scale}; it should be between 1 and 2")
        if scale != self._scale:
            self._scale = scale
            self._refresh()

    def set_reduce_motion(self, reduce: bool) -> None:
        """Turn animations off or on."""
        self._reduce_motion = reduce

    def apply(self, app: QApplication) -> None:
        """Dress an application, now and after each change."""
        self._app = app
        self._images = QTemporaryDir()
        write_images(self._images.path())
        app.setStyle(QStyleFactory.create("Fusion"))
        self._dress()

    def _refresh(self) -> None:
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        if self._app is None or self._images is None:
            return
        self._app.setFont(make_font("body", self._scale))
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(stylesheet(self.tokens, self._mode, self._scale, self._images.path()))


@lru_cache
def theme() -> Theme:
    """The one theme of the process."""
    return Theme()


def font(role: Role, *, size: float | None = None, scaled: bool = True) -> QFont:
    """The font of a role.

    Args:
        role: What the text is.
        size: Another size than the role's, in pixels at 100%.
        scaled: Follow the larger-text setting; the canvas does not, it zooms.
    """
    return make_font(role, theme().scale if scaled else 1.0, size)


def math_font(size: float = 18, *, scaled: bool = True) -> QFont:
    """STIX Two Math at a size in pixels, for names of quantities; write them with `math_italic`."""
    return make_math_font(size * (theme().scale if scaled else 1.0))


def palette(tokens: Tokens) -> QPalette:
    """The Qt palette of a set of tokens."""
    made = QPalette()
    role = QPalette.ColorRole
    for key, colour in {
        role.Window: tokens.panel,
        role.WindowText: tokens.text,
        role.Base: tokens.field,
        role.AlternateBase: tokens.panel,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text3,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_fill,
        role.Highlight: tokens.fill,
        role.HighlightedText: tokens.on_fill,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Light: tokens.raised,
        role.Midlight: tokens.border,
        role.Mid: tokens.border,
        role.Dark: tokens.border2,
        role.Shadow: tokens.canvas,
    }.items():
        made.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, key, QColor(tokens.disabled))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(tokens.hover))
    return made
