"""What lies where in the scene."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QGraphicsScene

from gui.canvas import metrics as m
from gui.canvas.node_item import NodeItem
from gui.canvas.wire_item import WireItem

PortRef = tuple[str, str | None]
"""A node and one of its inputs, or None for its output."""


def nodes_meeting(scene: QGraphicsScene, area: QRectF) -> list[NodeItem]:
    """Nodes whose form an area meets."""
    near = scene.items(area, Qt.ItemSelectionMode.IntersectsItemBoundingRect)
    return [item for item in near if isinstance(item, NodeItem) and item.scene_rect().intersects(area)]


def node_at(scene: QGraphicsScene, at: QPointF) -> str | None:
    """The node whose form a point lies in."""
    return next((item.node_id for item in scene.items(at) if isinstance(item, NodeItem)), None)


def wire_at(scene: QGraphicsScene, at: QPointF) -> tuple[str, str] | None:
    """The wire near a point: target and port."""
    wires = (item for item in scene.items(at) if isinstance(item, WireItem) and item.edge is not None)
    return next((wire.key for wire in wires), None)


def port_near(
    scene: QGraphicsScene, at: QPointF, reach: float, *, inputs: bool | None = None
) -> PortRef | None:
    """The port nearest to a point.

    Args:
        scene: The scene.
        at: The point.
        reach: The largest distance.
        inputs: True looks at inputs alone, False at outputs alone.
    """
    wide = reach + m.MARGIN
    area = QRectF(at.x() - wide, at.y() - wide, 2 * wide, 2 * wide)
    found: list[tuple[float, str, str | None]] = []
    for item in nodes_meeting(scene, area):
        names: list[str | None] = [] if inputs is False else [*item.geometry.inputs]
        for name in names if inputs else [*names, None]:
            off = item.port_in_scene(name) - at
            found.append(((off.x() ** 2 + off.y() ** 2) ** 0.5, item.node_id, name))
    if not found:
        return None
    distance, node_id, nearest = min(found, key=lambda entry: entry[0])
    return (node_id, nearest) if distance <= reach else None
