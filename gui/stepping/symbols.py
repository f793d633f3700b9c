"""Names of quantities in LaTeX: nodes, ports and parameters as a lecture writes them."""

import math
import re
from collections.abc import Mapping, Sequence

from gui.stepping.timeline import Step
from gui.stepping.traced import TracedGraph
from gui.widgets.numbers import MINUS, TIMES, number

_LETTERS = {"input": "x", "target": "t", "weight": "W", "bias": "b"}
_LONGEST = 10
_PLAIN_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_COMMAND_OR_LETTER = re.compile(r"\\(?:text|mathrm|mathit|operatorname)\{[^}]*\}|\\[A-Za-z]+|[A-Za-z]")


def node_symbol(node_id: str) -> str:
    """A node's id as a quantity: `x`, `x_{1}`, or upright-slanted as a word; long ones are cut."""
    letter = re.fullmatch(r"([A-Za-z])_?(\d*)", node_id)
    if letter is not None:
        return f"{letter[1]}_{{{letter[2]}}}" if letter[2] else letter[1]
    short = node_id if len(node_id) <= _LONGEST else node_id[: _LONGEST - 1] + "…"
    return r"\mathit{" + short.replace("_", r"\_") + "}"


def name_symbol(name: str) -> str:
    """The letter of a port or parameter in its op's formula: `x` for input, `W` for weight."""
    return _LETTERS.get(name, name if len(name) == 1 else r"\mathit{" + name.replace("_", r"\_") + "}")


def learned_symbol(step: Step) -> str:
    """What an update step changes: `W`, or the name of a node that is a parameter itself."""
    return name_symbol(step.param) if step.param else node_symbol(step.node)


def loss_symbol(traced: TracedGraph) -> str:
    """What is differentiated: `L` for a loss, else the output node's own name."""
    output = traced.trace.output
    return "L" if traced.ops[output].is_loss else node_symbol(output)


def output_symbol(traced: TracedGraph, node_id: str) -> str:
    """What a node's output is called in its step: its name in a circuit, `y` for tensors, `L` at the end."""
    if node_id == traced.trace.output:
        return loss_symbol(traced)
    return node_symbol(node_id) if traced.is_scalar(node_id) else "y"


def input_symbol(traced: TracedGraph, node_id: str, name: str) -> str:
    """What a port or parameter is called in its node's step.

    Among single numbers a port bears its source's name. Where that source is read more than once, this is
    only one copy of it, and a superscript says which.
    """
    node = traced.node(node_id)
    if name not in node.inputs or not traced.is_scalar(node_id):
        return name_symbol(name)
    source = node.inputs[name].source
    readers = traced.readers(source)
    if len(readers) < 2:
        return node_symbol(source)
    same_node = sum(reader == node_id for reader, _ in readers) > 1
    return f"{node_symbol(source)}^{{({name if same_node else node_symbol(node_id)})}}"


def partial(of: str, by: str) -> str:
    """∂of/∂by."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def inline_partial(of: str, by: str) -> str:
    """∂of/∂by in one line, for titles."""
    return rf"\partial {of} / \partial {by}"


def element(symbol: str, index: Sequence[int]) -> str:
    """One element of a quantity: `x_{2}`."""
    if not index:
        return symbol
    places = ",".join(str(place) for place in index)
    return f"{{{symbol}}}_{{{places}}}" if "_" in symbol else f"{symbol}_{{{places}}}"


def element_of(traced: TracedGraph, node_id: str, symbol: str, index: Sequence[int]) -> str:
    """One element of a node's value or gradient; the batch's index is left out."""
    return element(symbol, index[1:] if node_id in traced.batched else index)


def substitute(formula: str, names: Mapping[str, str]) -> str:
    """A formula with other names for its letters; commands and words in it stay as they are."""
    return _COMMAND_OR_LETTER.sub(lambda match: names.get(match[0], match[0]), formula)


def tex_number(value: float, *, factor: bool = False) -> str:
    """A number at three digits in LaTeX; as a factor, a negative one stands in parentheses."""
    if not math.isfinite(value):
        text = r"\text{NaN}" if math.isnan(value) else (r"\infty" if value > 0 else r"-\infty")
    else:
        text = number(value).replace(MINUS, "-").replace(",", "{,}")
        mantissa, times, power = text.partition(TIMES)
        if times:
            exponent = power.removeprefix("10").translate(_PLAIN_DIGITS)
            text = rf"{mantissa} \times 10^{{{exponent}}}"
    return f"({text})" if factor and text.startswith("-") else text


def can_fill_in(formula: str) -> bool:
    """Whether numbers can take the place of a formula's letters: not where they bear indices."""
    return "_" not in formula and "=" in formula


def fill_in(formula: str, numbers: Mapping[str, float], meaning: str) -> str:
    """A formula with numbers for its letters, in the colour of a meaning.

    A negative one stands in parentheses unless it comes first.
    """

    def write(match: re.Match[str]) -> str:
        if match[0] not in numbers:
            return match[0]
        before = formula[: match.start()].rstrip()
        raised = formula[match.end() :].lstrip().startswith("^")
        first = before.endswith(("=", "(", ",", "{")) and not raised
        return rf"\{meaning}{{{tex_number(numbers[match[0]], factor=not first)}}}"

    return _COMMAND_OR_LETTER.sub(write, formula)
