"""What the stepper writes on the canvas: numbers on wires, pictures in nodes, what is current."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.ops.spec import Array


@dataclass(frozen=True)
class NodeMarks:
    """What stands in or at a node.

    Attributes:
        current: Whether this is the node of the current step.
        forward_done: Whether its value is computed by now; if not, it is drawn as not computed yet.
        backward_done: Whether its upstream gradient is there by now.
        value: Its output, without the batch where one sample is shown.
        upstream: ∂L/∂output.
        downstream: ∂L/∂input, shown at the current node only.
        note: A few words instead of numbers, such as "class 2".
    """

    current: bool = False
    forward_done: bool = False
    backward_done: bool = False
    value: Array | None = None
    upstream: Array | None = None
    downstream: Array | None = None
    note: str = ""


@dataclass(frozen=True)
class WireMarks:
    """What stands at a wire.

    Attributes:
        value: Text above it in green, or "" while not computed.
        gradient: Text below it, or "" while not computed.
        lit: Red as the current node's upstream, orange as its downstream, or neither.
        local: Text of the violet pill at the current node's input, such as "× 1", or "".
        exact: The numbers in full, for the tooltip.
        apart: Whether they stand halfway along, where wires of one source have parted; else at its start.
    """

    value: str = ""
    gradient: str = ""
    lit: Literal["upstream", "downstream"] | None = None
    local: str = ""
    exact: str = ""
    apart: bool = False


@dataclass(frozen=True)
class Marks:
    """All marks of one step.

    Attributes:
        nodes: Per id.
        wires: Per (target id, port).
        output: Marks of the stub that leaves the output node: its value and gradient.
    """

    nodes: Mapping[str, NodeMarks] = field(default_factory=dict)
    wires: Mapping[tuple[str, str], WireMarks] = field(default_factory=dict)
    output: tuple[str, WireMarks] | None = None
