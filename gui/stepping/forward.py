"""The step panel in the forward pass, and at the loss where it turns round."""

from gui.stepping.code import code_of
from gui.stepping.explanation import Cell, Explanation, Line, Table
from gui.stepping.symbols import (
    can_fill_in,
    element_of,
    fill_in,
    loss_symbol,
    name_symbol,
    node_symbol,
    output_symbol,
    partial,
    substitute,
)
from gui.stepping.traced import TracedGraph, largest, single
from gui.widgets.equation import Term
from gui.widgets.icons import op_icon_name
from gui.widgets.labels import Piece
from gui.widgets.numbers import exact, number, shape


def explain_forward(traced: TracedGraph, node_id: str, index: tuple[int, ...] | None) -> Explanation:
    """A node computes its value.

    Args:
        traced: The trace.
        node_id: The node.
        index: The element of its output that is chosen; None takes the largest.
    """
    op = traced.ops[node_id]
    place = traced.trace.order.index(node_id) + 1
    return Explanation(
        icon=op_icon_name(op.name, op.category.title),
        is_round=op.symbol is not None,
        title=op.name,
        formula=head_formula(traced, node_id),
        subtitle=f"Forward, node {place} of {len(traced.trace.order)}: {node_id}",
        equation=_lines(traced, node_id, index),
        sentence=_sentence(traced, node_id),
        table=_flows_in(traced, node_id),
        code=code_of(op.name, "forward") if op.ports else None,
    )


def explain_loss(traced: TracedGraph) -> Explanation:
    """The output is differentiated by itself: the gradient starts as 1."""
    output = traced.trace.output
    op, letter = traced.ops[output], loss_symbol(traced)
    value = single(traced.node(output).value)
    starts = Term(partial(letter, letter), "upstream")
    return Explanation(
        icon=op_icon_name(op.name, op.category.title),
        is_round=op.symbol is not None,
        title="The loss" if op.is_loss else "The output",
        formula=letter,
        subtitle=f"Here the backward pass begins: {output}",
        equation=(
            Line("Value", (Term(letter, "value"), equals(), value_term(value))),
            Line("Gradient", (starts, equals(), Term("1", "upstream", is_tex=False))),
            Line("Result", (starts, equals(), Term("1", "upstream", is_tex=False, role="result"))),
        ),
        sentence=(
            "Backward, one question is put to every node: how much would ",
            (output, "value"),
            " move if your output moved a little? At the end of the graph the answer is ",
            ("1", "upstream"),
            ".",
        ),
    )


def head_formula(traced: TracedGraph, node_id: str) -> str:
    """The op's formula; in a circuit with the names of the nodes for its letters."""
    op = traced.ops[node_id]
    if not op.ports:
        return node_symbol(node_id)
    if not traced.is_scalar(node_id):
        return op.formula
    inputs = traced.node(node_id).inputs
    names = {name_symbol(port): node_symbol(seen.source) for port, seen in inputs.items()}
    return substitute(op.formula, {"y": output_symbol(traced, node_id), **names})


def equals() -> Term:
    """The sign between the sides of an equation."""
    return sign("=")


def sign(tex: str) -> Term:
    """A sign between terms, in LaTeX."""
    return Term(tex, "text2")


def value_term(value: float) -> Term:
    """A value in a line of an equation."""
    return Term(number(value), "value", is_tex=False)


def _lines(traced: TracedGraph, node_id: str, index: tuple[int, ...] | None) -> tuple[Line, ...]:
    if traced.is_scalar(node_id):
        return _number_lines(traced, node_id)
    return (*_shape_lines(traced, node_id), _result_line(traced, node_id, index))


def _number_lines(traced: TracedGraph, node_id: str) -> tuple[Line, ...]:
    op, node = traced.ops[node_id], traced.node(node_id)
    letter = output_symbol(traced, node_id)
    result = Line(
        "Result",
        (
            Term(letter, "value"),
            equals(),
            Term(number(single(node.value)), "value", is_tex=False, role="result"),
        ),
    )
    if not op.ports:
        return (result,)
    formula = head_formula(traced, node_id)
    lines = [Line("Formula", (Term(formula, "text"),))]
    if can_fill_in(op.formula):
        values = {
            name_symbol(port): single(traced.node(seen.source).value) for port, seen in node.inputs.items()
        }
        filled = substitute(fill_in(op.formula, values, "value"), {"y": letter})
        lines.append(Line("Numbers", (Term(filled, "text"),)))
    return (*lines, result)


def _shape_lines(traced: TracedGraph, node_id: str) -> list[Line]:
    op, node = traced.ops[node_id], traced.node(node_id)
    if not op.ports:
        return [Line("Shape", (Term(shape(node.value.shape), "value", is_tex=False),))]
    read = [(port, traced.node(seen.source).value.shape) for port, seen in node.inputs.items()]
    read += [(name, param.value.shape) for name, param in node.params.items()]
    terms = [Term(shape(node.value.shape), "value", is_tex=False, word="output"), sign(r"\leftarrow")]
    terms += [Term(shape(sizes), "value", is_tex=False, word=name) for name, sizes in read]
    return [Line("Formula", (Term(op.formula, "text", size=22),)), Line("Shapes", tuple(terms))]


def _result_line(traced: TracedGraph, node_id: str, index: tuple[int, ...] | None) -> Line:
    value = traced.node(node_id).value
    letter = output_symbol(traced, node_id) if traced.ops[node_id].ports else node_symbol(node_id)
    chosen = largest(value) if index is None else index
    name = element_of(traced, node_id, letter, chosen) if value.size > 1 else letter
    result = Term(number(float(value[chosen])), "value", is_tex=False, role="result")
    return Line("Result", (Term(name, "value"), equals(), result))


def _sentence(traced: TracedGraph, node_id: str) -> tuple[Piece, ...]:
    op, labels = traced.ops[node_id], traced.trace.labels
    if op.fed_by == "targets" and labels:
        return (f"{op.doc} Here the right answer is class ", (labels[0], "value"), ".")
    return (op.doc,)


def _flows_in(traced: TracedGraph, node_id: str) -> Table | None:
    node = traced.node(node_id)
    if not node.inputs:
        return None
    single_numbers = traced.is_scalar(node_id)
    rows: list[tuple[Cell, ...]] = []
    for name in (*node.inputs, *node.params):
        array = traced.read_value(node_id, name)
        words = f"{name} ← {node.inputs[name].source}" if name in node.inputs else name
        first = Cell(words, "text" if name in node.inputs else "value", tooltip=words)
        if single_numbers:
            rows.append((first, _value_cell(single(array))))
        else:
            ends = (_value_cell(float(array.min())), _value_cell(float(array.max())))
            rows.append((first, Cell(shape(array.shape)), *ends))
    columns = (
        (("value", "value"),)
        if single_numbers
        else (("shape", "text3"), ("smallest", "value"), ("largest", "value"))
    )
    return Table("What flows in", columns, tuple(rows))


def _value_cell(value: float) -> Cell:
    return Cell(number(value), "value", strong=True, tooltip=exact(value))
