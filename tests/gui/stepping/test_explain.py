from collections.abc import Callable

import numpy as np
import pytest

from engine.graph.model import Graph
from engine.ops.registry import registry
from gui.stepping.all_formulas import all_formulas
from gui.stepping.explain import explain, formulas_of, hint
from gui.stepping.explanation import Chain, Explanation, Line, Table
from gui.stepping.marks import marks
from gui.stepping.symbols import fill_in, node_symbol, substitute, tex_number
from gui.stepping.timeline import Phase, Step, Timeline
from gui.stepping.traced import TracedGraph
from gui.widgets.formula import formula_size
from tests.gui.stepping.passes import (
    circuit,
    cnn,
    cursor,
    fork,
    graph,
    linear,
    timeline,
    traced,
    traced_of,
    value,
)


def told(
    make: Callable[[], Graph],
    phase: Phase,
    node: str,
    *,
    param: str = "",
    by: str = "",
    index: tuple[int, ...] | None = None,
) -> Explanation:
    return explain(traced(make), Step(phase, node, param), by, index)


def chain(explanation: Explanation) -> Chain:
    assert isinstance(explanation.equation, Chain)
    return explanation.equation


def lines(explanation: Explanation) -> dict[str, str]:
    assert isinstance(explanation.equation, tuple)
    return {line.label: _said(line) for line in explanation.equation}


def _said(line: Line) -> str:
    return " ".join(term.text for term in line.terms)


def table(explanation: Explanation) -> Table:
    assert explanation.table is not None
    return explanation.table


def words(explanation: Explanation) -> str:
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in explanation.sentence)


# Circuits --------------------------------------------------------------------------------------------


def test_forward_the_formula_its_numbers_and_the_result_stand_in_three_lines() -> None:
    explanation = told(circuit, Phase.FORWARD, "q")
    assert lines(explanation) == {
        "Formula": "q = x + y",
        "Numbers": r"q = \value{-2} + \value{5}",
        "Result": "q = 3",
    }
    assert explanation.title == "Add"
    assert [row[0].text for row in table(explanation).rows] == ["a ← x", "b ← y"]


def test_a_negative_factor_stands_in_parentheses() -> None:
    assert lines(told(circuit, Phase.FORWARD, "f"))["Numbers"] == r"f = \value{3} \cdot \value{(-4)}"


def test_backward_the_chain_rule_is_told_as_on_the_board() -> None:
    explanation = told(circuit, Phase.BACKWARD, "q")
    equation = chain(explanation)
    assert equation.downstream == r"\frac{\partial f}{\partial x}"
    assert equation.upstream == r"\frac{\partial f}{\partial q}"
    assert equation.local == r"\frac{\partial q}{\partial x}"
    assert (equation.row, equation.upstream_text, equation.local_text) == ("Numbers", "(−4)", "1")
    assert (equation.result_text, equation.exact) == ("−4", "−4.0")
    assert explanation.choices == (("a", "a ← x"), ("b", "b ← y"))
    assert explanation.subtitle == "Backward through q, input 1 of 2"


def test_the_other_input_is_told_on_demand() -> None:
    explanation = told(circuit, Phase.BACKWARD, "f", by="b")
    assert chain(explanation).downstream == r"\frac{\partial f}{\partial z}"
    assert (chain(explanation).local_text, chain(explanation).result_text) == ("3", "3")
    assert explanation.chosen == "b"
    assert table(explanation).chosen == 1


def test_the_table_has_value_upstream_local_and_downstream_of_all_inputs() -> None:
    both = table(told(circuit, Phase.BACKWARD, "f"))
    assert both.head == "Both inputs"
    assert [title for title, _ in both.columns] == ["value", "upstream", "local", "downstream"]
    assert [[cell.text for cell in row] for row in both.rows] == [
        ["a ← q", "3", "1", "−4", "−4"],
        ["b ← z", "−4", "1", "3", "3"],
    ]


def test_at_the_output_the_gradient_starts_as_one() -> None:
    explanation = told(circuit, Phase.LOSS, "f")
    assert lines(explanation)["Value"] == "f = −12"
    assert lines(explanation)["Result"].endswith("= 1")


def test_at_a_source_the_gradient_arrives_and_says_what_it_means() -> None:
    explanation = told(circuit, Phase.BACKWARD, "z")
    assert lines(explanation)["Result"] == r"\frac{\partial f}{\partial z} = 3"
    assert "nudge z by a little, and f moves 3 times as much" in words(explanation)


def test_where_a_wire_forks_the_parts_are_summed() -> None:
    explanation = told(fork, Phase.BACKWARD, "x")
    said = lines(explanation)
    assert said["Numbers"].endswith("= 3 + 3 + 1")
    assert said["Result"].endswith("= 7")
    assert [row[0].text for row in table(explanation).rows] == ["m.a", "m.b", "f.b"]


def test_a_part_of_a_fork_is_named_as_one() -> None:
    explanation = told(fork, Phase.BACKWARD, "m")
    assert chain(explanation).downstream == r"\frac{\partial f}{\partial x^{(a)}}"
    assert "one of 3 parts" in words(explanation)


def test_a_node_read_twice_says_that_its_upstream_is_a_sum() -> None:
    made = graph(
        [value("x", 2.0), {"id": "m", "op": "Multiply"}, {"id": "f", "op": "Multiply"}],
        [["x", "m.a"], ["x", "m.b"], ["m", "f.a"], ["m", "f.b"]],
    )
    explanation = explain(traced_of(made), Step(Phase.BACKWARD, "m"))
    assert "4 + 4 = 8" in words(explanation)  # f = x⁴: ∂f/∂m = 2m


def test_numbers_that_are_none_are_named() -> None:
    made = graph(
        [value("x", 0.0), value("y", 1.0), {"id": "f", "op": "Multiply"}],
        [["x", "f.a"], ["y", "f.b"]],
    )
    passed = traced_of(made)
    nodes = dict(passed.trace.nodes)
    broken = TracedGraph(
        type(passed.trace)(
            **{
                **vars(passed.trace),
                "nodes": {
                    **nodes,
                    "f": type(nodes["f"])(**{**vars(nodes["f"]), "value": np.array(np.nan)}),
                    "x": type(nodes["x"])(**{**vars(nodes["x"]), "value": np.array(-np.inf)}),
                },
            }
        ),
        passed.ops,
    )
    explanation = explain(broken, Step(Phase.FORWARD, "f"))
    assert lines(explanation)["Result"] == "f = NaN"
    assert r"(-\infty)" in lines(explanation)["Numbers"] or r"-\infty" in lines(explanation)["Numbers"]


# Tensors ---------------------------------------------------------------------------------------------


def test_tensors_tell_their_shapes_and_the_largest_element() -> None:
    explanation = told(linear, Phase.BACKWARD, "fc")
    equation = chain(explanation)
    assert (equation.row, equation.downstream_text, equation.upstream_text, equation.local_text) == (
        "Shapes",
        "1×64",
        "1×10",
        "10×64",
    )
    downstream = traced(linear).node("fc").inputs["input"].downstream
    assert downstream is not None
    place = int(np.abs(downstream).argmax())
    assert equation.result == rf"\frac{{\partial L}}{{\partial x_{{{place}}}}}"
    assert float(equation.exact.replace("−", "-")) == downstream[0, place]
    assert equation.local_word == "local = W"


def test_the_chosen_element_is_told() -> None:
    gradient = traced(linear).node("fc").params["weight"].grad
    assert gradient is not None
    equation = chain(told(linear, Phase.BACKWARD, "fc", by="weight", index=(3, 20)))
    assert equation.result == r"\frac{\partial L}{\partial W_{3,20}}"
    assert float(equation.exact.replace("−", "-")) == gradient[3, 20]


def test_all_gradients_of_a_node_stand_in_the_table_with_their_norms() -> None:
    gradients = table(told(linear, Phase.BACKWARD, "fc"))
    assert gradients.head == "All gradients of fc"
    assert [row[0].text for row in gradients.rows] == ["input", "weight", "bias"]
    assert [row[2].text for row in gradients.rows] == ["1×64", "10×64", "10"]
    bias = traced(linear).node("fc").params["bias"].grad
    assert bias is not None
    assert float(gradients.rows[2][3].tooltip) == pytest.approx(float(np.sqrt((bias**2).sum())))


def test_a_label_has_no_gradient_and_says_so() -> None:
    rows = table(told(linear, Phase.BACKWARD, "loss")).rows
    assert [cell.text for cell in rows[1]] == ["target", "none", "1", "none"]
    assert "no gradient" in rows[1][1].tooltip


def test_the_update_steps_against_the_gradient() -> None:
    passed, node = traced(linear), "fc"
    param = passed.node(node).params["bias"]
    assert param.grad is not None
    explanation = told(linear, Phase.UPDATE, node, param="bias", index=(4,))
    expected = param.value[4] - passed.optimizer.lr * param.grad[4]
    assert lines(explanation)["Result"].startswith("b_{4} = ")
    shown = lines(explanation)["Result"].split("= ")[1].replace("−", "-")
    assert float(shown) == pytest.approx(expected, rel=5e-3)


def test_what_training_does_besides_the_plain_step_is_said() -> None:
    assert "weight decay" in words(told(cnn, Phase.UPDATE, "fc", param="bias"))


# All steps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [circuit, fork, linear, cnn])
def test_every_step_can_be_told_and_every_formula_can_be_set(
    make: Callable[[], Graph], caplog: pytest.LogCaptureFixture
) -> None:
    for place, step in enumerate(timeline(make).steps):
        explanation = explain(traced(make), step)
        for name, _ in explanation.choices:
            assert explain(traced(make), step, name).chosen == name
        for tex in formulas_of(explanation):
            assert formula_size(tex, 20).width() > 0
        assert hint(traced(make), timeline(make), place)
    assert not caplog.records  # a formula that cannot be set is logged


def test_the_hint_says_what_comes_next() -> None:
    passed, steps = traced(circuit), timeline(circuit)
    assert hint(passed, steps, cursor(circuit, Phase.BACKWARD, "q")) == "next: z collects 3"
    assert hint(passed, steps, cursor(circuit, Phase.LOSS, "f")) == "next: back through f"
    assert hint(passed, steps, steps.last) == "the pass ends here"


# Symbols ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node_id", "tex"),
    [
        ("x", "x"),
        ("w_12", "w_{12}"),
        ("h1", "h_{1}"),
        ("my_gate", r"\mathit{my\_gate}"),
        ("a_rather_long_name", r"\mathit{a\_rather\_…}"),
    ],
)
def test_ids_become_symbols(node_id: str, tex: str) -> None:
    assert node_symbol(node_id) == tex


def test_letters_of_a_formula_are_replaced_and_its_commands_are_not() -> None:
    assert substitute(r"y = \max(0, x) + \text{x}", {"x": "q", "y": "f"}) == r"f = \max(0, q) + \text{x}"


def test_numbers_take_the_place_of_letters() -> None:
    assert fill_in("y = x^2 + a", {"x": -2.0, "a": 0.5}, "value") == r"y = \value{(-2)}^2 + \value{0.5}"


@pytest.mark.parametrize(
    ("number", "tex"),
    [
        (1.5e-7, r"1.5 \times 10^{-7}"),
        (float("nan"), r"\text{NaN}"),
        (float("-inf"), r"-\infty"),
        (1234.0, "1{,}234"),
    ],
)
def test_numbers_in_latex(number: float, tex: str) -> None:
    assert tex_number(number) == tex


def test_a_parameter_of_its_own_steps_against_its_gradient() -> None:
    made = graph(
        [
            value("x", 3.0),
            {"id": "w", "op": "Parameter", "params": {"value": 2.0}},
            {"id": "f", "op": "Multiply"},
        ],
        [["x", "f.a"], ["w", "f.b"]],
    )
    explanation = explain(traced_of(made), Step(Phase.UPDATE, "w"))
    assert lines(explanation)["Result"] == "w = 1.97"  # 2 − 0.01 · 3
    assert explanation.subtitle == "Update of w"


_FED = {"Input", "Target", "Reshape"}  # these need a batch, which constants do not have
_STEPPED = [
    (name, place)
    for name, op in registry().items()
    for place, sample in enumerate(op.samples())
    if name not in _FED and all(np.asarray(array).dtype.kind == "f" for array in sample.inputs.values())
]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(("name", "place"), _STEPPED)
def test_every_op_can_be_told_forward_and_backward(
    name: str, place: int, caplog: pytest.LogCaptureFixture
) -> None:
    sample = registry()[name].samples()[place]
    nodes = [value(f"in_{port}", np.asarray(array).tolist()) for port, array in sample.inputs.items()]
    nodes += [{"id": "n", "op": name, "params": dict(sample.params)}, {"id": "s", "op": "Sum"}]
    edges = [[f"in_{port}", f"n.{port}"] for port in sample.inputs] + [["n", "s"]]
    passed = traced_of(graph(nodes, edges, output="s"))
    steps = Timeline.of(passed.trace)
    for cursor_, step in enumerate(steps.steps):
        assert marks(passed, steps, cursor_).nodes[step.node].current
        for tex in all_formulas(passed, step):
            assert formula_size(tex, 20).width() > 0
    assert not caplog.records
