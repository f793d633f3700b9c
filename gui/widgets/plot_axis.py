"""The axes of a chart: numbers alone, at round places."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPainter
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets import numbers
from gui.widgets.plot_scale import Scale

_TICK_ROOM = 90  # pixels between two ticks of the lower axis
_TICK_HEIGHT = 36  # pixels between two ticks of the upright axis


def write_tick(value: float) -> str:
    """A number at a tick: as short as it gets, so a power of ten is `10²⁴`."""
    return numbers.number(value).removeprefix(f"1{numbers.TIMES}")


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph is not typed
    """An axis without a line: numbers alone, in the caption's face.

    Args:
        side: Which side of the plot it is at.
        write: How its numbers are written.

    Attributes:
        scale_in_force: Linear or logarithmic.
    """

    def __init__(self, side: Literal["left", "bottom"], write: Callable[[float], str]) -> None:
        super().__init__(side, maxTickLength=0)
        self._upright = side == "left"
        self._write = write
        self.scale_in_force = Scale()
        self._fixed: Sequence[float] | None = None

    def set_scale_in_force(self, scale: Scale) -> None:
        """Use another scale."""
        self.scale_in_force = scale
        self._renew()

    def set_fixed(self, values: Sequence[float] | None) -> None:
        """Name the numbers that get a tick; None leaves them to the scale."""
        self._fixed = values
        self._renew()

    def _renew(self) -> None:
        self.picture = None
        self.update()

    @override
    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        """Draw the numbers alone, neither the axis nor its ticks."""
        p.setFont(self.style["tickFont"])
        p.setPen(self.textPen())
        for place, flags, text in textSpecs:
            p.drawText(place, int(flags), text)

    def restyle(self) -> None:
        """Take colour, face and distances of the theme in force."""
        offset = theme().px(8 if self._upright else 4)
        self.setStyle(
            tickFont=font("caption"),
            tickTextOffset=offset,
            autoExpandTextSpace=False,
            hideOverlappingLabels=False,
        )
        self.setTextPen(theme().colour("text3"))

    def values(self, low: float, high: float) -> list[float]:
        """The numbers that get a tick between two places on the axis."""
        scale = self.scale_in_force
        ends = scale.from_axis(low), scale.from_axis(high)
        if self._fixed is not None:
            return [value for value in self._fixed if ends[0] <= value <= ends[1]]
        length = self.height() if self._upright else self.width()
        most = max(2, int(length / theme().px(_TICK_HEIGHT if self._upright else _TICK_ROOM)))
        return scale.ticks(*ends, most)

    @override
    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """The places of the ticks."""
        found = self.scale_in_force.to_axis(np.array(self.values(minVal, maxVal), dtype=np.float64))
        return [(1.0, found.tolist())]

    @override
    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """What stands at the ticks."""
        return [self._write(self.scale_in_force.from_axis(value)) for value in values]
