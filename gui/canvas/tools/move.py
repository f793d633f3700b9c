"""Move nodes by dragging one of them."""

from PySide6.QtCore import QPointF
from typing_extensions import override

from engine.graph.boxes import SNAP, snapped
from engine.graph.edits import MoveNodes
from gui.canvas.scene import CanvasScene
from gui.canvas.tools.base import Gesture


class MoveGesture(Gesture):
    """Drags nodes; the one taken hold of snaps to the grid, the others keep their distance to it.

    Args:
        scene: The scene.
        held: The node taken hold of.
        node_ids: All nodes that move.
        start: Where the button went down.
    """

    def __init__(self, scene: CanvasScene, held: str, node_ids: list[str], start: QPointF) -> None:
        self._scene = scene
        self._held = held
        self._start = start
        self._from = {node_id: QPointF(scene.nodes[node_id].pos()) for node_id in node_ids}

    def _places(self, at: QPointF) -> dict[str, QPointF]:
        wanted = self._from[self._held] + at - self._start
        box = self._scene.nodes[self._held].geometry.box()
        by = QPointF(*snapped((wanted.x(), wanted.y()), box)) - self._from[self._held]
        return {node_id: place + by for node_id, place in self._from.items()}

    @override
    def move(self, at: QPointF) -> None:
        self._scene.preview_positions(self._places(at))

    @override
    def finish(self, at: QPointF) -> None:
        places = self._places(at)
        if places == self._from:
            self.cancel()
            return
        move_nodes(self._scene, places)

    @override
    def cancel(self) -> None:
        self._scene.preview_positions(self._from)


def move_nodes(scene: CanvasScene, places: dict[str, QPointF]) -> None:
    """Push one edit that puts nodes elsewhere."""
    scene.document.push(MoveNodes({node_id: (place.x(), place.y()) for node_id, place in places.items()}))


def nudge(scene: CanvasScene, across: int, down: int) -> None:
    """Move the selected nodes by steps of the grid, as the arrow keys do."""
    by = QPointF(across * SNAP, down * SNAP)
    places = {node_id: scene.nodes[node_id].pos() + by for node_id in scene.document.selection}
    if places:
        move_nodes(scene, places)
