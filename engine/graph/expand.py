"""An Expression taken apart: the elementary nodes of its formula in its place, as one edit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.errors import GraphError, Problem
from engine.graph.boxes import GAP, default_box
from engine.graph.edits import AddNode, CompositeEdit, Connect, Edit, MoveNodes, RemoveNode, SetSetting
from engine.graph.identifiers import free_identifier
from engine.graph.layout import layout
from engine.graph.model import Edge, Graph, Node, Position, make_node
from engine.ops.expressions.tree import Apply, Number, Tree, Variable, constant
from engine.ops.library.expression import Expression

_OPS: Final = {
    "add": "Add",
    "subtract": "Subtract",
    "multiply": "Multiply",
    "divide": "Divide",
    "power": "Power",
    "max": "Maximum",
    "min": "Minimum",
    "negate": "Negate",
    "exp": "Exp",
    "log": "Log",
    "sqrt": "Sqrt",
    "sin": "Sin",
    "cos": "Cos",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "relu": "ReLU",
    "abs": "Abs",
}
_WORDS: Final = {"Value": "const", "Reciprocal": "inverse"}


def expand(graph: Graph, node_id: str) -> CompositeEdit:
    """The edit that puts elementary nodes in an Expression's place.

    The last of them takes its id, so whatever reads it still does. What stands twice in the formula becomes
    one node with a fork. Values and gradients stay as they are.

    Args:
        graph: A graph.
        node_id: An Expression in it.

    Raises:
        GraphError: There is no such node, or it is no Expression.
    """
    node = graph.node(node_id)
    if not isinstance(node.op, Expression):
        raise GraphError(
            Problem(
                "only an Expression can be expanded",
                node=node_id,
                expected="Expression",
                found=node.op.name,
                mend="Choose an Expression",
            )
        )
    taken = set(graph.nodes) - {node_id}
    circuit = _Circuit(node_id, graph.inputs(node_id), taken)
    circuit.build(node.op.tree)
    room = _room(graph, node, circuit)
    place = list(graph.nodes).index(node_id)
    edits: list[Edit] = [RemoveNode(node_id)]
    for number, part in enumerate(circuit.nodes.values()):
        placed = Node(part.id, part.op, room.positions.get(part.id))
        edits.append(AddNode(placed, place + number))
    edits += [Connect(edge) for edge in [*circuit.edges, *graph.readers(node_id)]]
    if graph.output == node_id:
        edits.append(SetSetting("output", node_id))
    if room.moved:
        edits.append(MoveNodes(room.moved))
    return CompositeEdit(f"Expand {node_id}", edits)


@dataclass
class _Circuit:
    """Elementary nodes and the wires between them, as they are made.

    Attributes:
        output: Id for the last of them.
        sources: Who feeds each variable, where it is connected.
        taken: Ids of other nodes.
        nodes: The nodes by id, each after those it reads.
        edges: The wires into them.
        known: Who computes each part of the formula that has been met; None for a variable without a wire.
    """

    output: str
    sources: Mapping[str, str]
    taken: set[str]
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    known: dict[Tree, str | None] = field(default_factory=dict)

    def build(self, tree: Tree) -> None:
        """Make the nodes of a whole formula."""
        if isinstance(tree, Variable):
            self._add("Identity", {"input": self._source(tree)}, is_last=True)
        else:
            self._compute(tree, is_last=True)

    def _source(self, tree: Tree) -> str | None:
        """Who computes a part of the formula."""
        if tree not in self.known:
            self.known[tree] = (
                self.sources.get(tree.name) if isinstance(tree, Variable) else self._compute(tree)
            )
        return self.known[tree]

    def _compute(self, tree: Tree, *, is_last: bool = False) -> str:
        value = constant(tree)
        if value is not None:
            return self._add("Value", {}, value=value)
        assert isinstance(tree, Apply)
        op, arguments = _elementary(tree)
        ports = ("a", "b") if len(arguments) == 2 else ("input",)
        read = {port: self._source(argument) for port, argument in zip(ports, arguments, strict=True)}
        return self._add(op, read, is_last=is_last)

    def _add(
        self, op: str, read: Mapping[str, str | None], *, value: float | None = None, is_last: bool = False
    ) -> str:
        stem = f"{self.output}_{_WORDS.get(op, op.lower())}"
        node_id = self.output if is_last else free_identifier(stem, {*self.taken, *self.nodes})
        params = None if value is None else {"value": value, "requires_grad": False}
        self.nodes[node_id] = make_node(node_id, op, params)
        self.edges += [Edge(source, node_id, port) for port, source in read.items() if source is not None]
        return node_id


def _elementary(tree: Apply) -> tuple[str, tuple[Tree, ...]]:
    """The op that computes a function, and what it reads; a lecture's shorter one where there is one."""
    match tree:
        case Apply("power", (base, Number(2.0))):
            return "Square", (base,)
        case Apply("power", (base, Number(-1.0))):
            return "Reciprocal", (base,)
        case Apply("divide", (Number(1.0), divisor)):
            return "Reciprocal", (divisor,)
        case Apply("tan", (x,)):
            return "Divide", (Apply("sin", (x,)), Apply("cos", (x,)))
        case _:
            return _OPS[tree.function], tree.arguments


@dataclass
class _Room:
    """Where the new nodes lie, and where others have to go to make room."""

    positions: dict[str, Position] = field(default_factory=dict)
    moved: dict[str, Position] = field(default_factory=dict)


def _room(graph: Graph, node: Node, circuit: _Circuit) -> _Room:
    """The new nodes from the old one's place to the right; what lies right of it, or below, moves away."""
    if node.position is None:
        return _Room()
    part = Graph()
    for new in circuit.nodes.values():
        part.add_node(new)
    for edge in circuit.edges:
        if edge.source in circuit.nodes:
            part.add_edge(edge)
    left, top = node.position
    positions = {new: (left + x, top + y) for new, (x, y) in layout(part).items()}
    boxes = {new: default_box(circuit.nodes[new]) for new in positions}
    right = max(x + boxes[new].width for new, (x, _) in positions.items())
    bottom = max(y + boxes[new].height for new, (_, y) in positions.items())
    old = default_box(node)
    across, down = max(0.0, right - left - old.width), max(0.0, bottom - top - old.height)
    moved: dict[str, Position] = {}
    for other in graph:
        if other.id == node.id or other.position is None:
            continue
        x, y = other.position
        if x >= left + old.width:
            moved[other.id] = (x + across, y)
        elif x > left - GAP and y > top:
            moved[other.id] = (x, y + down)
    return _Room(positions, moved)
