"""shapes: small pictures of simple shapes, to be told apart wherever they lie."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import numpy as np
from pydantic import Field

from engine.data.sources.generated import Generated
from engine.data.sources.spec import Array, Samples
from engine.graph.shape_check import SampleShapes

_SIZE: Final = 32
_CHUNK: Final = 1000


def _circle(x: Array, y: Array) -> Array:
    return np.hypot(x, y) - 1


def _ring(x: Array, y: Array) -> Array:
    return np.abs(np.hypot(x, y) - 0.75) - 0.25


def _square(x: Array, y: Array) -> Array:
    return np.maximum(np.abs(x), np.abs(y)) - 0.8


def _triangle(x: Array, y: Array) -> Array:
    return np.asarray(np.maximum(np.abs(x) * 0.866 + y * 0.5, -y) - 0.5)


def _cross(x: Array, y: Array) -> Array:
    across, along = np.abs(x), np.abs(y)
    return np.asarray(np.maximum(np.minimum(across, along) - 0.3, np.maximum(across, along) - 1))


# How far a place lies outside of each shape, negative within it; the shape fills about ±1.
_SHAPES: Final[dict[str, Callable[[Array, Array], Array]]] = {
    "circle": _circle,
    "ring": _ring,
    "square": _square,
    "triangle": _triangle,
    "cross": _cross,
}


class ShapePictures(Generated):
    """Colour pictures of 32×32 pixels: a circle, ring, square, triangle or cross each.

    Place, size (5 to 11 pixels from the centre), angle and both colours are random, so only the shape tells.
    """

    name: Literal["shapes"] = "shapes"
    noise: float = Field(
        default=8.0,
        ge=0,
        le=255,
        description="Standard deviation of what is added to each pixel, of 255.",
    )

    def shapes(self) -> SampleShapes:
        return SampleShapes((3, _SIZE, _SIZE), (), len(_SHAPES))

    def load(self, data_dir: Path | None) -> Samples:
        rng = np.random.default_rng(self.seed)
        classes = rng.permutation(np.arange(self.samples) % len(_SHAPES))
        pictures = np.empty((self.samples, 3, _SIZE, _SIZE), np.uint8)
        for start in range(0, self.samples, _CHUNK):
            pictures[start : start + _CHUNK] = self._draw(classes[start : start + _CHUNK], rng)
        return Samples(pictures, classes.astype(np.int64), tuple(_SHAPES))

    def _draw(self, classes: Array, rng: np.random.Generator) -> Array:
        """Pictures of these classes, (samples, 3, 32, 32) uint8."""

        def each(low: float, high: float) -> Array:
            return rng.uniform(low, high, (len(classes), 1, 1)).astype(np.float32)

        radius, angle = each(5, 11), each(0, 2 * np.pi)
        pixels = np.arange(_SIZE, dtype=np.float32) + 0.5
        right = pixels[None, None, :] - (each(0, 1) * (_SIZE - 2 * radius) + radius)
        down = pixels[None, :, None] - (each(0, 1) * (_SIZE - 2 * radius) + radius)
        x = (right * np.cos(angle) + down * np.sin(angle)) / radius
        y = (down * np.cos(angle) - right * np.sin(angle)) / radius
        outside = np.empty_like(x)
        for number, distance in enumerate(_SHAPES.values()):
            outside[classes == number] = distance(x[classes == number], y[classes == number])
        ink = np.clip(0.5 - outside * radius, 0, 1)[:, None]  # edges are one pixel soft
        paper, colour = self._colours(len(classes), rng)
        pictures = paper + ink * (colour - paper)
        pictures += self.noise * rng.standard_normal(pictures.shape, np.float32)
        return np.asarray(np.clip(np.rint(pictures), 0, 255), np.uint8)

    def _colours(self, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """Colours of paper and shape, (samples, 3, 1, 1) each; at least one channel differs by 100."""
        paper = rng.uniform(0, 255, (count, 3, 1, 1)).astype(np.float32)
        colour = rng.uniform(0, 255, (count, 3, 1, 1)).astype(np.float32)
        telling, sample = rng.integers(3, size=count), np.arange(count)
        contrast = rng.uniform(100, 155, (count, 1, 1)).astype(np.float32)
        seen = paper[sample, telling]
        colour[sample, telling] = np.where(seen < 127.5, seen + contrast, seen - contrast)
        return paper, colour
