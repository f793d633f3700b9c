"""What a node shows, gathered from graph and shape report; comparable, so that only changed nodes repaint."""

from dataclasses import dataclass, field
from typing import Literal

from engine.errors import Problem
from engine.graph.model import Graph, Node
from engine.graph.shape_check import NodeReport
from engine.ops.shapes import format_shape, without_batch
from gui.canvas.geometry import NodeGeometry, form_of
from gui.widgets import numbers
from gui.widgets.icons import op_icon_name

Trouble = Literal["none", "open", "wrong"]


@dataclass(frozen=True)
class NodeLook:
    """What a node shows.

    Attributes:
        node_id: Its id.
        op: The op's name, its title.
        icon: The op's icon.
        caption: Second line.
        learns: How many numbers it learns, written; empty if none.
        shape: The output's shape without the batch, written; empty while unknown.
        dims: The output's sizes without the batch; empty while unknown, and for single numbers.
        symbol: What a circle shows where the op has no icon of its own.
        trouble: Nothing wrong; a port without a wire; or something that does not fit.
        problem: What is wrong.
        warnings: What is allowed but probably not meant.
        connected: Input ports that have a wire.
        is_read: Whether a wire leaves it.
        has_gradient: Whether a gradient can come back to it at all.
    """

    node_id: str
    op: str
    icon: str
    caption: str
    learns: str
    shape: str
    dims: tuple[int, ...]
    symbol: str
    trouble: Trouble
    problem: Problem | None = field(hash=False)
    warnings: tuple[str, ...]
    connected: frozenset[str]
    is_read: bool
    has_gradient: bool


def look_of(graph: Graph, node: Node, report: NodeReport) -> NodeLook:
    """What a node of a graph shows."""
    op = node.op
    size = None if report.shape is None else without_batch(report.shape)
    return NodeLook(
        node_id=node.id,
        op=op.name,
        icon=op_icon_name(op.name, op.category.title),
        caption="" if form_of(op) == "circle" else op.caption(report.inputs if report.runs else None),
        learns=numbers.count(report.parameter_count) if report.parameters else "",
        shape="" if size is None else format_shape(size),
        dims=size or (),
        symbol=op.symbol or "",
        trouble=_trouble(graph, report.problem),
        problem=report.problem,
        warnings=report.warnings,
        connected=frozenset(graph.inputs(node.id)),
        is_read=bool(graph.readers(node.id)),
        has_gradient=op.fed_by != "targets",
    )


def wire_shape(look: NodeLook) -> str:
    """The shape that stands on the wires of a node; nothing for single numbers, which need no saying."""
    if look.shape != "scalar":
        return look.shape
    return "class" if look.op == "Target" else ""


def _trouble(graph: Graph, problem: Problem | None) -> Trouble:
    if problem is None:
        return "none"
    unwired = problem.port is not None and graph.edge_into(problem.node or "", problem.port) is None
    return "open" if unwired else "wrong"


def needs_footer(look: NodeLook) -> bool:
    """Whether the box says how much it learns."""
    return bool(look.learns) and look.trouble != "wrong"


def port_word(look: NodeLook, geometry: NodeGeometry, index: int) -> str:
    """What stands beside an input port of a box: the names of all but the first."""
    return list(geometry.inputs)[index] if index > 0 and geometry.form == "box" else ""
