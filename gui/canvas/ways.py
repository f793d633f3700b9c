"""Which way each wire takes in the scene, given the nodes it joins and those in its way."""

from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from engine.graph.model import Edge
from gui.canvas import metrics as m
from gui.canvas.finding import nodes_meeting
from gui.canvas.node_item import NodeItem
from gui.canvas.routing import End, Route, route

_NEIGHBOURS = 130.0  # ends nearer than this have nothing between them


def way_of(scene: QGraphicsScene, edge: Edge, source: NodeItem, target: NodeItem) -> Route:
    """The way of a wire between two nodes."""
    start = End(source.port_in_scene(None), source.scene_rect())
    end = End(target.port_in_scene(edge.port), target.scene_rect())
    near = 0 < end.at.x() - start.at.x() < _NEIGHBOURS
    forms = source.geometry.form, target.geometry.form
    curved = target.geometry.form == "circle" or "box" not in forms
    obstacles = None if near else partial(_in_the_way, scene, (edge.source, edge.target))
    return route(start, end, curved=curved, obstacles=obstacles)


def goes_far(way: Route) -> bool:
    """Whether a wire may have to go around nodes, and so depends on where they lie."""
    return way.path.boundingRect().width() > _NEIGHBOURS


def stub_of(node: NodeItem) -> Route:
    """The way of the stub that leaves the output node."""
    start = node.port_in_scene(None)
    end = start + QPointF(m.STUB, 0)
    return route(End(start, QRectF()), End(end, QRectF()), curved=False)


def _in_the_way(scene: QGraphicsScene, ends: tuple[str, str], area: QRectF) -> list[QRectF]:
    return [item.scene_rect() for item in nodes_meeting(scene, area) if item.node_id not in ends]
