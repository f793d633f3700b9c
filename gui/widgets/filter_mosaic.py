"""A bank of filters as a mosaic, with the choice of weights or gradients and of a channel, and its scale."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.theme import theme
from gui.widgets import numbers
from gui.widgets.colour_scale import ColourScale
from gui.widgets.filter_tiles import scale_end, tiles_of
from gui.widgets.labels import ElidedLabel
from gui.widgets.mosaic import Mosaic
from gui.widgets.segmented import Segmented

Array = npt.NDArray[Any]

_GRADIENTS = 1
_COLOUR = "Colour"
_ZERO = "0 = background"
_MOST_CHANNELS = 8


class FilterMosaic(QWidget):
    """The mosaic over its scale.

    Attributes:
        kind: Chooses weights or gradients; the owner puts it where it belongs.
        channels: Chooses the channel, likewise; hidden where there is but one.
        mosaic: The pictures.
    """

    chosen = Signal(int)
    """The filter a person chose."""

    shown_changed = Signal()
    """A person chose weights or gradients, or another channel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weights: Array | None = None
        self._gradients: Array | None = None
        self._end = ""
        self.kind = Segmented(["Weights", "Gradients"])
        self.channels = Segmented()
        self.channels.hide()
        self.mosaic = Mosaic()
        self._scale = ColourScale()
        self._zero = ElidedLabel(_ZERO, "caption", "text3")
        self._zero.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        legend = QHBoxLayout()
        legend.addWidget(self._scale)
        legend.addWidget(self._zero, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(8))
        column.addWidget(self.mosaic, 1)
        column.addLayout(legend)
        self.kind.chosen.connect(self._choose_other)
        self.channels.chosen.connect(self._choose_other)
        self.mosaic.chosen.connect(self.chosen)

    @property
    def current(self) -> int:
        """The chosen filter."""
        return self.mosaic.current

    def set_current(self, index: int) -> None:
        """Choose a filter without telling."""
        self.mosaic.set_current(index)

    @property
    def channel(self) -> int | None:
        """The channel on show, None for all of them as colour, or where there is but one."""
        if self._weights is None or self._weights.shape[1] == 1:
            return None
        chosen = self.channels.current()
        return chosen if self._weights.shape[1] != 3 else None if chosen == 0 else chosen - 1

    def show_bank(self, weights: Array, gradients: Array | None) -> None:
        """Show filters.

        Args:
            weights: The filters.
            gradients: Their gradients, if there are any yet.

        Shape:
            both (filters, channels, height, width).
        """
        if self._weights is None or self._weights.shape[1] != weights.shape[1]:
            self._offer_channels(weights.shape[1])
        self._weights, self._gradients = weights, gradients
        self._offer_gradients(gradients is not None)
        self._show()

    def show_pending(self, count: int, rows: int, columns: int) -> None:
        """Show that filters of this size will come."""
        self._weights = None
        self.channels.hide()
        self._offer_gradients(False)
        self.mosaic.set_pending(count, rows, columns)

    def _show(self) -> None:
        if self._weights is None:
            return
        wanted = self._gradients if self.kind.current() == _GRADIENTS else None
        bank = self._weights if wanted is None else wanted
        vmax = scale_end(bank)
        tiles = tiles_of(bank, vmax, self.channel)
        self.mosaic.set_tiles(tiles, vmax)
        end = numbers.number(vmax, 2)
        if end != self._end:  # the legend is laid out anew, so not with every frame
            self._end = end
            self._scale.set_vmax(vmax)
        is_colour = tiles.ndim == 4
        self._scale.setVisible(not is_colour)
        self._zero.setText(f"0 = middle grey, −{end} = black, {end} = full" if is_colour else _ZERO)

    def _choose_other(self) -> None:
        self._show()
        self.shown_changed.emit()

    def _offer_channels(self, count: int) -> None:
        names = [str(index) for index in range(count)]
        self.channels.set_choices([_COLOUR, "R", "G", "B"] if count == 3 else names[:_MOST_CHANNELS])
        self.channels.setVisible(count > 1)

    def _offer_gradients(self, there: bool) -> None:
        button = self.kind.button(_GRADIENTS)
        if button.isEnabled() == there:
            return
        button.setEnabled(there)
        button.setToolTip("" if there else "There is no gradient before the first mini-batch")
        if not there:
            self.kind.set_current(0)


def extremes(values: Array) -> list[str]:
    """Least, greatest and norm of an array, in words."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    return [numbers.number(number) for number in (flat.min(), flat.max(), float(np.sqrt(flat @ flat)))]
