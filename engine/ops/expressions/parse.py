"""From text to a formula: read by Python's parser, checked against what a formula may hold, never run."""

import ast
import re
import unicodedata
import warnings
from difflib import get_close_matches
from functools import lru_cache
from math import inf, isfinite, pi
from typing import Final

from engine.ops.expressions.functions import CALLABLE, FUNCTIONS
from engine.ops.expressions.tree import Apply, Number, Tree, Variable, constant, parts, variables

MOST_CHARACTERS: Final = 500
MOST_LEVELS: Final = 60
_ALLOWED: Final = re.compile(r"[A-Za-z0-9_+\-*/()., ]*")
_OPERATORS: Final[dict[type[ast.operator], str]] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}
_MENDS: Final = {"^": " (a power is written **)", "=": " (leave out what it is called)", "²": " (write **2)"}
_MANY: Final = ("max", "min")


@lru_cache(maxsize=256)
def parse(text: str) -> Tree:
    """Read a formula.

    Args:
        text: Such as "1/(1 + exp(-(w*x + b)))": numbers, names, + - * / **, parentheses and the functions of
            `CALLABLE`; at most 500 characters, 60 levels deep.

    Raises:
        ValueError: It is none; the message says what was expected instead.
    """
    text = " ".join(text.split())
    if not text:
        raise ValueError("a formula such as x**2 + sin(y); this one is empty")
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"at most {MOST_CHARACTERS} characters; this one has {len(text):,}")
    _check_characters(text)
    tree = _tree(_python(text), 1)
    for part in parts(tree):
        value = constant(part) if isinstance(part, Apply) else None
        if value is not None and not isfinite(value):
            raise ValueError("finite numbers; a part of it without variables is not one")
    if not variables(tree):
        raise ValueError("a formula with a variable; a constant is a Value")
    return tree


def _check_characters(text: str) -> None:
    strange = _ALLOWED.sub("", text)
    if strange:
        name = unicodedata.name(strange[0], "a control character").lower()
        mend = _MENDS.get(strange[0], "")
        raise ValueError(
            "a formula in plain letters, digits, + - * / ** ( ) and commas; "
            f"there is a {strange[0]!r}, {name}{mend}"
        )


def _python(text: str) -> ast.expr:
    """The text as Python reads it, without running it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of numbers that run into names, which are refused below
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        where = f" at character {error.offset}" if error.offset else ""
        raise ValueError(f"a formula; it cannot be read{where}: {error.msg}") from None
    except (RecursionError, MemoryError):  # what Python's parser says of too many parentheses
        raise ValueError(_TOO_DEEP) from None


_TOO_DEEP: Final = f"a formula of at most {MOST_LEVELS} levels, one within the other"


def _tree(node: ast.expr, level: int) -> Tree:
    if level > MOST_LEVELS:
        raise ValueError(_TOO_DEEP)
    match node:
        case ast.Constant(value=value):
            return _number(value)
        case ast.Name(id=name):
            return Number(pi) if name == "pi" else Variable(_checked_name(name))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _negative(_tree(operand, level + 1))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _tree(operand, level + 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return Apply(_OPERATORS[type(op)], (_tree(left, level + 1), _tree(right, level + 1)))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, [_tree(argument, level + 1) for argument in arguments])
        case ast.Call():
            raise ValueError("functions as name(x), with nothing but arguments in parentheses")
        case _:
            raise ValueError(f"numbers, names, operators and functions; it holds {_what(node)}")


def _number(value: object) -> Number:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"real numbers alone; it holds {value!r}")
    try:
        number = float(value)
    except OverflowError:
        number = inf
    if not isfinite(number):
        raise ValueError("finite numbers; one is larger than a computer's largest")
    return Number(number)


def _negative(tree: Tree) -> Tree:
    return Number(-tree.value) if isinstance(tree, Number) else Apply("negate", (tree,))


def _checked_name(name: str) -> str:
    if name in CALLABLE:
        raise ValueError(f"something in parentheses after {name}: {name}(x)")
    if name == "e":
        raise ValueError("exp(x) for a power of e, which is no variable")
    if name.startswith("_"):
        raise ValueError(f"variables that begin with a letter; there is {name!r}")
    return name


def _call(name: str, arguments: list[Tree]) -> Tree:
    if name not in CALLABLE:
        near = get_close_matches(name, CALLABLE, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ValueError(f"the functions {', '.join(CALLABLE)}; there is no {name}{hint}")
    wanted = len(FUNCTIONS[name].slopes)
    if name in _MANY and len(arguments) > wanted:
        tree = arguments[0]
        for argument in arguments[1:]:
            tree = Apply(name, (tree, argument))
        return tree
    if len(arguments) != wanted:
        raise ValueError(f"{wanted} argument{'s' * (wanted > 1)} of {name}; it has {len(arguments)}")
    return Apply(name, tuple(arguments))


def _what(node: ast.expr) -> str:
    names = {
        ast.IfExp: "a condition",
        ast.BoolOp: "'and' or 'or'",
        ast.Compare: "a comparison",
        ast.Attribute: "a dot between names",
        ast.Tuple: "several formulas with a comma between",
        ast.Starred: "a * before an argument",
        ast.BinOp: "an operator other than + - * / **",
    }
    return names.get(type(node), "something else")
