"""Every formula that a step may show, to be laid out before it is drawn."""

from gui.stepping.exhibits import exhibition
from gui.stepping.explain import explain, formulas_of
from gui.stepping.timeline import Phase, Step
from gui.stepping.traced import TracedGraph


def all_formulas(traced: TracedGraph, step: Step) -> list[str]:
    """The LaTeX of a step's panels, for each gradient that can be told at it.

    Args:
        traced: The trace.
        step: The step.
    """
    names = list(traced.gradients(step.node)) if step.phase is Phase.BACKWARD else []
    found: list[str] = []
    for name in names or [""]:
        found += formulas_of(explain(traced, step, name))
        found += [exhibit.tex for exhibit in exhibition(traced, step, name, None).exhibits if exhibit.tex]
    return found
