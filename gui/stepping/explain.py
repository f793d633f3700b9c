"""Which explanation a step gets."""

from gui.stepping.backward import explain_backward
from gui.stepping.explanation import Chain, Explanation
from gui.stepping.forward import explain_forward, explain_loss
from gui.stepping.timeline import Phase, Step, Timeline
from gui.stepping.traced import TracedGraph, single
from gui.stepping.update import explain_update
from gui.widgets.numbers import number


def explain(
    traced: TracedGraph, step: Step, by: str = "", index: tuple[int, ...] | None = None
) -> Explanation:
    """What the step panel says at a step.

    Args:
        traced: The trace.
        step: The step.
        by: The port or parameter whose gradient is told, in the backward pass.
        index: The chosen element of the tensor that the step makes; None takes the largest.
    """
    if step.phase is Phase.FORWARD:
        return explain_forward(traced, step.node, index)
    if step.phase is Phase.LOSS:
        return explain_loss(traced)
    if step.phase is Phase.BACKWARD:
        return explain_backward(traced, step.node, by, index)
    return explain_update(traced, step, index)


def formulas_of(explanation: Explanation) -> list[str]:
    """All LaTeX in an explanation, to be laid out before it is drawn."""
    found = [explanation.formula] if explanation.formula else []
    equation = explanation.equation
    if isinstance(equation, Chain):
        found += [equation.downstream, equation.upstream, equation.local, equation.result]
    else:
        found += [term.text for line in equation for term in line.terms if term.is_tex]
    if explanation.table is not None:
        found += [cell.text for row in explanation.table.rows for cell in row if cell.is_tex]
    return found


def hint(traced: TracedGraph, timeline: Timeline, cursor: int) -> str:
    """What the next step does, in a few words; empty at the end."""
    if cursor >= timeline.last:
        return "the pass ends here"
    step = timeline.steps[cursor + 1]
    if step.phase is Phase.FORWARD:
        return f"next: {step.node} forward"
    if step.phase is Phase.LOSS:
        return "next: the gradient starts"
    if step.phase is Phase.UPDATE:
        return f"next: update {step.learned}"
    if traced.gradients(step.node):
        return f"next: back through {step.node}"
    upstream = traced.node(step.node).upstream
    if upstream is not None and upstream.size == 1:
        return f"next: {step.node} collects {number(single(upstream))}"
    return f"next: gradient of {step.node}"
