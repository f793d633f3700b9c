"""A formula as a tree: numbers, variables, and functions of them; its value, and its gradients."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine.ops.arithmetic import sum_to
from engine.ops.expressions.functions import FUNCTIONS
from engine.ops.spec import Array


@dataclass(frozen=True)
class Number:
    """A number that stands in the formula."""

    value: float


@dataclass(frozen=True)
class Variable:
    """What flows in at the port of that name."""

    name: str


@dataclass(frozen=True)
class Apply:
    """A function of one or two formulas: an operator too, such as `add`."""

    function: str
    arguments: "tuple[Tree, ...]"


Tree = Number | Variable | Apply


def parts(tree: Tree) -> Iterator[Tree]:
    """The formula and all formulas within it, from left to right."""
    yield tree
    if isinstance(tree, Apply):
        for argument in tree.arguments:
            yield from parts(argument)


def variables(tree: Tree) -> tuple[str, ...]:
    """Names of the variables, each once, in the order in which they are read."""
    return tuple(dict.fromkeys(part.name for part in parts(tree) if isinstance(part, Variable)))


def constant(tree: Tree) -> float | None:
    """The value of a formula without variables, None of any other; NaN or infinity out of its domain."""
    if isinstance(tree, Number):
        return tree.value
    if variables(tree):
        return None
    with np.errstate(all="ignore"):
        return float(evaluate(tree, {}))


def evaluate(tree: Tree, values: Mapping[str, Array]) -> Array:
    """The formula's value, element by element, by NumPy's broadcasting.

    Args:
        tree: The formula.
        values: An array per variable.
    """
    if isinstance(tree, Number):
        return np.asarray(tree.value)
    if isinstance(tree, Variable):
        return values[tree.name]
    compute = FUNCTIONS[tree.function].compute
    return np.asarray(compute(*(evaluate(argument, values) for argument in tree.arguments)))


def gradients(tree: Tree, values: Mapping[str, Array], upstream: Array) -> dict[str, Array]:
    """∂L/∂variable for each variable, by the chain rule from the outermost function inwards.

    Args:
        tree: The formula.
        values: An array per variable.
        upstream: ∂L/∂(the formula's value), in its shape.
    """
    found = {name: np.zeros(np.shape(values[name])) for name in variables(tree)}
    _collect(tree, values, upstream, found)
    return found


def _collect(tree: Tree, values: Mapping[str, Array], upstream: Array, found: dict[str, Array]) -> None:
    if isinstance(tree, Variable):
        found[tree.name] = found[tree.name] + upstream
    elif isinstance(tree, Apply):
        arguments = [evaluate(argument, values) for argument in tree.arguments]
        slopes = FUNCTIONS[tree.function].slopes
        for argument, value, slope in zip(tree.arguments, arguments, slopes, strict=True):
            if variables(argument):
                _collect(argument, values, sum_to(upstream * slope(*arguments), value.shape), found)


def kinks(tree: Tree, values: Mapping[str, Array]) -> dict[str, int]:
    """How many elements lie exactly on a bend, by the function that bends there: relu, abs, max, min."""
    found: dict[str, int] = {}
    for part in parts(tree):
        if isinstance(part, Apply) and part.function in ("relu", "abs", "max", "min"):
            arguments = [evaluate(argument, values) for argument in part.arguments]
            other = arguments[1] if len(arguments) == 2 else 0
            count = int(np.count_nonzero(arguments[0] == other))
            if count:
                found[part.function] = found.get(part.function, 0) + count
    return found
