"""The graph: nodes, edges, and the events that tell of their changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.errors import GraphError, Problem
from engine.events import Event, Publisher
from engine.graph.identifiers import identifier_problem
from engine.ops.registry import make_op
from engine.ops.spec import Op, Port

Position = tuple[float, float]


@dataclass(frozen=True)
class Node:
    """A node: an op bound to its parameters, under an id.

    Attributes:
        id: ASCII identifier, unique in the graph.
        op: The op with its parameters.
        position: Place of its top left corner on the canvas in pixels, or None for auto-layout.
    """

    id: str
    op: Op[Any]
    position: Position | None = None


@dataclass(frozen=True)
class Edge:
    """A wire from a node's output to a port."""

    source: str
    target: str
    port: str

    def __str__(self) -> str:
        return f"{self.source} → {self.target}.{self.port}"


@dataclass(frozen=True)
class NodeAdded(Event):
    """A node came."""

    node: str


@dataclass(frozen=True)
class NodeRemoved(Event):
    """A node went; its edges went before it."""

    node: str


@dataclass(frozen=True)
class NodeRenamed(Event):
    """A node has another id; its edges follow it."""

    old: str
    new: str


@dataclass(frozen=True)
class ParamsChanged(Event):
    """A node's parameters changed."""

    node: str


@dataclass(frozen=True)
class NodeMoved(Event):
    """A node lies elsewhere on the canvas."""

    node: str


@dataclass(frozen=True)
class EdgeAdded(Event):
    """A wire came."""

    edge: Edge


@dataclass(frozen=True)
class EdgeRemoved(Event):
    """A wire went."""

    edge: Edge


@dataclass(frozen=True)
class SettingsChanged(Event):
    """The graph's name, description, output or training section changed."""

    field: str


class Graph:
    """A computation graph. Edits change it; everyone else reads it and listens.

    Attributes:
        events: Publishes each change after it happened.
        name: The graph's title.
        description: One paragraph, may be empty.
        output: Id of the node to differentiate where it is not evident, else None.
        training: The file's training section as JSON values.
    """

    def __init__(self, name: str = "untitled") -> None:
        self.events: Publisher = Publisher()
        self.name = name
        self.description = ""
        self.output: str | None = None
        self.training: dict[str, Any] = {}
        self._nodes: dict[str, Node] = {}
        self._edges: dict[tuple[str, str], Edge] = {}
        self._outgoing: dict[str, list[Edge]] = {}

    # Reading -----------------------------------------------------------------------------------

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Node by id, in the order of the file."""
        return self._nodes

    @property
    def edges(self) -> Iterable[Edge]:
        """All edges, in the order of the file."""
        return self._edges.values()

    def node(self, node_id: str) -> Node:
        """The node of that id.

        Raises:
            GraphError: There is none.
        """
        if node_id not in self._nodes:
            known = ", ".join(list(self._nodes)[:12]) or "none"
            raise GraphError(Problem(f"there is no node '{node_id}'", found=f"nodes {known}"))
        return self._nodes[node_id]

    def edge_into(self, node_id: str, port: str) -> Edge | None:
        """The edge that ends at that port, or None."""
        return self._edges.get((node_id, port))

    def ports(self, node_id: str) -> Sequence[Port]:
        """The input ports of a node in order; those of a variadic op reach up to the last that has a wire."""
        op = self.node(node_id).op
        if not op.variadic:
            return op.ports
        return op.ports_for(port for target, port in self._edges if target == node_id)

    def inputs(self, node_id: str) -> dict[str, str]:
        """Source id per connected port of a node, in the order of its ports."""
        found = {port.name: self._edges.get((node_id, port.name)) for port in self.ports(node_id)}
        return {port: edge.source for port, edge in found.items() if edge is not None}

    def readers(self, node_id: str) -> list[Edge]:
        """Edges that leave a node."""
        return list(self._outgoing.get(node_id, ()))

    def edges_of(self, node_id: str) -> list[Edge]:
        """Edges that touch a node."""
        incoming = (self._edges.get((node_id, port.name)) for port in self.ports(node_id))
        return [*(edge for edge in incoming if edge is not None), *self.readers(node_id)]

    def __iter__(self) -> Iterator[Node]:
        return iter(self._nodes.values())

    def __len__(self) -> int:
        return len(self._nodes)

    # Changing: called by edits and by readers of files alone -------------------------------------

    def add_node(self, node: Node, index: int | None = None) -> None:
        """Add a node, at `index` in the order of the file.

        Raises:
            GraphError: The id is taken or no identifier.
        """
        problem = identifier_problem(node.id)
        if problem is not None:
            raise GraphError(problem.at(str(node.id)))
        if node.id in self._nodes:
            raise GraphError(
                Problem(
                    "this id is taken", node=node.id, found="two nodes with it", mend="Rename one of them"
                )
            )
        self._nodes[node.id] = node
        if index is not None and index < len(self._nodes) - 1:
            ids = list(self._nodes)
            ids.insert(index, ids.pop())
            self._nodes = {node_id: self._nodes[node_id] for node_id in ids}
        self.events.publish(NodeAdded(node.id))

    def remove_node(self, node_id: str) -> None:
        """Remove a node that no edge touches.

        Raises:
            GraphError: There is no such node, or edges still touch it.
        """
        self.node(node_id)
        if self.edges_of(node_id):
            raise GraphError(Problem("wires still touch this node", node=node_id, mend="Remove them first"))
        del self._nodes[node_id]
        self.events.publish(NodeRemoved(node_id))

    def add_edge(self, edge: Edge, index: int | None = None) -> None:
        """Add an edge, at `index` in the order of the file.

        Raises:
            GraphError: A missing node or port, a taken port, or a cycle.
        """
        problem = self.edge_problem(edge)
        if problem is not None:
            raise GraphError(problem)
        self._edges[edge.target, edge.port] = edge
        self._outgoing.setdefault(edge.source, []).append(edge)
        if index is not None and index < len(self._edges) - 1:
            keys = list(self._edges)
            keys.insert(index, keys.pop())
            self._edges = {key: self._edges[key] for key in keys}
        self.events.publish(EdgeAdded(edge))

    def remove_edge(self, edge: Edge) -> None:
        """Remove an edge.

        Raises:
            GraphError: There is no such edge.
        """
        if self._edges.get((edge.target, edge.port)) != edge:
            raise GraphError(Problem(f"there is no wire {edge}", node=edge.target))
        del self._edges[edge.target, edge.port]
        self._outgoing[edge.source].remove(edge)
        self.events.publish(EdgeRemoved(edge))

    def rename_node(self, old: str, new: str) -> None:
        """Give a node another id; edges and `output` follow.

        Raises:
            GraphError: There is no such node, or the new id is taken or no identifier.
        """
        node = self.node(old)
        problem = identifier_problem(new)
        if problem is None and new in self._nodes:
            problem = Problem(f"the id '{new}' is taken", mend="Choose another")
        if problem is not None:
            raise GraphError(problem.at(old))
        self._nodes = {
            new if node_id == old else node_id: replace(node, id=new) if node_id == old else other
            for node_id, other in self._nodes.items()
        }
        edges = [
            Edge(
                new if edge.source == old else edge.source,
                new if edge.target == old else edge.target,
                edge.port,
            )
            for edge in self._edges.values()
        ]
        self._edges = {(edge.target, edge.port): edge for edge in edges}
        self._outgoing = {}
        for edge in edges:
            self._outgoing.setdefault(edge.source, []).append(edge)
        if self.output == old:
            self.output = new
        self.events.publish(NodeRenamed(old, new))

    def set_op(self, node_id: str, op: Op[Any]) -> None:
        """Give a node an op of the same kind with other parameters."""
        self._nodes[node_id] = replace(self.node(node_id), op=op)
        self.events.publish(ParamsChanged(node_id))

    def move_node(self, node_id: str, position: Position | None) -> None:
        """Put a node elsewhere on the canvas."""
        self._nodes[node_id] = replace(self.node(node_id), position=position)
        self.events.publish(NodeMoved(node_id))

    def set_setting(self, field: str, value: Any) -> None:
        """Set name, description, output or training."""
        setattr(self, field, value)
        self.events.publish(SettingsChanged(field))

    # What may be connected -----------------------------------------------------------------------

    def edge_problem(self, edge: Edge, *, replacing: bool = False) -> Problem | None:
        """Why an edge may not be added, or None.

        Args:
            edge: The wire to be.
            replacing: Whether an edge that is at the port already may be replaced.
        """
        for node_id in (edge.source, edge.target):
            if node_id not in self._nodes:
                mend = "Correct the name, or add the node"
                return Problem(f"wire {edge} names no node '{node_id}'", node=node_id, mend=mend)
        op = self._nodes[edge.target].op
        if op.port(edge.port) is None:
            ports = ", ".join(port.name for port in op.ports) + ", …" * op.variadic
            return Problem(
                f"{op.name} has no port '{edge.port}'",
                node=edge.target,
                expected=f"one of: {ports}" if ports else "no wire: it is a source",
                found=f"'{edge.port}'",
                mend="Connect to one of its ports" if ports else "Turn the wire round",
            )
        taken = self._edges.get((edge.target, edge.port))
        if taken is not None and not replacing:
            return Problem(
                f"port '{edge.port}' is taken by {taken.source}",
                node=edge.target,
                expected="one wire a port",
                found=f"wires from {taken.source} and {edge.source}",
                mend="Remove one of them, or put an Add before the port",
                port=edge.port,
            )
        path = self.path(edge.target, edge.source)
        if path is not None:
            return Problem(
                "this would close a cycle: " + " → ".join([*path, edge.target]),
                node=edge.target,
                expected="data that flows one way",
                found=f"{edge.source} already depends on {edge.target}",
                mend="Remove one of these wires",
                port=edge.port,
            )
        return None

    def path(self, start: str, end: str) -> list[str] | None:
        """Ids along one way from `start` to `end` with the wires, or None."""
        stack, came_from = [start], {start: start}
        while stack:
            current = stack.pop()
            if current == end:
                path = [end]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return path[::-1]
            for edge in self._outgoing.get(current, ()):
                if edge.target not in came_from:
                    came_from[edge.target] = current
                    stack.append(edge.target)
        return None


def make_node(
    node_id: str, op: str, params: dict[str, Any] | None = None, position: Position | None = None
) -> Node:
    """A node from plain values.

    Raises:
        ParamError: Unknown op, or unfit parameters.
    """
    return Node(node_id, make_op(op, params), position)
