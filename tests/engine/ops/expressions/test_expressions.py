"""Formulas that people type: what is read, what is refused, and what is derived of them."""

import subprocess
import sys

import numpy as np
import pytest
import sympy

from engine.errors import ParamError
from engine.ops.expressions.derivative import to_sympy
from engine.ops.expressions.parse import parse
from engine.ops.expressions.tree import gradients, kinks, variables
from engine.ops.expressions.writing import latex, torch_source
from engine.ops.registry import make_op


def test_variables_are_ports_in_the_order_in_which_they_appear() -> None:
    op = make_op("Expression", {"expression": "1/(1 + exp(-(w0*x0 + w1*x1 + b)))"})
    assert [port.name for port in op.ports] == ["w0", "x0", "w1", "x1", "b"]
    assert list(op.gradients) == ["w0", "x0", "w1", "x1", "b"]


@pytest.mark.parametrize(
    ("text", "source", "tex"),
    [
        ("x - (y - z)", "x - (y - z)", r"x - \left(y - z\right)"),
        ("x/(y*z)", "x / (y * z)", r"\frac{x}{y \, z}"),
        ("(x/y)**2", "(x / y) ** 2", r"\left(\frac{x}{y}\right)^{2}"),
        ("-x**2", "-x ** 2", "-x^{2}"),
        ("(-x)**2", "(-x) ** 2", r"\left(-x\right)^{2}"),
        ("x**y**z", "x ** y ** z", "x^{y^{z}}"),
        ("(x**y)**z", "(x ** y) ** z", r"\left(x^{y}\right)^{z}"),
        ("x*(-3)", "x * -3", r"x \cdot \left(-3\right)"),
        ("x + -2", "x + -2", r"x + \left(-2\right)"),
        ("2*pi*x", "6.283185307179586 * x", r"2 \cdot \pi \, x"),
        (
            "max(x, 0.1)",
            "torch.maximum(x, torch.tensor(0.1, dtype=torch.float64))",
            r"\max\left(x, 0.1\right)",
        ),
        ("exp(-(x + y))", "torch.exp(-(x + y))", r"e^{-\left(x + y\right)}"),
        ("1e-5*log(x)", "1e-05 * torch.log(x)", r"10^{-5} \, \ln\left(x\right)"),
    ],
)
def test_a_formula_is_written_as_it_was_typed(text: str, source: str, tex: str) -> None:
    tree = parse(text)
    names = {name: name for name in variables(tree)}
    assert torch_source(tree, names) == source
    assert latex(tree) == tex


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(" * 10_000 + "x" + ")" * 10_000, "at most 500 characters"),
        ("sin(" * 80 + "x" + ")" * 80, "at most 60 levels"),
        ("(" * 230 + "x" + ")" * 230, "parentheses"),
        ("x" + "+x" * 100, "at most 60 levels"),
        ("x + 9**9**9**9", "finite numbers"),
        ("x*10**400", "finite numbers"),
        ("x*1e999", "finite numbers"),
        ("x*" + "9" * 400, "finite numbers"),
        ("x/0 + 1/0", "finite numbers"),
        ("__import__('os').system('ls')", "apostrophe"),
        ("__import__(x)", "there is no __import__"),
        ("_x + 1", "begin with a letter"),
        ("lambda x: x", "colon"),
        ("x.real", "a dot between names"),
        ("x[0]", "square bracket"),
        ("\u0445 + 1", "cyrillic small letter ha"),
        ("\uff58 + 1", "fullwidth latin small letter x"),
        ("x if x else y", "a condition"),
        ("x and y", "'and' or 'or'"),
        ("x, y", "a comma between"),
        ("max(x for x in y)", "something else"),
        ("max(*x)", r"a \* before an argument"),
        ("exp(x, y)", "1 argument of exp; it has 2"),
        ("max(x)", "2 arguments of max; it has 1"),
        ("exp + x", r"exp\(x\)"),
        ("e**x", r"exp\(x\)"),
        ("sinus(x)", "did you mean sin"),
        ("x y", "cannot be read at character"),
        ("x^2", r"a power is written \*\*"),
        ("x // 2", "an operator other than"),
        ("1j*x", "real numbers alone"),
        ("True*x", "real numbers alone"),
        ("...", "real numbers alone"),
        ("", "empty"),
        ("2 + 3", "a constant is a Value"),
        ("x\x00", "a control character"),
    ],
)
def test_what_is_no_formula_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ParamError, match=words) as error:
        make_op("Expression", {"expression": text})
    assert error.value.problems[0].param == "expression"
    assert len(str(error.value)) < 600


@pytest.mark.parametrize(
    "text",
    [
        "x**2 + sin(y)",
        "1/(1 + exp(-(x*y + 2)))",
        "exp(x)*log(y) - sqrt(y)/cos(x) + tan(x)*tanh(x)",
        "sigmoid(x*y)**2 - relu(x)",
        "max(x, y, 1.3) - min(x, 2*y)*abs(x - y)",
        "y**x + 2**x + y**-2 + x**(1/2)",
    ],
)
def test_what_sympy_derives_and_what_flows_back_are_the_same(text: str) -> None:
    tree = parse(text)
    values = {"x": np.array(1.7), "y": np.array(0.6)}
    found = gradients(tree, values, np.array(1.0))
    numeric = {
        "larger": lambda a, b: float(a > b),
        "sign": np.sign,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "relu": lambda x: np.maximum(0, x),
        "abs": np.abs,
        "max": np.maximum,
        "min": np.minimum,
    }
    for name in variables(tree):
        slope = sympy.diff(to_sympy(tree), sympy.Symbol(name))
        compute = sympy.lambdify(list(values), slope, [numeric, "numpy"])
        assert found[name] == pytest.approx(compute(**values), rel=1e-12)


def test_the_local_gradient_is_a_formula() -> None:
    told = make_op("Expression", {"expression": "x**2 - 3*y + x"}).gradients
    assert told["x"].local == "2 x + 1"
    assert told["x"].downstream == r"G \cdot \left(2 x + 1\right)"
    assert told["y"].local == "-3"
    assert told["y"].downstream == r"G \cdot \left(-3\right)"
    with pytest.raises(KeyError):
        told["z"]


def test_a_derivative_that_no_page_holds_is_only_named() -> None:
    told = make_op("Expression", {"expression": "*".join(f"(x{i} + y)" for i in range(30))}).gradients["y"]
    assert told.local == r"\frac{\partial f}{\partial y}"
    assert "too long" in told.sentence


def test_the_output_is_never_called_like_an_input() -> None:
    assert make_op("Expression", {"expression": "x"}).formula == "y = x"
    assert make_op("Expression", {"expression": "x + y + f"}).formula == "z = x + y + f"


def test_kinks_are_counted_by_function() -> None:
    tree = parse("relu(x) + max(x, y) + abs(y)")
    assert kinks(tree, {"x": np.array([0.0, 1, 2]), "y": np.array([1.0, 1, 2])}) == {"relu": 1, "max": 2}


def test_sympy_is_loaded_only_for_a_derivative() -> None:
    code = (
        "import sys; from engine.ops.registry import make_op; from engine.ops.shapes import N;"
        "op = make_op('Expression', {}); op.output_shape({'x': (N, 3), 'y': (3,)}); op.caption(None);"
        "assert not {'sympy', 'torch'} & set(sys.modules);"
        "op.gradients['x'].local; assert 'sympy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
