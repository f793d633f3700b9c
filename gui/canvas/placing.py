"""Where a new node goes: near what is selected or looked at, on the grid, and on no other node."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPointF, QRectF

from engine.graph.boxes import GAP, ROW_GAP, SNAP, Box, snapped
from gui.canvas import metrics as m

_RINGS = 60


def free_place(wanted: QPointF, box: Box, taken: Iterable[QRectF]) -> QPointF:
    """The place nearest to the wanted one where a node of this size lies on no other.

    Args:
        wanted: Top left corner in the scene.
        box: The node's size.
        taken: Nodes that lie there already.
    """
    others = [rect.adjusted(-SNAP, -SNAP, SNAP, SNAP) for rect in taken]
    for offset in _spiral():
        x, y = snapped((wanted.x() + offset.x(), wanted.y() + offset.y()), box)
        rect = QRectF(x, y, box.width, box.height)
        if not any(rect.intersects(other) for other in others):
            return QPointF(x, y)
    lowest = max((rect.bottom() for rect in others), default=0.0)
    return QPointF(*snapped((wanted.x(), lowest + ROW_GAP), box))


def beside(node: QRectF) -> QPointF:
    """Where the next node of a chain goes."""
    return QPointF(node.right() + GAP, node.top())


def _spiral() -> Iterator[QPointF]:
    """Offsets from near to far: below first, as the next row, then to the sides."""
    yield QPointF(0, 0)
    for ring in range(1, _RINGS):
        step = ring * m.PORT_PITCH
        for x, y in ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)):
            yield QPointF(x * step, y * step)
