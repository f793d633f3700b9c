"""Matrices that make one row of pixels into a longer or shorter one: y = M x."""

import numpy as np

from engine.ops.spec import Array


def averages(side: int, output: int) -> Array:
    """A row for each window: it reaches from floor(i · side/output) to ceil((i + 1) · side/output)."""
    matrix = np.zeros((output, side))
    for i in range(output):
        start, end = i * side // output, -(-(i + 1) * side // output)
        matrix[i, start:end] = 1 / (end - start)
    return matrix


def copies(side: int, output: int, step: float) -> Array:
    """A row for each output pixel, with a 1 at the pixel it copies.

    Args:
        side: How many pixels there are.
        output: How many are made of them.
        step: How far two output pixels lie apart in the input.
    """
    places = np.floor(np.arange(output) * np.float32(step), dtype=np.float32)  # 32 bits, as in PyTorch
    return np.asarray(np.eye(side)[np.minimum(places.astype(int), side - 1)])


def mixtures(side: int, output: int, step: float, *, align_corners: bool) -> Array:
    """A row for each output pixel, with the shares of the two pixels it lies between.

    Args:
        side: How many pixels there are.
        output: How many are made of them.
        step: How far two output pixels lie apart in the input, unless corners are aligned.
        align_corners: Whether the first and the last pixel stay where they are.
    """
    if align_corners:
        places = np.arange(output) * (side - 1) / max(output - 1, 1)
    else:
        places = np.maximum((np.arange(output) + 0.5) * step - 0.5, 0)
    before = np.minimum(places.astype(int), side - 1)
    after = np.minimum(before + 1, side - 1)
    share = np.minimum(places - before, 1)[:, None]
    return np.asarray((1 - share) * np.eye(side)[before] + share * np.eye(side)[after])
