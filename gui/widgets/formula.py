r"""Formulas in LaTeX, laid out once by ziamath, then drawn at any size and in any colours.

Parts take the colour of their meaning from `\value{…}`, `\upstream{…}`, `\local{…}` and `\downstream{…}`.
Laying out takes some milliseconds, so whoever knows which formulas come next calls `prepare_formulas`.
"""

import logging
import math
import re
import threading
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import math_font, theme

logger = logging.getLogger(__name__)

_BASE_SIZE = 32.0
"""Pixels a formula is laid out at; it is scaled from there."""

_PLAIN_HEIGHT = 1.4
"""Height of a formula that cannot be read, in sizes of its type."""

_AXIS = 0.258
"""Where fraction bars and minus signs lie above the baseline in STIX Two Math, in sizes of its type."""

# Stand-ins in the cached pictures, replaced by the colours in force when they are drawn.
_INK = "#010100"
_PARTS = {"value": "#010101", "upstream": "#010102", "local": "#010103", "downstream": "#010104"}
_PART_MACRO = re.compile(r"\\(value|upstream|local|downstream)\s*\{")


@dataclass(frozen=True)
class _Layout:
    """A formula laid out at the base size; `svg` is empty where ziamath could not read it."""

    svg: str
    width: float
    height: float
    ascent: float


_UNSCALED = (QTransform.TransformationType.TxNone, QTransform.TransformationType.TxTranslate)

_layouts: dict[str, _Layout] = {}
_laying_out = threading.Lock()


def prepare_formulas(texs: Iterable[str]) -> None:
    """Lay formulas out in the background, so that they are there when they are drawn."""
    missing = [tex for tex in dict.fromkeys(texs) if tex not in _layouts]
    if missing:
        threading.Thread(
            target=lambda: [_layout(tex) for tex in missing], daemon=True, name="formulas"
        ).start()


def _layout(tex: str) -> _Layout:
    found = _layouts.get(tex)
    if found is None:
        with _laying_out:
            found = _layouts.get(tex) or _lay_out(tex)
            _layouts[tex] = found
    return found


def _lay_out(tex: str) -> _Layout:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # ziamath reads its font in an old way
        from ziamath.config import config  # takes a moment, and the window must not wait for it
        from ziamath.zmath import Latex

    config.svg2 = False
    try:
        svg = Latex(_for_ziamath(tex), size=_BASE_SIZE, color=_INK).svg()
    except Exception:
        logger.exception("The formula %r cannot be laid out; it is shown as it is written", tex)
        return _Layout("", 0.0, 0.0, 0.0)
    _, top, width, height = (float(part) for part in svg.split('viewBox="')[1].split('"')[0].split())
    return _Layout(svg, width, height, -top)


def _for_ziamath(tex: str) -> str:
    """The formula with stand-in colours, and ∂ as an italic letter, not an operator that keeps apart."""
    tex = re.sub(r"\\partial(?![a-zA-Z])", "\U0001d715", tex)
    while match := _PART_MACRO.search(tex):
        end = _closing_brace(tex, match.end())
        coloured = rf"{{\color{{{_PARTS[match[1]]}}} {tex[match.end() : end]}}}"
        tex = tex[: match.start()] + coloured + tex[end + 1 :]
    return tex


def _closing_brace(tex: str, start: int) -> int:
    """Where the group ends whose content starts at `start`."""
    depth = 1
    for index in range(start, len(tex)):
        depth += {"{": 1, "}": -1}.get(tex[index], 0)
        if depth == 0:
            return index
    raise ValueError("a brace is not closed")


@lru_cache(maxsize=512)
def _renderer(tex: str, colours: tuple[str, ...]) -> QSvgRenderer:
    svg = _layout(tex).svg
    for stand_in, colour in zip((_INK, *_PARTS.values()), colours, strict=True):
        svg = svg.replace(stand_in, colour)
    return QSvgRenderer(QByteArray(svg.encode()))


@lru_cache(maxsize=512)
def _picture(tex: str, colours: tuple[str, ...], width: float, height: float, ratio: float) -> QPixmap:
    """A formula painted once; drawing it from its outlines each time takes ten times as long."""
    picture = QPixmap(math.ceil(width * ratio) + 1, math.ceil(height * ratio) + 1)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(tex, colours).render(painter, QRectF(0, 0, width, height))
    painter.end()
    return picture


def formula_size(tex: str, size: float) -> QSizeF:
    """How large a formula is.

    Args:
        tex: LaTeX.
        size: Height of its type in pixels.
    """
    layout = _layout(tex)
    if not layout.svg:
        metrics = QFontMetricsF(math_font(size, scaled=False))
        return QSizeF(metrics.horizontalAdvance(tex), size * _PLAIN_HEIGHT)
    return QSizeF(layout.width, layout.height) * (size / _BASE_SIZE)


def formula_ascent(tex: str, size: float) -> float:
    """How far a formula stands above its baseline, in pixels."""
    layout = _layout(tex)
    if not layout.svg:
        return size
    return layout.ascent * size / _BASE_SIZE


def axis_ascent(tex: str, size: float) -> float:
    """How far a formula stands above its axis, the height of its fraction bar, in pixels."""
    return formula_ascent(tex, size) - _AXIS * size


def paint_formula(
    painter: QPainter,
    rect: QRectF,
    tex: str,
    size: float,
    colour: str | QColor = "text",
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
) -> None:
    """Draw a formula, smaller than asked if the place is too narrow.

    Args:
        painter: Where to.
        rect: The place.
        tex: LaTeX.
        size: Height of its type in pixels.
        colour: A token or any colour, for parts without a meaning's colour.
        align: Where in the place it stands.
    """
    ink = colour if isinstance(colour, QColor) else theme().colour(colour)
    extent = formula_size(tex, size)
    if extent.width() > rect.width() > 0:
        size *= rect.width() / extent.width()
        extent = formula_size(tex, size)
    place = _place(rect, extent, align)
    if not _layout(tex).svg:
        painter.setPen(ink)
        painter.setFont(math_font(size, scaled=False))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tex)
        return
    colours = (ink.name(), *(theme().colour(part).name() for part in _PARTS))
    ratio = painter.device().devicePixelRatio()
    corner = painter.transform().map(place.topLeft())
    if painter.transform().type() not in _UNSCALED:
        _renderer(tex, colours).render(painter, place)
        return
    # On whole pixels, so that one picture serves wherever the formula stands.
    off = QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio) - corner
    picture = _picture(tex, colours, place.width(), place.height(), ratio)
    painter.drawPixmap(place.topLeft() + off, picture)


def paint_formula_at(
    painter: QPainter, baseline: QPointF, tex: str, size: float, colour: str = "text"
) -> None:
    """Draw a formula from a point on its baseline, to stand in a line of text."""
    extent = formula_size(tex, size)
    top_left = baseline - QPointF(0, formula_ascent(tex, size))
    paint_formula(painter, QRectF(top_left, extent), tex, size, colour)


def _place(rect: QRectF, extent: QSizeF, align: Qt.AlignmentFlag) -> QRectF:
    place = QRectF(QPointF(0, 0), extent)
    place.moveCenter(rect.center())
    if align & Qt.AlignmentFlag.AlignLeft:
        place.moveLeft(rect.left())
    elif align & Qt.AlignmentFlag.AlignRight:
        place.moveRight(rect.right())
    if align & Qt.AlignmentFlag.AlignTop:
        place.moveTop(rect.top())
    elif align & Qt.AlignmentFlag.AlignBottom:
        place.moveBottom(rect.bottom())
    return place


class Formula(QWidget):
    """A formula on a panel.

    Args:
        tex: LaTeX.
        size: Height of its type in pixels at 100%.
        colour: A token, for parts without a meaning's colour.
        align: Where it stands when there is more room than it needs.
    """

    _PADDING = 4

    def __init__(
        self,
        tex: str = "",
        size: float = 18,
        colour: str = "text",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tex = tex
        self._size = size
        self._colour = colour
        self._align = align
        self.setAccessibleName(tex)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    @property
    def tex(self) -> str:
        """The LaTeX on show."""
        return self._tex

    def set_tex(self, tex: str) -> None:
        """Show another formula."""
        if tex != self._tex:
            self._tex = tex
            self.setAccessibleName(tex)
            self._restyle()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """As large as the formula."""
        if not self._tex:
            return QSize(0, 0)
        extent = formula_size(self._tex, theme().px(self._size)).toSize()
        return extent + QSize(2, theme().px(2 * self._PADDING))

    @override
    def minimumSizeHint(self) -> QSize:
        """It shrinks rather than being cut."""
        return QSize(theme().px(40), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the formula."""
        if self._tex:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QRectF(self.rect()).adjusted(1, 0, -1, 0)
            paint_formula(painter, place, self._tex, theme().px(self._size), self._colour, self._align)
