"""The local gradients of a formula as formulas, derived by SymPy.

Nothing imports this module before a derivative is asked for: SymPy takes half a second to load. It is given
trees, never text, for its own parser would run what it reads.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import pi
from typing import Any, Final

import sympy

from engine.ops.expressions.tree import Apply, Tree, Variable, constant, variables
from engine.ops.expressions.writing import variable_latex


@lru_cache(maxsize=256)
def derivative_latex(tree: Tree, variable: str) -> tuple[str, bool]:
    """∂formula/∂variable in LaTeX, and whether it is a sum, which stands in parentheses as a factor.

    Args:
        tree: A formula.
        variable: The name of one of its variables.
    """
    names = {sympy.Symbol(name): variable_latex(name) for name in variables(tree)}
    slope = sympy.diff(to_sympy(tree), sympy.Symbol(variable))
    text = str(sympy.latex(slope, symbol_names=names, ln_notation=True))
    return text.replace("- ", "-", 1) if text.startswith("- ") else text, bool(slope.is_Add)


def to_sympy(tree: Tree) -> Any:
    """The formula as SymPy has it."""
    value = constant(tree)
    if value is not None:
        return _number(value)
    if isinstance(tree, Variable):
        return sympy.Symbol(tree.name)
    assert isinstance(tree, Apply)
    return _FUNCTIONS[tree.function](*(to_sympy(argument) for argument in tree.arguments))


def _number(value: float) -> Any:
    """A number as a fraction or a multiple of π, where it is a plain one."""
    if value == pi:
        return sympy.pi
    fraction = Fraction(value).limit_denominator(1000)
    if float(fraction) == value and abs(value) < 1e15:
        return sympy.Rational(fraction.numerator, fraction.denominator)
    return sympy.Float(value)


def _function(name: str, latex: Callable[..., str], *slopes: Callable[..., Any]) -> Any:
    """A function that SymPy has not, or takes for one of complex numbers.

    Args:
        name: Its name.
        latex: It in LaTeX, given its arguments in LaTeX.
        slopes: Its derivative by each argument.
    """

    def written(self: Any, printer: Any, exp: str | None = None) -> str:
        text = latex(*(printer.doprint(argument) for argument in self.args))
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    def slope(self: Any, place: int = 1) -> Any:
        return slopes[place - 1](*self.args)

    return type(name, (sympy.Function,), {"_latex": written, "fdiff": slope})


def _zero(*arguments: Any) -> Any:
    return sympy.Integer(0)


def _sigmoid_slope(x: Any) -> Any:
    return _sigmoid(x) * (1 - _sigmoid(x))


_larger: Any = _function("larger", lambda a, b: rf"\mathbf{{1}}\left[{a} > {b}\right]", _zero, _zero)
_sign: Any = _function("sign", lambda x: rf"\mathrm{{sign}}\left({x}\right)", _zero)
_sigmoid: Any = _function("sigmoid", lambda x: rf"\sigma\left({x}\right)", _sigmoid_slope)
_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negate": lambda x: -x,
    "power": lambda a, b: a**b,
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "tanh": sympy.tanh,
    "sigmoid": _sigmoid,
    "relu": _function("relu", lambda x: rf"\mathrm{{relu}}\left({x}\right)", lambda x: _larger(x, 0)),
    "abs": _function("abs", lambda x: rf"\left|{x}\right|", _sign),
    "max": _function("max", lambda a, b: rf"\max\left({a}, {b}\right)", _larger, lambda a, b: _larger(b, a)),
    "min": _function("min", lambda a, b: rf"\min\left({a}, {b}\right)", lambda a, b: _larger(b, a), _larger),
}
