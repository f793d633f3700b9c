"""All that a node shows, put together: its look, the tensors in it, and the form that follows from both."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.graph.model import Graph
from engine.graph.shape_check import NodeReport
from engine.ops.spec import Port
from gui.canvas.geometry import NodeGeometry, form_of, node_geometry
from gui.canvas.look import NodeLook, look_of, needs_footer
from gui.canvas.marks import NodeMarks
from gui.canvas.tensor_rows import TensorLine, body_height, tensor_lines


@dataclass(frozen=True, eq=False)
class Sight:
    """What a node shows.

    Attributes:
        look: What graph and shapes tell.
        lines: The tensors in its box while stepping.
        geometry: Its form.
    """

    look: NodeLook
    lines: tuple[TensorLine, ...]
    geometry: NodeGeometry


def sight_of(graph: Graph, node_id: str, report: NodeReport, marks: NodeMarks | None = None) -> Sight:
    """What a node of a graph shows, with marks or without."""
    op = graph.nodes[node_id].op
    look = look_of(graph, graph.nodes[node_id], report)
    lines = tensor_lines(look, marks) if marks is not None and form_of(op) == "box" else ()
    geometry = node_geometry(
        op,
        ports_shown(graph, node_id),
        plain=not look.caption and look.trouble == "none",
        footer=needs_footer(look),
        body=body_height(lines),
    )
    return Sight(look, lines, geometry)


def ports_shown(graph: Graph, node_id: str) -> Sequence[Port]:
    """A node's inputs. One that takes any number, and has a wire at each, shows a free one for the next."""
    op, ports = graph.nodes[node_id].op, graph.ports(node_id)
    if op.variadic and len(graph.inputs(node_id)) == len(ports):
        return op.ports_for([str(len(ports))])
    return ports
