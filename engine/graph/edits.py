"""Reversible edits: one object a change, each knows how to take itself back."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import GraphError
from engine.graph.model import Edge, Graph, Node, Position
from engine.ops.registry import make_op
from engine.ops.spec import Op


class Edit(ABC):
    """A change of a graph. `apply` checks before it changes anything, so it happens whole or not at all."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What the undo menu calls it, such as "Add Conv2d"."""

    @abstractmethod
    def apply(self, graph: Graph) -> None:
        """Make the change.

        Raises:
            BackstepError: It cannot be made; the graph is as before.
        """

    @abstractmethod
    def revert(self, graph: Graph) -> None:
        """Take the change back; called only after `apply`, on the graph as `apply` left it."""


@dataclass
class AddNode(Edit):
    """A new node."""

    node: Node
    index: int | None = None

    @property
    def title(self) -> str:
        return f"Add {self.node.op.name}"

    def apply(self, graph: Graph) -> None:
        graph.add_node(self.node, self.index)

    def revert(self, graph: Graph) -> None:
        graph.remove_node(self.node.id)


@dataclass
class RemoveNode(Edit):
    """A node goes, with the wires that touch it."""

    node_id: str
    _removed: tuple[Node, int] | None = field(default=None, init=False)
    _edges: list[tuple[Edge, int]] = field(default_factory=list, init=False)
    _was_output: bool = field(default=False, init=False)

    @property
    def title(self) -> str:
        return f"Delete {self.node_id}"

    def apply(self, graph: Graph) -> None:
        node = graph.node(self.node_id)
        self._removed = (node, list(graph.nodes).index(self.node_id))
        touching = graph.edges_of(self.node_id)
        self._edges = [(edge, index) for index, edge in enumerate(graph.edges) if edge in touching]
        self._was_output = graph.output == self.node_id
        for edge in touching:
            graph.remove_edge(edge)
        if self._was_output:
            graph.set_setting("output", None)
        graph.remove_node(self.node_id)

    def revert(self, graph: Graph) -> None:
        assert self._removed is not None
        graph.add_node(*self._removed)
        for edge, index in self._edges:
            graph.add_edge(edge, index)
        if self._was_output:
            graph.set_setting("output", self.node_id)


@dataclass
class Connect(Edit):
    """A wire; one that is at the port already makes room for it."""

    edge: Edge
    _replaced: Edge | None = field(default=None, init=False)
    _index: int | None = field(default=None, init=False)

    @property
    def title(self) -> str:
        return f"Connect {self.edge}"

    def apply(self, graph: Graph) -> None:
        problem = graph.edge_problem(self.edge, replacing=True)
        if problem is not None:
            raise GraphError(problem)
        self._replaced = graph.edge_into(self.edge.target, self.edge.port)
        self._index = None
        if self._replaced is not None:
            self._index = list(graph.edges).index(self._replaced)
            graph.remove_edge(self._replaced)
        graph.add_edge(self.edge, self._index)

    def revert(self, graph: Graph) -> None:
        graph.remove_edge(self.edge)
        if self._replaced is not None:
            graph.add_edge(self._replaced, self._index)


@dataclass
class Disconnect(Edit):
    """A wire goes."""

    edge: Edge
    _index: int = field(default=0, init=False)

    @property
    def title(self) -> str:
        return f"Disconnect {self.edge}"

    def apply(self, graph: Graph) -> None:
        edges = list(graph.edges)
        self._index = edges.index(self.edge) if self.edge in edges else 0
        graph.remove_edge(self.edge)

    def revert(self, graph: Graph) -> None:
        graph.add_edge(self.edge, self._index)


@dataclass
class SetParams(Edit):
    """Some of a node's parameters get other values; None of a key that has a default resets it.

    Wires into ports that the node has no more (an Expression's variables) go with them.
    """

    node_id: str
    params: Mapping[str, Any]
    _old: Op[Any] | None = field(default=None, init=False)
    _cut: list[tuple[Edge, int]] = field(default_factory=list, init=False)

    @property
    def title(self) -> str:
        return f"Set {', '.join(self.params)} of {self.node_id}"

    def apply(self, graph: Graph) -> None:
        old = graph.node(self.node_id).op
        new = make_op(old.name, {**old.explicit_params(), **self.params})
        self._old = old
        incoming = [(edge, index) for index, edge in enumerate(graph.edges) if edge.target == self.node_id]
        self._cut = [(edge, index) for edge, index in incoming if new.port(edge.port) is None]
        for edge, _ in self._cut:
            graph.remove_edge(edge)
        graph.set_op(self.node_id, new)

    def revert(self, graph: Graph) -> None:
        assert self._old is not None
        graph.set_op(self.node_id, self._old)
        for edge, index in self._cut:
            graph.add_edge(edge, index)


@dataclass
class MoveNodes(Edit):
    """Nodes lie elsewhere on the canvas."""

    positions: Mapping[str, Position]
    _old: dict[str, Position | None] = field(default_factory=dict, init=False)

    @property
    def title(self) -> str:
        return f"Move {next(iter(self.positions))}" if len(self.positions) == 1 else "Move nodes"

    def apply(self, graph: Graph) -> None:
        self._old = {node_id: graph.node(node_id).position for node_id in self.positions}
        for node_id, position in self.positions.items():
            graph.move_node(node_id, position)

    def revert(self, graph: Graph) -> None:
        for node_id, position in self._old.items():
            graph.move_node(node_id, position)


@dataclass
class RenameNode(Edit):
    """A node gets another id."""

    old: str
    new: str

    @property
    def title(self) -> str:
        return f"Rename {self.old} to {self.new}"

    def apply(self, graph: Graph) -> None:
        graph.rename_node(self.old, self.new)

    def revert(self, graph: Graph) -> None:
        graph.rename_node(self.new, self.old)


@dataclass
class SetSetting(Edit):
    """The graph's name, description, output or training section changes."""

    name: str
    value: Any
    _old: Any = field(default=None, init=False)

    @property
    def title(self) -> str:
        return f"Change {self.name}"

    def apply(self, graph: Graph) -> None:
        if self.name == "output" and self.value is not None:
            graph.node(self.value)
        self._old = getattr(graph, self.name)
        graph.set_setting(self.name, self.value)

    def revert(self, graph: Graph) -> None:
        graph.set_setting(self.name, self._old)


class CompositeEdit(Edit):
    """Several edits as one: one gesture, one entry in the undo list."""

    def __init__(self, title: str, edits: Iterable[Edit]) -> None:
        self._title = title
        self._edits = list(edits)

    @property
    def title(self) -> str:
        return self._title

    def apply(self, graph: Graph) -> None:
        done: list[Edit] = []
        try:
            for edit in self._edits:
                edit.apply(graph)
                done.append(edit)
        except BaseException:
            for edit in reversed(done):
                edit.revert(graph)
            raise

    def revert(self, graph: Graph) -> None:
        for edit in reversed(self._edits):
            edit.revert(graph)
