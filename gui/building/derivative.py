"""The derivatives of an op as formulas with the colours of their meaning."""

import re

from engine.ops.spec import LocalGradient

_LETTERS = {"input": "x", "target": "t", "weight": "W", "bias": "b", "data": "x", "value": "v"}
_WORDS_OR_G = re.compile(
    r"\\(?:text|mathrm|mathit)\{[^}]*\}|\\[A-Za-z]+|G(?:[_^](?:\{[^{}]*\}|[A-Za-z0-9]))*"
)
_PLAIN_LOCALS = ("1", "-1", "I", "")


def exists(gradient: LocalGradient) -> bool:
    """Whether there is a derivative at all; class labels have none."""
    return "none" not in gradient.local


def flowing_back(name: str, gradient: LocalGradient) -> str:
    """∂L/∂name = what flows on, the upstream gradient in its colour and the local one in its.

    Args:
        name: The port or parameter.
        gradient: Its derivative; its formulas write G for the upstream gradient.
    """
    symbol = _LETTERS.get(name, name if len(name) == 1 else rf"\mathit{{{name}}}")
    left = rf"\frac{{\partial L}}{{\partial {symbol}}}"
    right = _coloured(gradient)
    return left if right == left else f"{left} = {right}"


def _coloured(gradient: LocalGradient) -> str:
    tex = gradient.downstream
    local = gradient.local
    if local not in _PLAIN_LOCALS and tex.count(local) == 1 and not _inside_word(tex, local):
        tex = tex.replace(local, rf"\local{{{local}}}")
    return _WORDS_OR_G.sub(_colour_g, tex)


def _inside_word(tex: str, part: str) -> bool:
    """Whether a one-letter part was found within a command or an index, where it means something else."""
    at = tex.index(part)
    before = tex[:at]
    return len(part) == 1 and (
        re.search(r"\\[A-Za-z]*$", before) is not None or before.count("{") > before.count("}")
    )


def _colour_g(match: re.Match[str]) -> str:
    return rf"\upstream{{{match[0]}}}" if match[0].startswith("G") else match[0]
