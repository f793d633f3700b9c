"""Tensors side by side: one scale, one size of cells."""

from collections.abc import Sequence

from PySide6.QtCore import QSize

from gui.widgets.tensor_grid import Cell, cells
from gui.widgets.tensor_view import TensorView


def share_scale(views: Sequence[TensorView]) -> float:
    """Give tensors that are multiplied one colour scale, and say where it ends."""
    vmax = max((view.own_max() for view in views), default=1.0)
    for view in views:
        view.set_vmax(vmax)
    return vmax


def share_cells(views: Sequence[TensorView], room: QSize, between: int) -> Cell | None:
    """Give tensors that stand side by side the same size of cells, the largest at which all fit.

    Args:
        views: The tensors.
        room: What they have together.
        between: Pixels between two of them.

    Returns:
        The size; None where they do not fit even at one pixel a number, and each takes what it gets.
    """
    for cell in cells(rows=2):
        bare = [cell.extent(*view.matrix_shape()) for view in views]
        if sum(size.width() for size in bare) > room.width() or bare[0].height() > room.height():
            continue  # not even without titles and indices
        for view in views:
            view.set_cell(cell)
        hints = [view.sizeHint() for view in views]
        width = sum(hint.width() for hint in hints) + between * (len(views) - 1)
        if width <= room.width() and max(hint.height() for hint in hints) <= room.height():
            return cell
    for view in views:
        view.set_cell(None)
    return None
