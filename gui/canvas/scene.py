"""The scene: graph events in, items updated. Nothing here changes the graph."""

from collections.abc import Mapping
from functools import singledispatchmethod

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal
from PySide6.QtWidgets import QGraphicsScene

from engine.events import Event
from engine.graph.boxes import Box
from engine.graph.layout import layout, missing_positions
from engine.graph.model import (
    Edge,
    EdgeAdded,
    EdgeRemoved,
    NodeAdded,
    NodeMoved,
    NodeRemoved,
    NodeRenamed,
    ParamsChanged,
    Position,
)
from engine.graph.shape_check import NodeReport
from gui.canvas.callouts import Callouts
from gui.canvas.geometry import NodeGeometry
from gui.canvas.look import wire_shape
from gui.canvas.marks import Marks, NodeMarks, WireMarks
from gui.canvas.node_item import NodeItem
from gui.canvas.placing import beside, free_place
from gui.canvas.routing import Route
from gui.canvas.sight import Sight, sight_of
from gui.canvas.ways import goes_far, stub_of, way_of
from gui.canvas.wire_item import WireItem, WireLook
from gui.document import Document
from gui.theme import theme

Key = tuple[str, str]


class CanvasScene(QGraphicsScene):
    """The items of a document's graph.

    Signals:
        settled: Items were added, removed, moved, or changed their size.
    """

    settled = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.BspTreeIndex)
        self._document = document
        self._nodes: dict[str, NodeItem] = {}
        self._wires: dict[Key, WireItem] = {}
        self._placed: dict[str, Position] = {}
        self._marks: Marks | None = None
        self._stub: WireItem | None = None
        self._selected_wire: Key | None = None
        self._known: Mapping[str, NodeReport] = {}
        self._callouts = Callouts(self, document, lambda: self._nodes)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._reroute_far)
        document.graph_replaced.connect(self.rebuild)
        document.graph_event.connect(self._on_event)
        document.report_changed.connect(self.refresh)
        document.selection_changed.connect(self._show_selection)
        theme().changed.connect(self._restyle)
        self.rebuild()

    # Reading ---------------------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """The document on show."""
        return self._document

    @property
    def nodes(self) -> dict[str, NodeItem]:
        """Node items by id."""
        return self._nodes

    @property
    def wires(self) -> dict[Key, WireItem]:
        """Wire items by target and port."""
        return self._wires

    @property
    def callouts(self) -> Callouts:
        """The error cards."""
        return self._callouts

    @property
    def marks(self) -> Marks | None:
        """The stepper's marks on show."""
        return self._marks

    @property
    def selected_wire(self) -> Key | None:
        """The wire that is selected, if one is."""
        return self._selected_wire

    def content_rect(self) -> QRectF:
        """Everything there is: nodes, names around them, wires and cards."""
        rect = QRectF()
        for node in self._nodes.values():
            rect = rect.united(self._room_of(node))
        for wire in self._wires.values():
            rect = rect.united(wire.route.path.boundingRect())
        if self._stub is not None:
            rect = rect.united(self._stub.route.path.boundingRect())
        return rect.united(self._callouts.rect())

    @staticmethod
    def _room_of(node: NodeItem) -> QRectF:
        rect = node.scene_rect()
        return rect.adjusted(0, -24, 0, 24) if node.geometry.form == "circle" else rect

    def computed_layout(self) -> dict[str, Position]:
        """Where the auto-layout would put the nodes."""
        return layout(self._document.graph, self._boxes())

    def _boxes(self) -> dict[str, Box]:
        graph = self._document.graph
        return {n: sight_of(graph, n, self._report_of(n)).geometry.box() for n in graph.nodes}

    def _report_of(self, node_id: str) -> NodeReport:
        """What was last known of a node's shapes; a fresh report comes once per turn of the event loop."""
        return self._known.get(node_id, NodeReport())

    # Building --------------------------------------------------------------------------------------

    def rebuild(self) -> None:
        """Show another graph."""
        self._callouts.clear()
        for item in [*self._wires.values(), *self._nodes.values()]:
            self.removeItem(item)
        self._nodes, self._wires, self._placed = {}, {}, {}
        self._selected_wire = None
        self._marks = None
        self._remove_stub()
        graph = self._document.graph
        self._known = self._document.report.nodes
        self._placed = missing_positions(graph, self._boxes())
        for node_id in graph.nodes:
            self._add_node(node_id)
        for edge in graph.edges:
            self._add_wire(edge)
        self._show_selection()
        self._callouts.refresh()
        self.settled.emit()

    def _add_node(self, node_id: str) -> None:
        sight = self._sight(node_id)
        item = NodeItem(sight.look, sight.geometry)
        self._nodes[node_id] = item
        item.setPos(QPointF(*self._position(node_id, sight.geometry)))
        self.addItem(item)

    def _add_wire(self, edge: Edge) -> None:
        item = WireItem(edge, self._way_of(edge))
        self._wires[edge.target, edge.port] = item
        self.addItem(item)
        self._show_wire((edge.target, edge.port))

    def _position(self, node_id: str, geometry: NodeGeometry) -> Position:
        position = self._document.graph.nodes[node_id].position
        if position is not None:
            return position
        if node_id not in self._placed:
            self._placed[node_id] = self._place_late(node_id, geometry)
        return self._placed[node_id]

    def _place_late(self, node_id: str, geometry: NodeGeometry) -> Position:
        """A place for a node that came without one into a graph on show."""
        sources = [self._nodes[s] for s in self._document.graph.inputs(node_id).values() if s in self._nodes]
        others = [item.scene_rect() for key, item in self._nodes.items() if key != node_id]
        wanted = beside(sources[-1].scene_rect()) if sources else QPointF(0, 0)
        return free_place(wanted, geometry.box(), others).toTuple()

    # What nodes and wires show ---------------------------------------------------------------------

    def _sight(self, node_id: str) -> Sight:
        marks = self._marks.nodes.get(node_id) if self._marks is not None else None
        return sight_of(self._document.graph, node_id, self._report_of(node_id), marks)

    def refresh(self) -> None:
        """Show what shapes and problems are by now; only what changed is painted anew."""
        self._known = self._document.report.nodes
        for node_id in self._document.graph.nodes:
            if node_id in self._nodes:
                self._show_node(node_id)
        for key in self._wires:
            self._show_wire(key)
        self._callouts.refresh()

    def _show_node(self, node_id: str) -> None:
        item = self._nodes[node_id]
        sight = self._sight(node_id)
        if sight.lines or item.state.lines:
            item.show_state(lines=sight.lines)
        if item.show_look(sight.look, sight.geometry):
            self._reroute_at(node_id)

    def _show_wire(self, key: Key) -> None:
        item = self._wires[key]
        if item.edge is None:
            return
        source, target = self._nodes[item.edge.source], self._nodes[key[0]]
        problem = target.look.problem
        wrong = target.look.trouble == "wrong" and problem is not None and problem.port in (key[1], None)
        item.show_look(
            WireLook(
                shape=wire_shape(source.look),
                wrong=wrong,
                selected=key == self._selected_wire,
                marks=self._wire_marks(key),
                from_current=source.state.current,
            )
        )

    def _wire_marks(self, key: Key) -> WireMarks | None:
        return self._marks.wires.get(key) if self._marks is not None else None

    def _restyle(self) -> None:
        for item in self.items():
            item.update()
        self.update()

    def show_marks(self, marks: Marks | None) -> None:
        """Write the stepper's marks on nodes and wires, or take them away."""
        self._marks = marks
        for node_id, item in self._nodes.items():
            mine = marks.nodes.get(node_id, NodeMarks()) if marks is not None else None
            if mine is not item.state.marks:
                item.show_state(marks=mine)
                self._show_node(node_id)
        for key in self._wires:
            self._show_wire(key)
        self._show_stub()
        self._callouts.set_visible(marks is None)

    def _show_stub(self) -> None:
        self._remove_stub()
        if self._marks is None or self._marks.output is None:
            return
        node_id, marks = self._marks.output
        if node_id not in self._nodes:
            return
        item = self._nodes[node_id]
        self._stub = WireItem(None, stub_of(item))
        self._stub.show_look(WireLook(marks=marks, from_current=item.state.current))
        self.addItem(self._stub)

    def _remove_stub(self) -> None:
        if self._stub is not None:
            self.removeItem(self._stub)
        self._stub = None

    # Selection -------------------------------------------------------------------------------------

    def _show_selection(self) -> None:
        selection = set(self._document.selection)
        for node_id, item in self._nodes.items():
            if item.state.selected != (node_id in selection):
                item.show_state(selected=node_id in selection)
        if selection:
            self.select_wire(None)
        self._callouts.refresh()

    def select_wire(self, key: Key | None) -> None:
        """Select one wire, or none."""
        old, self._selected_wire = self._selected_wire, key
        for changed in {old, key}:
            if changed is not None and changed in self._wires:
                self._show_wire(changed)

    # Ways of wires ---------------------------------------------------------------------------------

    def _way_of(self, edge: Edge) -> Route:
        return way_of(self, edge, self._nodes[edge.source], self._nodes[edge.target])

    def _reroute_at(self, node_id: str) -> None:
        for edge in self._document.graph.edges_of(node_id):
            item = self._wires.get((edge.target, edge.port))
            if item is not None and edge.source in self._nodes and edge.target in self._nodes:
                item.show_route(self._way_of(edge))

    def _reroute_far(self) -> None:
        """Let wires that pass other nodes find their way anew."""
        for item in self._wires.values():
            if item.edge is not None and goes_far(item.route):
                item.show_route(self._way_of(item.edge))
        self._callouts.refresh()
        self.settled.emit()

    def preview_positions(self, positions: dict[str, QPointF]) -> None:
        """Show nodes elsewhere while they are dragged; the graph knows nothing of it yet."""
        for node_id, place in positions.items():
            self._nodes[node_id].setPos(place)
        for node_id in positions:
            self._reroute_at(node_id)
        self._callouts.follow()

    # Events ----------------------------------------------------------------------------------------

    def _on_event(self, event: Event) -> None:
        self._follow(event)

    @singledispatchmethod
    def _follow(self, event: Event) -> None:
        """Follow a change of the graph; what is not drawn needs nothing."""

    @_follow.register
    def _node_added(self, event: NodeAdded) -> None:
        self._add_node(event.node)
        self._later.start()

    @_follow.register
    def _node_removed(self, event: NodeRemoved) -> None:
        self.removeItem(self._nodes.pop(event.node))
        self._later.start()

    @_follow.register
    def _node_renamed(self, event: NodeRenamed) -> None:
        if event.old in self._placed:
            self._placed[event.new] = self._placed.pop(event.old)
        self._nodes = {
            event.new if node_id == event.old else node_id: item for node_id, item in self._nodes.items()
        }
        for key in [key for key, item in self._wires.items() if item.touches(event.old)]:
            item = self._wires.pop(key)
            item.rename(event.old, event.new)
            self._wires[item.key] = item
        self._selected_wire = None
        self._show_node(event.new)
        self._show_selection()

    @_follow.register
    def _params_changed(self, event: ParamsChanged) -> None:
        self._show_node(event.node)

    @_follow.register
    def _node_moved(self, event: NodeMoved) -> None:
        item = self._nodes[event.node]
        item.setPos(QPointF(*self._position(event.node, item.geometry)))
        self._reroute_at(event.node)
        self._later.start()

    @_follow.register
    def _edge_added(self, event: EdgeAdded) -> None:
        self._touch(event.edge)  # first: a node of any number of inputs grows the port
        self._add_wire(event.edge)

    @_follow.register
    def _edge_removed(self, event: EdgeRemoved) -> None:
        key = event.edge.target, event.edge.port
        if key == self._selected_wire:
            self._selected_wire = None
        self.removeItem(self._wires.pop(key))
        self._touch(event.edge)

    def _touch(self, edge: Edge) -> None:
        """Ports fill and empty at once; shapes follow with the report."""
        for node_id in (edge.source, edge.target):
            if node_id in self._nodes and node_id in self._document.graph.nodes:
                self._show_node(node_id)
