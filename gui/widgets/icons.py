"""Icons: drawn from our own paths, in a token's colour, sharp at every size."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.theme import theme
from gui.widgets.glyphs import GLYPHS, LOGO, SAME_AS

_PIXEL_RATIOS = (1.0, 2.0)


def op_icon_name(op: str, category: str) -> str:
    """The name of an op's icon: its own, or its category's (`layers`, `Activations` …)."""
    name = SAME_AS.get(op, op)
    return name if name in GLYPHS else category.lower()


def icon(name: str, colour: str = "text2", size: int = 16) -> QIcon:
    """An icon in a colour of the theme in force; ask again after a change of theme.

    Args:
        name: A key of `GLYPHS`, or `logo`.
        colour: A token.
        size: Side in pixels at 100%.

    Raises:
        KeyError: There is no such icon.
    """
    made = QIcon()
    side = theme().px(size)
    for ratio in _PIXEL_RATIOS:
        made.addPixmap(pixmap(name, colour, side, ratio))
        made.addPixmap(pixmap(name, "disabled", side, ratio), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, colour: str, side: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture, `side` logical pixels wide at a device pixel ratio."""
    return _pixmap(name, _value(name, colour), side, ratio)


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    made = QPixmap(QSize(side, side) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _renderer(name, colour).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return made


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: str | QColor = "text2") -> None:
    """Draw an icon to fill a square.

    Args:
        painter: Where to.
        rect: The square.
        name: A key of `GLYPHS`, or `logo`.
        colour: A token, or any colour.
    """
    value = colour.name() if isinstance(colour, QColor) else _value(name, colour)
    _renderer(name, value).render(painter, rect)


def _value(name: str, colour: str) -> str:
    """What a token stands for now; the logo always has the ground of primary buttons."""
    return str(getattr(theme().tokens, "fill" if name == "logo" else colour))


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_svg(name, colour).encode()))


def _svg(name: str, colour: str) -> str:
    """The icon as a document; every corner and end is round."""
    if name == "logo":
        ground = f'<rect width="32" height="32" rx="8" fill="{colour}"/>'
        return _document(32, ground + _paths(LOGO, "#FFFFFF", 2.8))
    return _document(16, _paths(GLYPHS[SAME_AS.get(name, name)], colour, 1.5))


def _document(side: int, content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">{content}</svg>'


def _paths(paths: tuple[str, ...], colour: str, width: float) -> str:
    stroke = f'stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"'
    return "".join(
        f'<path d="{path[1:]}" fill="{colour}"/>'
        if path.startswith("!")
        else f'<path d="{path}" fill="none" {stroke}/>'
        for path in paths
    )
