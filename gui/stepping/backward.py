"""The step panel in the backward pass: downstream = upstream × local, or what arrives at a source."""

import re

import numpy as np

from engine.ops.spec import Array
from engine.stepping.trace import InputTrace, ParamTrace
from gui.stepping.code import code_of
from gui.stepping.explanation import Cell, Chain, Explanation, Line, Table
from gui.stepping.forward import equals, head_formula, sign
from gui.stepping.symbols import (
    element,
    element_of,
    input_symbol,
    loss_symbol,
    node_symbol,
    output_symbol,
    partial,
)
from gui.stepping.traced import TracedGraph, largest, single
from gui.widgets.equation import Term
from gui.widgets.icons import op_icon_name
from gui.widgets.labels import Piece
from gui.widgets.numbers import TIMES, exact, factor, number, shape


def explain_backward(
    traced: TracedGraph, node_id: str, by: str, index: tuple[int, ...] | None
) -> Explanation:
    """A node hands its gradient back, or collects it where nothing lies before it.

    Args:
        traced: The trace.
        node_id: The node.
        by: The port or parameter whose gradient is told.
        index: The element of that gradient which is chosen; None takes the largest.
    """
    op = traced.ops[node_id]
    gradients = traced.gradients(node_id)
    icon = op_icon_name(op.name, op.category.title)
    if not gradients:
        return Explanation(
            icon=icon,
            is_round=op.symbol is not None,
            title=op.name,
            formula=head_formula(traced, node_id),
            subtitle=f"Backward: {node_id} collects its gradient",
            equation=_arrival(traced, node_id, index),
            sentence=_arrival_sentence(traced, node_id),
            table=parts_table(traced, node_id),
        )
    chosen = by if by in gradients else next(iter(gradients))
    return Explanation(
        icon=icon,
        is_round=op.symbol is not None,
        title=op.name,
        formula=head_formula(traced, node_id),
        subtitle=_subtitle(traced, node_id, chosen),
        equation=_chain(traced, node_id, chosen, index),
        choices=tuple((name, _words(traced, node_id, name)) for name in gradients),
        chosen=chosen,
        sentence=_sentence(traced, node_id, chosen),
        table=_table(traced, node_id, chosen),
        code=code_of(op.name, "backward", chosen, _names(traced, node_id).index(chosen)),
    )


def _subtitle(traced: TracedGraph, node_id: str, by: str) -> str:
    inputs = [name for name in traced.gradients(node_id) if name in traced.node(node_id).inputs]
    if traced.is_scalar(node_id) and len(inputs) > 1:
        return f"Backward through {node_id}, input {inputs.index(by) + 1} of {len(inputs)}"
    node, read = traced.node(node_id).value, traced.read_value(node_id, by)
    if by in inputs and node.ndim == read.ndim == 2:
        return f"Backward through {node_id}, {read.shape[1]} → {node.shape[1]}"
    return f"Backward through {node_id}"


def downstream_of(seen: InputTrace | ParamTrace) -> Array:
    """The gradient that a backward step gives to an input or parameter.

    Raises:
        ValueError: It gets none.
    """
    gradient = seen.downstream if isinstance(seen, InputTrace) else seen.grad
    if gradient is None:
        raise ValueError("no gradient flows here")
    return gradient


def _words(traced: TracedGraph, node_id: str, name: str) -> str:
    inputs = traced.node(node_id).inputs
    return f"{name} ← {inputs[name].source}" if name in inputs else name


# The chain rule --------------------------------------------------------------------------------------


def _chain(traced: TracedGraph, node_id: str, by: str, index: tuple[int, ...] | None) -> Chain:
    node, seen = traced.node(node_id), traced.gradients(node_id)[by]
    upstream, downstream = upstream_of(traced, node_id), downstream_of(seen)
    loss, output = loss_symbol(traced), output_symbol(traced, node_id)
    symbol = input_symbol(traced, node_id, by)
    place = largest(downstream) if index is None else index
    result = _element_symbol(traced, node_id, by, symbol, place) if downstream.size > 1 else symbol
    scalar = traced.is_scalar(node_id) and seen.local is not None
    local_text = (
        factor(single(seen.local))
        if scalar and seen.local is not None
        else f"{node.value.size}{TIMES}{downstream.size}"
    )
    value = float(downstream[place])
    return Chain(
        downstream=partial(loss, symbol),
        upstream=partial(loss, output),
        local=partial(output, symbol),
        row="Numbers" if scalar else "Shapes",
        upstream_text=factor(single(upstream)) if scalar else shape(upstream.shape),
        local_text=local_text,
        downstream_text="" if scalar else shape(downstream.shape),
        local_word=_local_word(traced, node_id, by),
        result=partial(loss, result),
        result_text=number(value),
        exact=exact(value),
    )


def upstream_of(traced: TracedGraph, node_id: str) -> Array:
    """∂L/∂output of a node that a gradient reaches."""
    upstream = traced.node(node_id).upstream
    return np.zeros_like(traced.node(node_id).value) if upstream is None else upstream


def _element_symbol(traced: TracedGraph, node_id: str, by: str, symbol: str, index: tuple[int, ...]) -> str:
    inputs = traced.node(node_id).inputs
    return element_of(traced, inputs[by].source, symbol, index) if by in inputs else element(symbol, index)


def _local_word(traced: TracedGraph, node_id: str, by: str) -> str:
    """`local`, and what it is where that is a plain letter: `local = W`."""
    local = traced.ops[node_id].gradients[by].local
    plain = re.fullmatch(r"[A-Za-z]", local) and not traced.is_scalar(node_id)
    return f"local = {local}" if plain else "local"


def _sentence(traced: TracedGraph, node_id: str, by: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = [traced.ops[node_id].gradients[by].sentence]
    inputs = traced.node(node_id).inputs
    if by in inputs:
        source = inputs[by].source
        readers = len(traced.readers(source))
        if readers > 1:
            pieces.append(f" This is one of {readers} parts of {source}'s gradient; there they add up.")
    return (*pieces, *_upstream_sum(traced, node_id))


def _upstream_sum(traced: TracedGraph, node_id: str) -> tuple[Piece, ...]:
    """Where the node's output forks: that its upstream gradient is a sum, with the numbers."""
    parts = traced.trace.parts(node_id)
    if len(parts) < 2:
        return ()
    upstream = upstream_of(traced, node_id)
    if upstream.size > 1:
        readers = ", ".join(reader for reader, _ in parts)
        return (" Its ", ("upstream", "upstream"), f" is the sum of what {readers} sent back.")
    terms = " + ".join(factor(single(part)) for part in parts.values())
    total = f"{terms} = {number(single(upstream))}"
    return (" Its upstream is a sum over its readers: ", (total, "upstream"), ".")


# Tables ----------------------------------------------------------------------------------------------


def _table(traced: TracedGraph, node_id: str, by: str) -> Table:
    return (
        _number_table(traced, node_id, by)
        if traced.is_scalar(node_id)
        else _tensor_table(traced, node_id, by)
    )


def _names(traced: TracedGraph, node_id: str) -> list[str]:
    node = traced.node(node_id)
    return [*node.inputs, *node.params]


def _number_table(traced: TracedGraph, node_id: str, by: str) -> Table:
    node = traced.node(node_id)
    upstream = single(upstream_of(traced, node_id))
    rows = []
    for port, seen in node.inputs.items():
        value = single(traced.node(seen.source).value)
        words = _words(traced, node_id, port)
        rows.append(
            (
                Cell(words, "text", tooltip=words),
                _number_cell(value, "value"),
                _number_cell(upstream, "upstream"),
                _gradient_cell(seen.local, "local"),
                _gradient_cell(seen.downstream, "downstream"),
            )
        )
    head = {1: "The input", 2: "Both inputs"}.get(len(rows), f"All {len(rows)} inputs")
    columns = (
        ("value", "value"),
        ("upstream", "upstream"),
        ("local", "local"),
        ("downstream", "downstream"),
    )
    return Table(head, columns, tuple(rows), list(node.inputs).index(by))


def _number_cell(value: float, colour: str) -> Cell:
    return Cell(number(value), colour, strong=True, tooltip=exact(value))


def _gradient_cell(array: Array | None, colour: str) -> Cell:
    if array is None:
        return Cell("none", "text3", tooltip="No gradient flows here")
    return _number_cell(single(array), colour)


def _tensor_table(traced: TracedGraph, node_id: str, by: str) -> Table:
    gradients, names = traced.gradients(node_id), _names(traced, node_id)
    rules = traced.ops[node_id].gradients
    rows = []
    for name in names:
        rule = rules[name]
        if name in gradients:
            array = downstream_of(gradients[name])
            norm = float(np.linalg.norm(array))
            cells = (
                Cell(rule.downstream, "text", is_tex=True, tooltip=rule.sentence),
                Cell(shape(array.shape), "text2"),
                Cell(number(norm), "text", strong=True, tooltip=exact(norm)),
            )
        else:
            nothing = Cell("none", "text3", tooltip=rule.sentence)
            cells = (nothing, Cell(shape(traced.read_value(node_id, name).shape), "text3"), nothing)
        words = _words(traced, node_id, name)
        colour = "downstream" if name in gradients else "text3"
        rows.append((Cell(name, colour, tooltip=words), *cells))
    columns = (("rule", "text3"), ("shape", "text3"), ("norm", "text3"))
    return Table(f"All gradients of {node_id}", columns, tuple(rows), names.index(by))


def parts_table(traced: TracedGraph, node_id: str) -> Table | None:
    """Where a wire forks: what each reader sent back."""
    parts = traced.trace.parts(node_id)
    if len(parts) < 2:
        return None
    rows = []
    for (reader, port), part in parts.items():
        words = f"{reader}.{port}"
        size = single(part) if part.size == 1 else float(np.linalg.norm(part))
        rows.append((Cell(words, "text", tooltip=words), _number_cell(size, "upstream")))
    what = "part" if all(part.size == 1 for part in parts.values()) else "norm of its part"
    return Table("What came back", ((what, "upstream"),), tuple(rows))


# Where a gradient arrives ----------------------------------------------------------------------------


def _arrival(traced: TracedGraph, node_id: str, index: tuple[int, ...] | None) -> tuple[Line, ...]:
    loss, symbol = loss_symbol(traced), node_symbol(node_id)
    upstream, parts = upstream_of(traced, node_id), traced.trace.parts(node_id)
    whole = partial(loss, symbol)
    place = largest(upstream) if index is None else index
    at = element_of(traced, node_id, symbol, place) if upstream.size > 1 else symbol
    result = (
        Term(partial(loss, at), "upstream", size=22),
        equals(),
        Term(number(float(upstream[place])), "upstream", is_tex=False, role="result"),
    )
    readers = traced.readers(node_id)
    word = f"from {readers[0][0]}" if readers else ""
    lines = [Line("Formula", (Term(whole, "upstream", word=word),))]
    if len(parts) > 1:
        copies = [partial(loss, _copy(node_id, reader, port, parts)) for reader, port in parts]
        lines = [Line("Formula", (Term(whole, "upstream"), equals(), *_joined(copies, is_tex=True)))]
        if upstream.size == 1:
            numbers = [factor(single(part)) for part in parts.values()]
            lines.append(
                Line("Numbers", (Term(whole, "upstream", size=22), equals(), *_joined(numbers, is_tex=False)))
            )
    if upstream.size > 1:
        lines.append(Line("Shape", (Term(shape(upstream.shape), "upstream", is_tex=False),)))
    return (*lines, Line("Result", result))


def _copy(node_id: str, reader: str, port: str, parts: dict[tuple[str, str], Array]) -> str:
    same_node = sum(other == reader for other, _ in parts) > 1
    return f"{node_symbol(node_id)}^{{({port if same_node else node_symbol(reader)})}}"


def _joined(texts: list[str], *, is_tex: bool) -> list[Term]:
    terms = [Term(text, "upstream", is_tex=is_tex, size=22) for text in texts]
    return [part for term in terms for part in (sign("+"), term)][1:]


def _arrival_sentence(traced: TracedGraph, node_id: str) -> tuple[Piece, ...]:
    op, upstream = traced.ops[node_id], upstream_of(traced, node_id)
    sentences = [gradient.sentence for gradient in op.gradients.values()]
    if upstream.size > 1:
        return (sentences[0] if sentences else op.doc,)
    output = traced.trace.output
    return (
        "Here the gradient arrives: nudge ",
        (node_id, "value"),
        f" by a little, and {output} moves ",
        (number(single(upstream)), "upstream"),
        " times as much.",
    )
