"""The heat map: blue for negative, gold for positive, zero the ground.

Colours are made in OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020): one hue a
side, lightness linear in |v|, chroma growing with √|v| so that the sign shows early, brought into sRGB by
lowering chroma.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gui.theme import DARK, LIGHT, Mode, theme

STEPS = 128
"""Colours on each side of zero; the table holds `2 * STEPS + 1`."""

_Floats = npt.NDArray[np.float64]
_Bytes = npt.NDArray[np.uint8]

_NOT_A_NUMBER = 2 * STEPS + 1  # the table's extra last entry

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@dataclass(frozen=True)
class _End:
    """The colour at |v| = vmax: lightness 0 to 1, chroma, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


@dataclass(frozen=True)
class _Ramp:
    zero: str
    negative: _End
    positive: _End
    not_a_number: str


_RAMPS: dict[Mode, _Ramp] = {
    "dark": _Ramp(DARK.panel, _End(0.693, 0.132, 232.5), _End(0.8555, 0.148, 90.8), DARK.error),
    "light": _Ramp(LIGHT.raised, _End(0.5615, 0.124, 239.0), _End(0.669, 0.1385, 81.0), LIGHT.error),
}


@lru_cache
def table(mode: Mode) -> _Bytes:
    """The colours of a mode.

    Shape:
        (258, 3) uint8: −vmax to vmax in 257 steps, then one for NaN.
    """
    ramp = _RAMPS[mode]
    zero, nan = _parts(ramp.zero), _parts(ramp.not_a_number)
    ground = float((_TO_LAB @ np.cbrt(_TO_LMS @ _linear(zero / 255.0)))[0])
    negative, positive = _side(ramp.negative, ground)[::-1], _side(ramp.positive, ground)
    return np.concatenate([negative, zero[None], positive, nan[None]]).astype(np.uint8)


def _parts(colour: str) -> _Floats:
    """Red, green and blue of `#RRGGBB`, 0 to 255."""
    return np.array(list(bytes.fromhex(colour[1:])), dtype=np.float64)


def _side(end: _End, ground: float) -> _Floats:
    """The colours from just above zero to the end."""
    size = np.arange(1, STEPS + 1) / STEPS
    lightness = ground + size * (end.lightness - ground)
    chroma = _fit_chroma(lightness, end.chroma * np.sqrt(size), end.hue)
    srgb = _gamma(np.clip(_linear_rgb(lightness, chroma, end.hue), 0.0, 1.0))
    return np.round(srgb * 255)


def _fit_chroma(lightness: _Floats, chroma: _Floats, hue: float) -> _Floats:
    """The largest chroma up to the one asked for that sRGB can show, by halving."""
    low, high = np.zeros_like(chroma), chroma.copy()
    fits = _in_gamut(_linear_rgb(lightness, chroma, hue))
    for _ in range(24):
        middle = (low + high) / 2
        inside = _in_gamut(_linear_rgb(lightness, middle, hue))
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return np.where(fits, chroma, low)


def _in_gamut(rgb: _Floats) -> npt.NDArray[np.bool_]:
    slack = 1e-4
    inside: npt.NDArray[np.bool_] = (rgb.min(axis=1) >= -slack) & (rgb.max(axis=1) <= 1 + slack)
    return inside


def _linear_rgb(lightness: _Floats, chroma: _Floats, hue: float) -> _Floats:
    angle = np.radians(hue)
    lab = np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)])
    rgb: _Floats = np.linalg.solve(_TO_LMS, np.linalg.solve(_TO_LAB, lab) ** 3).T
    return rgb


def _linear(srgb: _Floats) -> _Floats:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _gamma(linear: _Floats) -> _Floats:
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def symmetric_max(*arrays: npt.NDArray[Any]) -> float:
    """The largest finite |v| of some arrays, for a scale they share; 1 where all are zero or empty."""
    largest = 0.0
    for array in arrays:
        size = np.abs(np.asarray(array, dtype=np.float64))
        largest = max(largest, float(np.max(size, initial=0.0, where=np.isfinite(size))))
    return largest or 1.0


def _indices(array: npt.NDArray[Any], vmax: float) -> npt.NDArray[np.int16]:
    """Where in the table each number's colour stands."""
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = np.multiply(array, STEPS / vmax, dtype=np.float32)
    np.rint(np.clip(scaled, -STEPS, STEPS, out=scaled), out=scaled)
    scaled += STEPS
    scaled[np.isnan(scaled)] = _NOT_A_NUMBER
    steps: npt.NDArray[np.int16] = scaled.astype(np.int16)
    return steps


def heat_colours(array: npt.NDArray[Any], vmax: float) -> _Bytes:
    """The colour of each number in the theme in force.

    Shape:
        (…) to (…, 3) uint8.
    """
    return table(theme().mode)[_indices(array, vmax)]


@lru_cache
def _packed_table(mode: Mode) -> npt.NDArray[np.uint32]:
    """The table as Qt's 32-bit pixels."""
    red, green, blue = table(mode).astype(np.uint32).T
    packed: npt.NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    return packed


def heat_colour(value: float, vmax: float) -> QColor:
    """The colour of a number on a scale from −vmax to vmax; NaN has the colour of errors."""
    return QColor(*heat_colours(np.array([value]), vmax)[0].tolist())


def heat_image(array: npt.NDArray[Any], vmax: float) -> QImage:
    """A picture with one pixel a number; enlarge it without smoothing.

    Shape:
        (rows, columns).
    """
    pixels = _packed_table(theme().mode)[_indices(np.atleast_2d(array), vmax)]
    height, width = pixels.shape
    image = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32)
    return image.copy()  # the bytes above end with this call


def grey_image(array: npt.NDArray[Any], low: float, high: float) -> QImage:
    """A grey picture (a digit, say): `low` is `sunken`, `high` is `text`.

    Shape:
        (rows, columns).
    """
    return rgb_image(grey_colours(array, low, high))


def grey_colours(array: npt.NDArray[Any], low: float, high: float) -> _Bytes:
    """The grey of each number.

    Shape:
        (…) to (…, 3) uint8.
    """
    span = (high - low) or 1.0
    share = np.clip((np.asarray(array, dtype=np.float64) - low) / span, 0.0, 1.0)[..., None]
    ground = _parts(theme().tokens.sunken)
    ink = _parts(theme().tokens.text)
    return np.rint(ground + (ink - ground) * share).astype(np.uint8)


def rgb_image(rgb: _Bytes) -> QImage:
    """A picture in true colours.

    Shape:
        (rows, columns, 3) uint8.
    """
    height, width = rgb.shape[:2]
    packed = np.full((height, width, 4), 255, dtype=np.uint8)
    packed[..., :3] = rgb
    image = QImage(packed.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBX8888)
    return image.copy()  # the bytes above end with this call


def text_on(colour: QColor) -> QColor:
    """Black or white, whichever reads better on a colour (WCAG contrast)."""
    luminance = sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for weight, part in ((0.2126, colour.redF()), (0.7152, colour.greenF()), (0.0722, colour.blueF()))
    )
    white, black = 1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05
    return QColor("#FFFFFF" if white > black else "#000000")


def paint_not_computed(painter: QPainter, rect: QRectF, radius: float = 3.0) -> None:
    """A cell whose number does not exist yet: a dashed outline without fill, never like zero."""
    pen = QPen(theme().colour("border2"), 1.0, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([2.0, 2.0])
    painter.save()
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()
