"""The step panel at the update: a parameter takes a step against its gradient."""

import numpy as np

from engine.ops.spec import Array
from engine.training.optimizers import SGD, Optimizer
from gui.stepping.explanation import Cell, Explanation, Line, Table
from gui.stepping.forward import equals, head_formula, sign
from gui.stepping.symbols import element, learned_symbol, loss_symbol, partial
from gui.stepping.timeline import Step, learned
from gui.stepping.traced import TracedGraph, largest
from gui.widgets.equation import Term
from gui.widgets.icons import op_icon_name
from gui.widgets.numbers import exact, factor, number, shape


def updated(value: Array, gradient: Array, rate: float) -> Array:
    """W − γ ∂L/∂W: one step of plain gradient descent.

    Args:
        value: The parameter.
        gradient: Its gradient, in its shape.
        rate: The learning rate γ, above 0.
    """
    return np.asarray(value - rate * gradient)


def explain_update(traced: TracedGraph, step: Step, index: tuple[int, ...] | None) -> Explanation:
    """A parameter takes a step against its gradient.

    Args:
        traced: The trace.
        step: The update.
        index: The chosen element; None takes the one with the largest gradient.

    Raises:
        ValueError: The parameter has no gradient.
    """
    op, param = traced.ops[step.node], learned(traced.node(step.node))[step.param]
    if param.grad is None:
        raise ValueError(f"{step.learned} has no gradient")
    place = largest(param.grad) if index is None else index
    letter, loss = learned_symbol(step), loss_symbol(traced)
    at = element(letter, place)
    new = updated(param.value, param.grad, traced.optimizer.lr)
    old_value, gradient, new_value = (float(array[place]) for array in (param.value, param.grad, new))
    return Explanation(
        icon=op_icon_name(op.name, op.category.title),
        is_round=op.symbol is not None,
        title=op.name,
        formula=head_formula(traced, step.node),
        subtitle=f"Update of {step.learned}",
        equation=(
            Line(
                "Formula",
                (
                    Term(letter, "value"),
                    sign(r"\leftarrow"),
                    Term(letter, "value", word="old"),
                    sign("-"),
                    Term(r"\gamma", "text", word="rate"),
                    Term(partial(loss, letter), "downstream", word="gradient"),
                ),
            ),
            Line(
                "Numbers",
                (
                    Term(at, "value", size=22),
                    sign(r"\leftarrow"),
                    Term(number(old_value), "value", is_tex=False),
                    sign("-"),
                    Term(number(traced.optimizer.lr), "text", is_tex=False),
                    sign(r"\times"),
                    Term(factor(gradient), "downstream", is_tex=False),
                ),
            ),
            Line(
                "Result",
                (
                    Term(at, "value", size=22),
                    equals(),
                    Term(number(new_value), "value", is_tex=False, role="result"),
                ),
            ),
        ),
        sentence=(
            "Plain gradient descent: a step against the gradient, as long as the learning rate ",
            (f"γ = {number(traced.optimizer.lr)}", "text"),
            " says. Where the gradient is positive, the number shrinks.",
            _departure(traced.optimizer),
        ),
        table=_sizes(param.value, param.grad, new),
    )


def _departure(optimizer: Optimizer) -> str:
    """How the optimizer that trains departs from the plain step, if it does."""
    settings = optimizer.hyperparameters()
    if not isinstance(optimizer, SGD):
        return f" Training goes by {optimizer.name}, whose steps differ from this plain one."
    if settings["weight_decay"] or settings["nesterov"]:
        return " Training adds weight decay or looks ahead, which this plain step leaves out."
    return " Momentum starts at rest, so its first step is this one." if settings["momentum"] else ""


def _sizes(value: Array, gradient: Array, new: Array) -> Table:
    rows = tuple(
        (Cell(words, colour), Cell(shape(array.shape)), _norm(array))
        for words, colour, array in (
            ("old", "value", value),
            ("gradient", "downstream", gradient),
            ("new", "value", new),
        )
    )
    return Table("How large they are", (("shape", "text3"), ("norm", "text3")), rows)


def _norm(array: Array) -> Cell:
    norm = float(np.linalg.norm(array))
    return Cell(number(norm), "text", strong=True, tooltip=exact(norm))
