"""What ops say in LaTeX and in glyphs can be drawn."""

from typing import Any

import pytest

from engine.ops.registry import registry
from engine.ops.spec import Op

ALL_OPS = list(registry().values())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # ziamath reads its font in an old way
@pytest.mark.parametrize("op", ALL_OPS, ids=lambda op: op.name)
def test_every_formula_can_be_laid_out(op: type[Op[Any]]) -> None:
    from ziamath.zmath import Latex

    gradients = op.from_values({}).gradients.values()
    for tex in (
        op.formula,
        *(tex for gradient in gradients for tex in (gradient.local, gradient.downstream)),
    ):
        assert "<path" in Latex(tex).svg() or "<use" in Latex(tex).svg(), tex


@pytest.mark.parametrize("op", ALL_OPS, ids=lambda op: op.name)
def test_a_symbol_fits_into_its_circle(op: type[Op[Any]]) -> None:
    assert op.symbol is None or 1 <= len(op.symbol) <= 3


def test_people_find_an_op_by_the_words_they_know() -> None:
    aliases = {op.name: op.aliases for op in ALL_OPS}
    assert all(aliases.values())
    words = {"minus": "Subtract", "ln": "Log", "1/x": "Reciprocal", "dot": "MatMul", "average": "Mean"}
    for word, name in words.items():
        assert word in aliases[name]
