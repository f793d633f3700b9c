"""The functions a formula may be made of: how each is computed, and its slopes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.ops.spec import Array

Compute = Callable[..., Array]


@dataclass(frozen=True)
class Function:
    """A function, or an operator, of one or two numbers.

    Attributes:
        compute: `compute(*arguments)`.
        slopes: Per argument `slope(*arguments)`, the derivative by it; at ties and kinks as PyTorch has it.
        torch: PyTorch's expression, its arguments as {0} and {1}.
        level: How tightly it binds: 1 a sum, 2 a product, 3 a sign, 4 a power, 5 what needs no parentheses.
        operator: Whether users write it as a sign; else by its name.
    """

    compute: Compute
    slopes: tuple[Compute, ...]
    torch: str
    level: int = 5
    operator: bool = False


def _ones(*arguments: Array) -> Array:
    return np.asarray(1.0)


def _minus_ones(*arguments: Array) -> Array:
    return np.asarray(-1.0)


def _sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)))


def _wins(a: Array, b: Array) -> Array:
    """1 where a is larger, a half where both are equal."""
    return np.asarray((a > b) + (a == b) / 2)


def _loses(a: Array, b: Array) -> Array:
    return _wins(b, a)


def _power_by_base(a: Array, b: Array) -> Array:
    return np.asarray(np.where(b == 0, 0.0, b * a ** np.where(b == 0, 1.0, b - 1)))


def _power_by_exponent(a: Array, b: Array) -> Array:
    flat = (a == 0) & (b >= 0)  # 0 to any power stays 0
    return np.asarray(np.where(flat, 0.0, a**b * np.log(np.where(flat, 1.0, a))))


FUNCTIONS: Final = {
    "add": Function(lambda a, b: a + b, (_ones, _ones), "{0} + {1}", 1, operator=True),
    "subtract": Function(lambda a, b: a - b, (_ones, _minus_ones), "{0} - {1}", 1, operator=True),
    "multiply": Function(lambda a, b: a * b, (lambda a, b: b, lambda a, b: a), "{0} * {1}", 2, operator=True),
    "divide": Function(
        lambda a, b: a / b, (lambda a, b: 1 / b, lambda a, b: -a / b**2), "{0} / {1}", 2, operator=True
    ),
    "negate": Function(lambda x: -x, (_minus_ones,), "-{0}", 3, operator=True),
    "power": Function(
        lambda a, b: a**b, (_power_by_base, _power_by_exponent), "{0} ** {1}", 4, operator=True
    ),
    "exp": Function(np.exp, (np.exp,), "torch.exp({0})"),
    "log": Function(np.log, (lambda x: 1 / x,), "torch.log({0})"),
    "sqrt": Function(np.sqrt, (lambda x: 1 / (2 * np.sqrt(x)),), "torch.sqrt({0})"),
    "sin": Function(np.sin, (np.cos,), "torch.sin({0})"),
    "cos": Function(np.cos, (lambda x: -np.sin(x),), "torch.cos({0})"),
    "tan": Function(np.tan, (lambda x: 1 + np.tan(x) ** 2,), "torch.tan({0})"),
    "tanh": Function(np.tanh, (lambda x: 1 - np.tanh(x) ** 2,), "torch.tanh({0})"),
    "sigmoid": Function(_sigmoid, (lambda x: _sigmoid(x) * (1 - _sigmoid(x)),), "torch.sigmoid({0})"),
    "relu": Function(lambda x: np.maximum(0, x), (lambda x: (x > 0) * 1.0,), "torch.relu({0})"),
    "abs": Function(np.abs, (np.sign,), "torch.abs({0})"),
    "max": Function(np.maximum, (_wins, _loses), "torch.maximum({0}, {1})"),
    "min": Function(np.minimum, (_loses, _wins), "torch.minimum({0}, {1})"),
}
"""By name. `max` and `min` of more than two are made of themselves."""

CALLABLE: Final = tuple(name for name, function in FUNCTIONS.items() if not function.operator)
"""Those that are written as `name(…)`."""
