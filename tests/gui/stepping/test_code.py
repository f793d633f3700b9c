import ast

import pytest

from engine.ops.reference import reference_code
from engine.ops.registry import op_class, registry
from gui.stepping.code import Which, code_of


def current(op: str, which: Which, name: str = "", place: int = 0) -> list[str]:
    code = code_of(op, which, name, place)
    lines = code.text.split("\n")
    return [lines[number].strip() for number in code.current]


def test_a_step_runs_the_return_of_its_function() -> None:
    assert current("Add", "forward") == ["return a + b"]
    assert current("ReLU", "backward", "input") == ["return (upstream * (x > 0),)"]


def test_each_gradient_has_its_own_line() -> None:
    assert current("Add", "backward", "b", 1) == ["sum_to(upstream * 1, b.shape))"]
    assert current("Linear", "backward", "weight", 1) == ["rows.T @ x.reshape(-1, W.shape[1]),  # weight"]
    (line, more) = current("Conv2d", "backward", "weight", 1)
    assert line.startswith("dW[")
    assert "by_group" in more


def test_both_functions_stand_together_where_they_are_short() -> None:
    assert code_of("Add", "forward").text.count("def ") == 2
    assert code_of("Conv2d", "backward", "input").text.startswith("def backward(")


def test_it_says_where_it_stands() -> None:
    code = code_of("CrossEntropyLoss", "backward", "input")
    assert code.title == "CrossEntropyLoss in NumPy"
    assert code.file == "engine/ops/library/cross_entropy_loss.py"


@pytest.mark.parametrize("name", registry())
@pytest.mark.parametrize("which", ["forward", "backward"])
def test_broken_lines_mean_the_same(name: str, which: Which) -> None:
    shown = code_of(name, which).text
    functions = {node.name: node for node in ast.parse(shown).body if isinstance(node, ast.FunctionDef)}
    (original,) = ast.parse(reference_code(op_class(name), which)).body
    assert isinstance(original, ast.FunctionDef)
    assert _meaning(functions[which]) == _meaning(original)


def _meaning(function: ast.FunctionDef) -> list[str]:
    """The statements, without those that give a name to itself."""
    return [ast.dump(statement) for statement in function.body if not _says_nothing(ast.unparse(statement))]


def _says_nothing(statement: str) -> bool:
    left, _, right = statement.partition(" = ")
    return left.strip("()") == right.strip("()")
