"""Sizes of cells for tensors in a row: one size where it can be read, else each as large as there is room."""

from collections.abc import Sequence

from PySide6.QtCore import QSize

from gui.theme import theme
from gui.widgets.tensor_grid import Cell, cells
from gui.widgets.tensor_sharing import share_cells
from gui.widgets.tensor_view import TensorView

_READABLE = 14
_LARGEST_ALONE = 24


def arrange(views: Sequence[TensorView], room: QSize, between: int) -> None:
    """Set the cells of tensors side by side.

    One size for all shows best what is multiplied with what. Where that gets too small, because one of them
    is very wide, they grow in turn while there is room, and vectors are made high enough to be seen.

    Args:
        views: The tensors, from left to right.
        room: What they have together.
        between: Pixels between two of them.
    """
    shared = share_cells(views, room, between)
    if shared is None or shared.width >= theme().px(_READABLE):
        return
    growing = sorted(views, key=lambda view: view.matrix_shape()[1], reverse=True)
    size = dict.fromkeys(views, shared)
    for view in views:
        size[view] = _sizes(view, shared.width)[0]
        view.set_cell(size[view])
    while growing:
        for view in list(growing):
            larger = _sizes(view, size[view].width + 1)
            if larger and _fits_with(view, larger[0], views, room, between):
                size[view] = larger[0]
            else:
                view.set_cell(size[view])
                growing.remove(view)


def _sizes(view: TensorView, least: int) -> list[Cell]:
    """The sizes a tensor's cells can have from a width on, smallest first."""
    most = max(theme().px(_LARGEST_ALONE), least)
    return [cell for cell in reversed(cells(view.matrix_shape()[0])) if least <= cell.width <= most]


def _fits_with(view: TensorView, cell: Cell, views: Sequence[TensorView], room: QSize, between: int) -> bool:
    """Whether all still fit once one of them has larger cells."""
    view.set_cell(cell)
    hints = [other.sizeHint() for other in views]
    width = sum(hint.width() for hint in hints) + between * (len(views) - 1)
    return width <= room.width() and max(hint.height() for hint in hints) <= room.height()
