"""The cards that say what does not fit, below the node, with buttons that mend it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from engine.errors import Fix, Problem
from engine.graph.edits import SetParams
from gui.canvas import metrics as m
from gui.canvas.callout_item import CalloutItem
from gui.document import Document

if TYPE_CHECKING:
    from gui.canvas.node_item import NodeItem

_MOST = 3
Nodes = Callable[[], dict[str, "NodeItem"]]


class Callouts:
    """One card for each node that does not fit; with many such nodes, for the selected ones only.

    Args:
        scene: Where the cards lie.
        document: Whose edits the buttons push.
        nodes: Gives the node items by id.
    """

    def __init__(self, scene: QGraphicsScene, document: Document, nodes: Nodes) -> None:
        self._scene = scene
        self._document = document
        self._nodes = nodes
        self._cards: dict[str, CalloutItem] = {}
        self._visible = True

    @property
    def cards(self) -> dict[str, CalloutItem]:
        """Cards by the id of their node."""
        return self._cards

    def rect(self) -> QRectF:
        """The room all cards take."""
        rect = QRectF()
        for card in self._cards.values():
            if card.isVisible():
                rect = rect.united(card.sceneBoundingRect())
        return rect

    def clear(self) -> None:
        """Take all cards away."""
        for card in self._cards.values():
            self._scene.removeItem(card)
        self._cards = {}

    def set_visible(self, visible: bool) -> None:
        """Show or hide all cards; while stepping they would be in the way."""
        self._visible = visible
        for card in self._cards.values():
            card.setVisible(visible)

    def refresh(self) -> None:
        """Show a card for each problem there is by now."""
        wanted = self._wanted()
        for node_id in [n for n, card in self._cards.items() if wanted.get(n) != card.problem]:
            self._scene.removeItem(self._cards.pop(node_id))
        for node_id, problem in wanted.items():
            if node_id not in self._cards:
                card = CalloutItem(problem, partial(self._mend, node_id))
                card.setVisible(self._visible)
                self._cards[node_id] = card
                self._scene.addItem(card)
        self.follow()

    def follow(self) -> None:
        """Put each card to its node, on the side where it hides least."""
        for node_id, card in self._cards.items():
            node = self._nodes()[node_id]
            rect = node.scene_rect()
            top = rect.bottom() + m.CALLOUT_GAP + card.POINTER
            wide = card.rect.width()
            lefts = (rect.left(), rect.right() - wide, rect.center().x() - wide / 2)
            rooms = [QRectF(left, top, wide, card.rect.height()) for left in lefts]
            left = min(rooms, key=self._cost).left()
            card.setPos(QPointF(left, top))
            card.point_at(rect.center().x() - left)

    def _cost(self, room: QRectF) -> tuple[int, float]:
        """How bad a place is: nodes that it hides, then how far it sticks out from the graph."""
        rects = [item.scene_rect() for item in self._nodes().values()]
        right, left = max(rect.right() for rect in rects), min(rect.left() for rect in rects)
        out = max(0.0, room.right() - right) + max(0.0, left - room.left())
        return sum(rect.intersects(room) for rect in rects), out

    def _wanted(self) -> dict[str, Problem]:
        wrong = {
            node_id: item.look.problem
            for node_id, item in self._nodes().items()
            if item.look.trouble == "wrong" and item.look.problem is not None
        }
        if len(wrong) <= _MOST:
            return wrong
        return {node_id: wrong[node_id] for node_id in self._document.selection if node_id in wrong}

    def _mend(self, node_id: str, fix: Fix) -> None:
        self._document.push(SetParams(node_id, fix.params))
