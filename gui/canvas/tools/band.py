"""Select with a rubber band."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsRectItem
from typing_extensions import override

from gui.canvas.finding import nodes_meeting
from gui.canvas.ink import pen
from gui.canvas.scene import CanvasScene
from gui.canvas.tools.base import Gesture
from gui.theme import theme


class BandGesture(Gesture):
    """Selects what a rectangle meets, in place of the selection or in addition to it.

    Args:
        scene: The scene.
        start: Where the button went down.
        kept: Nodes that stay selected whatever the band meets.
    """

    def __init__(self, scene: CanvasScene, start: QPointF, kept: tuple[str, ...] = ()) -> None:
        self._scene = scene
        self._start = start
        self._kept = kept
        self._before = scene.document.selection
        self._band = QGraphicsRectItem(QRectF(start, start))
        outline = pen("accent")
        outline.setCosmetic(True)
        self._band.setPen(outline)
        self._band.setBrush(theme().colour("accent", 0.12))
        self._band.setZValue(10)
        scene.addItem(self._band)

    @override
    def move(self, at: QPointF) -> None:
        rect = QRectF(self._start, at).normalized()
        self._band.setRect(rect)
        met = {item.node_id for item in nodes_meeting(self._scene, rect)}
        self._scene.document.select((*self._kept, *(n for n in self._scene.nodes if n in met)))

    @override
    def finish(self, at: QPointF) -> None:
        self.move(at)
        self._scene.removeItem(self._band)

    @override
    def cancel(self) -> None:
        self._scene.removeItem(self._band)
        self._scene.document.select(self._before)
