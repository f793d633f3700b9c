"""The timeline: forward, loss, backward and update as one sequence of steps, and moving along it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from engine.ops.library.parameter import Parameter
from engine.stepping.trace import NodeTrace, ParamTrace, Trace


class Phase(Enum):
    """The parts of a pass, in their order; the value is what a heading says."""

    FORWARD = "Forward"
    LOSS = "Loss"
    BACKWARD = "Backward"
    UPDATE = "Update"


@dataclass(frozen=True)
class Step:
    """One stop of the pass.

    Attributes:
        phase: Which part of the pass it belongs to.
        node: The node that is computed.
        param: The parameter that is updated; empty in the other phases, and where the node is one itself.
    """

    phase: Phase
    node: str
    param: str = ""

    @property
    def learned(self) -> str:
        """What an update step changes: `fc.weight`, or the node."""
        return f"{self.node}.{self.param}" if self.param else self.node


def learned(node: NodeTrace) -> dict[str, ParamTrace]:
    """What a node learns, by name; a node that is a parameter itself has it under no name."""
    if node.op == Parameter.name:
        return {"": ParamTrace(node.value, node.upstream)}
    return dict(node.params)


@dataclass(frozen=True)
class Timeline:
    """All steps of one pass. A cursor is the place of a step in `steps`.

    Attributes:
        steps: In the order in which they happen.
    """

    steps: tuple[Step, ...]

    @classmethod
    def of(cls, trace: Trace) -> "Timeline":
        """The steps of a trace: each node forward, the loss, each node a gradient reaches, each parameter."""
        forward = [Step(Phase.FORWARD, node_id) for node_id in trace.order]
        backward = [Step(Phase.BACKWARD, node_id) for node_id in trace.backward_order()]
        update = [
            Step(Phase.UPDATE, node_id, name)
            for node_id in trace.order
            for name, param in learned(trace.nodes[node_id]).items()
            if param.grad is not None
        ]
        return cls((*forward, Step(Phase.LOSS, trace.output), *backward, *update))

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def last(self) -> int:
        """The cursor of the last step."""
        return len(self.steps) - 1

    @property
    def first_gradient(self) -> int:
        """The cursor of the first backward step; of the loss where no gradient flows."""
        (loss,) = self.section(Phase.LOSS)
        return loss + 1 if self.count(Phase.BACKWARD) else loss

    def clamp(self, cursor: int) -> int:
        """The nearest cursor there is."""
        return max(0, min(cursor, self.last))

    @cached_property
    def _sections(self) -> Mapping[Phase, range]:
        sections: dict[Phase, range] = {}
        for place, step in enumerate(self.steps):
            start = sections[step.phase].start if step.phase in sections else place
            sections[step.phase] = range(start, place + 1)
        return sections

    @cached_property
    def _places(self) -> Mapping[Step, int]:
        return {step: place for place, step in enumerate(self.steps)}

    def section(self, phase: Phase) -> range:
        """The cursors of a phase; empty if it has no steps."""
        return self._sections.get(phase, range(0))

    def count(self, phase: Phase) -> int:
        """How many steps a phase has."""
        return len(self.section(phase))

    def place(self, step: Step) -> int | None:
        """The cursor of a step, or None if this pass has no such step."""
        return self._places.get(step)

    def run_to(self, cursor: int, node: str) -> int:
        """The cursor at which a node is current: in the phase at hand if it has a step there, else forward.

        Args:
            cursor: Where one is.
            node: The node to run to.

        Returns:
            The cursor itself where the node has no step at all.
        """
        phase = self.steps[cursor].phase
        wanted = Phase.FORWARD if phase is Phase.FORWARD else Phase.BACKWARD
        for other in (wanted, Phase.FORWARD):
            place = self.place(Step(other, node))
            if place is not None:
                return place
        return cursor

    def is_done(self, phase: Phase, node: str, cursor: int) -> bool:
        """Whether a node's step of a phase is reached at a cursor, the current step included."""
        place = self.place(Step(phase, node))
        return place is not None and place <= cursor
