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
    is very wide, they grow in turn while there is room; those of one shape stay of one size, and vectors are
    made high enough to be seen.

    Args:
        views: The tensors, from left to right.
        room: What they have together.
        between: Pixels between two of them.
    """
    shared = share_cells(views, room, between)
    if shared is None or shared.width >= theme().px(_READABLE):
        return
    groups: dict[tuple[int, int], list[TensorView]] = {}
    for view in views:
        groups.setdefault(view.matrix_shape(), []).append(view)
    size = {shape: _next_size(shape, shared.width) or shared for shape in groups}
    for shape, group in groups.items():
        _set_cells(group, size[shape])
    growing = sorted(groups, key=lambda shape: shape[1], reverse=True)
    while growing:
        for shape in list(growing):
            larger = _next_size(shape, size[shape].width + 1)
            if larger is not None:
                _set_cells(groups[shape], larger)
            if larger is not None and _all_fit(views, room, between):
                size[shape] = larger
            else:
                _set_cells(groups[shape], size[shape])
                growing.remove(shape)


def _set_cells(views: Sequence[TensorView], cell: Cell) -> None:
    for view in views:
        view.set_cell(cell)


def _next_size(shape: tuple[int, int], least: int) -> Cell | None:
    """The smallest size of cells from a width on that a matrix can have; None above what suits."""
    fitting = (cell for cell in reversed(cells(shape[0])) if cell.width >= least)
    found = next(fitting, None)
    return found if found is not None and found.width <= theme().px(_LARGEST_ALONE) else None


def _all_fit(views: Sequence[TensorView], room: QSize, between: int) -> bool:
    hints = [view.sizeHint() for view in views]
    width = sum(hint.width() for hint in hints) + between * (len(views) - 1)
    return width <= room.width() and max(hint.height() for hint in hints) <= room.height()
