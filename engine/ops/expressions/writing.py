"""A formula written out: in LaTeX for people, in PyTorch for the module."""

import re
from collections.abc import Mapping
from math import pi
from typing import Final

from engine.ops.expressions.functions import FUNCTIONS
from engine.ops.expressions.tree import Apply, Number, Tree, Variable, constant

_GREEK: Final = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "mu",
        "nu",
        "xi",
        "rho",
        "sigma",
        "tau",
        "phi",
        "chi",
        "psi",
        "omega",
    ]
)
_TIMES: Final = r"\cdot"
_THIN: Final = r"\,"
_AROUND: Final = {"exp": "e^{?}", "sqrt": r"\sqrt{?}", "abs": r"\left|?\right|"}
_UPRIGHT: Final = {"relu": r"\mathrm{relu}", "sigmoid": r"\sigma", "log": r"\ln"}


def variable_latex(name: str) -> str:
    """A variable: a letter, a Greek letter by its name, or a slanted word."""
    if len(name) == 1:
        return name
    return rf"\{name}" if name in _GREEK else r"\mathit{" + name.replace("_", r"\_") + "}"


def number_latex(value: float) -> str:
    """A number at six digits."""
    if value == pi:
        return r"\pi"
    mantissa, _, exponent = f"{value:.6g}".partition("e")
    if not exponent:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa} \cdot {power}"


def latex(tree: Tree) -> str:
    """The formula in LaTeX, as it was typed: nothing is reordered or simplified."""
    if isinstance(tree, Number):
        return number_latex(tree.value)
    if isinstance(tree, Variable):
        return variable_latex(tree.name)
    if FUNCTIONS[tree.function].operator:
        return _operation(tree)
    arguments = [latex(argument) for argument in tree.arguments]
    if tree.function in _AROUND:
        return _AROUND[tree.function].replace("?", arguments[0])
    name = _UPRIGHT.get(tree.function, rf"\{tree.function}")
    return rf"{name}\left({', '.join(arguments)}\right)"


def _operation(tree: Apply) -> str:
    match tree.function, tree.arguments:
        case "divide", (a, b):
            return rf"\frac{{{latex(a)}}}{{{latex(b)}}}"
        case "power", (a, b):
            return f"{_within(a, 5)}^{{{latex(b)}}}"
        case "add", (a, b):
            return f"{latex(a)} + {_right(b, 1)}"
        case "subtract", (a, b):
            return f"{latex(a)} - {_right(b, 2)}"
        case "multiply", (a, b):
            return rf"{_within(a, 2)} {_TIMES if isinstance(b, Number) else _THIN} {_right(b, 2)}"
        case _:
            return f"-{_within(tree.arguments[0], 2)}"


def _right(tree: Tree, level: int) -> str:
    """What stands behind a sign: a negative number in parentheses too."""
    text = _within(tree, level)
    return rf"\left({text}\right)" if text.startswith("-") else text


def _within(tree: Tree, level: int) -> str:
    """A part in LaTeX, in parentheses where it binds less tightly than asked for."""
    text = latex(tree)
    raised = isinstance(tree, Apply) and tree.function in ("divide", "exp") and level == 5
    plain = isinstance(tree, Apply) and tree.function == "divide" and level < 5
    return text if plain or (_level(tree) >= level and not raised) else rf"\left({text}\right)"


def _level(tree: Tree) -> int:
    """How tightly a part binds, as written."""
    if isinstance(tree, Apply):
        return FUNCTIONS[tree.function].level
    return 3 if isinstance(tree, Number) and tree.value < 0 else 5


def torch_source(tree: Tree, names: Mapping[str, str]) -> str:
    """The formula as an expression of PyTorch.

    Args:
        tree: A formula.
        names: The expression of the tensor that each variable stands for.
    """
    value = constant(tree)
    if value is not None:
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if isinstance(tree, Variable):
        return names[tree.name]
    assert isinstance(tree, Apply)
    function = FUNCTIONS[tree.function]
    if tree.function in ("max", "min"):
        return function.torch.format(*(_tensor_source(argument, names) for argument in tree.arguments))
    if function.operator:
        return function.torch.format(
            *(_operand(argument, place, tree, names) for place, argument in enumerate(tree.arguments))
        )
    return function.torch.format(*(torch_source(argument, names) for argument in tree.arguments))


def _tensor_source(tree: Tree, names: Mapping[str, str]) -> str:
    """A part that has to be a tensor; a number becomes one, which leaves the other's type as it is."""
    source, value = torch_source(tree, names), constant(tree)
    if value is None:
        return source
    exact = "" if value == int(value) else ", dtype=torch.float64"
    return f"torch.tensor({source}{exact})"


def _operand(tree: Tree, place: int, inside: Apply, names: Mapping[str, str]) -> str:
    """An operand, in parentheses where Python would read it otherwise; powers bind from the right."""
    source = torch_source(tree, names)
    value = constant(tree)
    own = _level(tree if value is None else Number(value))
    level = FUNCTIONS[inside.function].level
    loose = place == (1 if inside.function == "power" else 0)
    return source if own > level or (own == level and loose) else f"({source})"


def one_line(text: str, length: int = 28) -> str:
    """What was typed, cut to fit a node's second line."""
    text = re.sub(r"\s+", " ", text.strip())
    return text if len(text) <= length else text[: length - 1] + "…"
