"""Filters as small pictures: one channel by the heat map, or three of them as colour."""

from typing import Any

import numpy as np
import numpy.typing as npt

from gui.widgets.heat import symmetric_max

Array = npt.NDArray[Any]


def scale_end(bank: Array) -> float:
    """The end of the scale that all filters of a bank share."""
    return symmetric_max(bank)


def tiles_of(bank: Array, vmax: float, channel: int | None = None) -> Array:
    """The pictures of a bank of filters.

    Args:
        bank: The filters.
        vmax: The end of the scale they share.
        channel: Which channel to show; None shows three as red, green and blue, and of others the first.

    Shape:
        (filters, channels, height, width) to (filters, height, width) of numbers, or to
        (filters, height, width, 3) uint8, in which zero is the middle grey.
    """
    if channel is None and bank.shape[1] == 3:
        share = np.clip(np.moveaxis(bank, 1, 3) / (2 * vmax) + 0.5, 0.0, 1.0)
        return np.rint(np.nan_to_num(share) * 255).astype(np.uint8)
    picked: Array = bank[:, channel or 0]
    return picked
