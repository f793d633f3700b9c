"""Draw a wire from a port to a port; what it would do is said before the button is let go."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QGraphicsPathItem
from typing_extensions import override

from engine.errors import BackstepError, Problem
from engine.graph.edits import Connect
from engine.graph.model import Edge, Graph
from engine.graph.shape_check import ShapeReport
from engine.graph.topology import ancestors
from gui.canvas.finding import PortRef, port_near
from gui.canvas.ink import pen
from gui.canvas.paint_node import PortLight
from gui.canvas.routing import loose
from gui.canvas.scene import CanvasScene
from gui.canvas.tools.base import Gesture

_SNAP_REACH = 24.0


@dataclass(frozen=True)
class Verdict:
    """What a wire would meet at its port.

    Attributes:
        edge: The wire to be.
        refused: Why it may not be drawn at all.
        misfit: Why it does not fit as things are; it may be drawn, and mended after.
        replaces: The node whose wire makes room for it.
    """

    edge: Edge
    refused: Problem | None = None
    misfit: Problem | None = None
    replaces: str | None = None


Say = Callable[[Verdict | None, QPointF], None]


class ConnectGesture(Gesture):
    """Draws a wire; ports that fit are lit.

    Args:
        scene: The scene.
        start: The port where it begins: an input, or an output (None).
        zoom: Scene units shrink by it on the screen, so the reach grows.
        say: Shows a verdict at the pointer, or takes it away.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, scene: CanvasScene, start: PortRef, zoom: float, say: Say) -> None:
        self._scene = scene
        self._start = start
        self._reach = _SNAP_REACH / min(zoom, 1.0)
        self._say = say
        self._over: PortRef | None = None
        self._lights = port_lights(scene, start)
        self._wire = QGraphicsPathItem()
        self._wire.setZValue(6)
        scene.addItem(self._wire)
        self._light()
        self.move(scene.nodes[start[0]].port_in_scene(start[1]))

    @override
    def move(self, at: QPointF) -> None:
        over = self._port_under(at)
        if over != self._over:
            self._over = over
            self._light()
        verdict = self._verdict(over)
        end = at if over is None else self._scene.nodes[over[0]].port_in_scene(over[1])
        begin = self._scene.nodes[self._start[0]].port_in_scene(self._start[1])
        self._wire.setPath(loose(begin, end) if self._start[1] is None else loose(end, begin))
        bad = verdict is not None and (verdict.refused or verdict.misfit)
        drawn = pen("error" if bad else "accent", 2.0)
        if bad:
            drawn.setCapStyle(Qt.PenCapStyle.FlatCap)
            drawn.setDashPattern([2.5, 2.5])
        self._wire.setPen(drawn)
        self._say(verdict, at)

    @override
    def finish(self, at: QPointF) -> None:
        self.move(at)
        over, verdict = self._over, self._verdict(self._over)
        self.cancel()
        if over is not None and verdict is not None and verdict.refused is None:
            edge = _edge(self._start, over)
            if edge is not None and self._scene.document.graph.edge_into(edge.target, edge.port) != edge:
                self._scene.document.push(Connect(edge))

    @override
    def cancel(self) -> None:
        self._say(None, QPointF())
        self._scene.removeItem(self._wire)
        for node_id in self._lights:
            if node_id in self._scene.nodes:
                self._scene.nodes[node_id].show_state(lights=None)

    def _port_under(self, at: QPointF) -> PortRef | None:
        """The nearest port on the other side of a wire: inputs for an output, outputs for an input."""
        found = port_near(self._scene, at, self._reach, inputs=self._start[1] is None)
        return None if found is None or found[0] == self._start[0] else found

    def _verdict(self, over: PortRef | None) -> Verdict | None:
        edge = _edge(self._start, over) if over is not None else None
        document = self._scene.document
        return None if edge is None else judge(document.graph, document.report, edge)

    def _light(self) -> None:
        for node_id, lights in self._lights.items():
            shown = dict(lights)
            if self._over is not None and self._over[0] == node_id and lights.get(self._over[1]) == "fits":
                shown[self._over[1]] = "target"
            self._scene.nodes[node_id].show_state(lights=shown)


def judge(graph: Graph, report: ShapeReport, edge: Edge) -> Verdict:
    """What a wire would meet: a rule of the graph against it, shapes that do not fit, a wire it replaces."""
    refused = graph.edge_problem(edge, replacing=True)
    if refused is not None:
        return Verdict(edge, refused=refused)
    taken = graph.edge_into(edge.target, edge.port)
    replaces = taken.source if taken is not None and taken != edge else None
    return Verdict(edge, misfit=_misfit(graph, report, edge), replaces=replaces)


def _misfit(graph: Graph, report: ShapeReport, edge: Edge) -> Problem | None:
    """Try the target's shape rule with the new wire, once all its ports have a shape."""
    source = report.nodes[edge.source].shape
    if source is None:
        return None
    op = graph.nodes[edge.target].op
    shapes = {**report.nodes[edge.target].inputs, edge.port: source}
    ports = op.ports_for(shapes)
    if any(port.name not in shapes for port in ports):
        return None
    try:
        op.output_shape({port.name: shapes[port.name] for port in ports})
    except BackstepError as error:
        return error.problems[0]
    return None


def _edge(start: PortRef, over: PortRef) -> Edge | None:
    (first, first_port), (second, second_port) = start, over
    if first_port is None and second_port is not None:
        return Edge(first, second, second_port)
    if first_port is not None and second_port is None:
        return Edge(second, first, first_port)
    return None


def port_lights(scene: CanvasScene, start: PortRef) -> dict[str, dict[str | None, PortLight]]:
    """How every port looks while a wire is drawn from `start`: what fits is lit, the rest steps back."""
    graph, report = scene.document.graph, scene.document.report
    node_id, port = start
    before = ancestors(graph, [node_id]) if port is None else set[str]()
    after = set[str]() if port is None else _descendants(graph, node_id)
    lights: dict[str, dict[str | None, PortLight]] = {}
    for other, item in scene.nodes.items():
        mine: dict[str | None, PortLight] = dict.fromkeys((*item.geometry.inputs, None), "dim")
        if port is None and other not in before:
            for name in item.geometry.inputs:
                mine[name] = "misfit" if _misfit(graph, report, Edge(node_id, other, name)) else "fits"
        elif port is not None and other not in after:
            mine[None] = "misfit" if _misfit(graph, report, Edge(other, node_id, port)) else "fits"
        if other == node_id:
            mine = {name: "target" if name == port else "dim" for name in mine}
        lights[other] = mine
    return lights


def _descendants(graph: Graph, node_id: str) -> set[str]:
    found: set[str] = set()
    stack = [node_id]
    while stack:
        current = stack.pop()
        if current not in found:
            found.add(current)
            stack += [edge.target for edge in graph.readers(current)]
    return found
