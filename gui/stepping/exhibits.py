"""Which tensors the panel under the canvas lays out at a step, and what joins them."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.ops.spec import Array
from engine.stepping.trace import InputTrace
from gui.stepping.backward import downstream_of, upstream_of
from gui.stepping.products import local_column
from gui.stepping.symbols import (
    element,
    element_of,
    inline_partial,
    input_symbol,
    learned_symbol,
    loss_symbol,
    name_symbol,
    node_symbol,
    output_symbol,
)
from gui.stepping.timeline import Phase, Step, learned
from gui.stepping.traced import TracedGraph, largest
from gui.stepping.update import updated
from gui.widgets.numbers import TIMES, count, number

_MOST_ROWS = 64
_MOST_COLUMNS = 128
"""A local gradient of at most so many rows and columns is drawn whole."""

_HINT = "click a number to see where it comes from"

Role = Literal["plain", "upstream", "local", "column", "downstream"]


@dataclass(frozen=True)
class Exhibit:
    """A tensor on show.

    Attributes:
        word: What it is.
        meaning: The token of its colour.
        tex: Its name in LaTeX.
        array: Its numbers; None where only words can be said.
        role: Which part it has in upstream × local = downstream, if any.
        prefix: Which matrix of it is on show, where it has more than two dimensions.
        names: What the dimensions before the last two are called.
        grey: Whether it is a picture.
        caption: A line below.
        words: What is said in its place.
    """

    word: str
    meaning: str
    tex: str = ""
    array: Array | None = None
    role: Role = "plain"
    prefix: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    grey: bool = False
    caption: str = ""
    words: str = ""


@dataclass(frozen=True)
class Exhibition:
    """The tensors of a step, from left to right.

    Attributes:
        exhibits: The tensors.
        signs: What stands between two of them, one less than tensors; empty signs leave a gap.
        one_scale: Whether they share one colour scale, as what is multiplied does.
        chosen: The chosen element of the last tensor that can be chosen from.
    """

    exhibits: tuple[Exhibit, ...]
    signs: tuple[str, ...]
    one_scale: bool = False
    chosen: tuple[int, ...] = ()

    def in_symbols(self) -> str:
        """The chosen element of downstream as a sum, in symbols."""
        place = ", ".join(map(str, self.chosen))
        upstream, local, downstream = (exhibit.array for exhibit in self.exhibits)
        column = 0
        if downstream is not None and self.chosen:
            column = int(np.ravel_multi_index(self.chosen, downstream.shape))
        if upstream is not None and upstream.size == 1 and self.exhibits[1].role == "local":
            return f"downstream[{place}] = upstream · local[0, {column}]"
        if local is None or upstream is None or self.exhibits[1].role != "local":
            return f"downstream[{place}] = Σ upstream · local, element by element"
        row = ", ".join(["0"] * (upstream.ndim - 1) + ["j"])
        return f"downstream[{place}] = Σ over j of upstream[{row}] · local[j, {column}]"


def exhibition(traced: TracedGraph, step: Step, by: str, index: tuple[int, ...] | None) -> Exhibition:
    """The tensors of a step.

    Args:
        traced: The trace.
        step: The step.
        by: The port or parameter whose gradient is told, in the backward pass.
        index: The chosen element; None takes the largest.
    """
    if step.phase is Phase.UPDATE:
        return _update(traced, step, index)
    if step.phase is Phase.BACKWARD:
        gradients = traced.gradients(step.node)
        if gradients:
            name = by if by in gradients else next(iter(gradients))
            return _chain(traced, step.node, name, index)
        return _arrival(traced, step.node, index)
    return _forward(traced, step.node, index)


# Forward ---------------------------------------------------------------------------------------------


def _forward(traced: TracedGraph, node_id: str, index: tuple[int, ...] | None) -> Exhibition:
    node = traced.node(node_id)
    shown = [
        _value(traced, seen.source, name, input_symbol(traced, node_id, name))
        for name, seen in node.inputs.items()
    ]
    shown += [
        Exhibit(name, "value", name_symbol(name), param.value, names=_names(param.value, batched=False))
        for name, param in node.params.items()
    ]
    symbol = output_symbol(traced, node_id) if node.inputs else node_symbol(node_id)
    signs = ("",) * (len(shown) - 1) + ("→",) if shown else ()
    chosen = largest(node.value) if index is None else index
    output = _value(traced, node_id, "output" if node.inputs else "value", symbol)
    output = replace(output, prefix=chosen[: max(0, node.value.ndim - 2)])
    return Exhibition((*shown, output), signs, chosen=chosen)


def _value(traced: TracedGraph, node_id: str, word: str, symbol: str) -> Exhibit:
    value, op = traced.node(node_id).value, traced.ops[node_id]
    batched = node_id in traced.batched
    is_picture = op.fed_by == "features" and value.ndim == 4 and value.shape[1] == 1
    labels = traced.trace.labels
    caption = f"class {labels[0]}" if op.fed_by == "targets" and labels else ""
    return Exhibit(
        word,
        "value",
        symbol,
        value,
        prefix=_first(value),
        names=_names(value, batched=batched),
        grey=is_picture,
        caption=caption,
    )


def _first(array: Array) -> tuple[int, ...]:
    return (0,) * max(0, array.ndim - 2)


def _names(array: Array, *, batched: bool) -> tuple[str, ...]:
    """What the dimensions before the last two are called."""
    if array.ndim <= 2:
        return ()
    first = "batch item" if batched else "filter"
    return (first, "channel", *(f"dim {axis}" for axis in range(2, array.ndim)))[: array.ndim - 2]


# Backward --------------------------------------------------------------------------------------------


def _chain(traced: TracedGraph, node_id: str, by: str, index: tuple[int, ...] | None) -> Exhibition:
    seen = traced.gradients(node_id)[by]
    upstream, downstream = upstream_of(traced, node_id), downstream_of(seen)
    loss, symbol = loss_symbol(traced), input_symbol(traced, node_id, by)
    output = output_symbol(traced, node_id)
    chosen = largest(downstream) if index is None else index
    source = seen.source if isinstance(seen, InputTrace) else ""
    batched = source in traced.batched
    local = _local(traced, node_id, by, chosen)
    return Exhibition(
        (
            Exhibit(
                "upstream",
                "upstream",
                inline_partial(loss, output),
                upstream,
                "upstream",
                local.prefix if local.role == "column" else largest(upstream)[: max(0, upstream.ndim - 2)],
                _names(upstream, batched=node_id in traced.batched),
            ),
            local,
            Exhibit(
                "downstream",
                "downstream",
                inline_partial(loss, symbol),
                downstream,
                "downstream",
                chosen[: max(0, downstream.ndim - 2)],
                _names(downstream, batched=batched),
                caption=_HINT if local.array is not None and downstream.ndim <= 2 else "",
            ),
        ),
        (TIMES, "="),
        one_scale=True,
        chosen=chosen,
    )


def _local(traced: TracedGraph, node_id: str, by: str, chosen: tuple[int, ...]) -> Exhibit:
    seen = traced.gradients(node_id)[by]
    upstream, downstream = upstream_of(traced, node_id), downstream_of(seen)
    output, symbol = output_symbol(traced, node_id), input_symbol(traced, node_id, by)
    told = traced.ops[node_id].gradients[by]
    tex = inline_partial(output, symbol)
    if seen.local is None:
        sizes = f"{count(upstream.size)} {TIMES} {count(downstream.size)}"
        words = (
            f"A row for each output, a column for each number of {by}: {sizes}, "
            f"too large to be drawn. Its structure: {told.shape}."
        )
        return Exhibit("local", "local", tex, role="local", words=words)
    matrix = seen.local.reshape(upstream.size, downstream.size)
    flat = upstream.ndim <= 2 and (downstream.ndim <= 1 or downstream.shape[0] == 1)
    if flat and downstream.ndim <= 2 and matrix.shape[0] <= _MOST_ROWS and matrix.shape[1] <= _MOST_COLUMNS:
        is_letter = len(told.local) == 1 and told.local.isalpha()
        return Exhibit("local", "local", f"{tex} = {told.local}" if is_letter else tex, matrix, "local")
    column = local_column(matrix, downstream.shape, chosen).reshape(upstream.shape)
    at = (
        element_of(traced, seen.source, symbol, chosen)
        if isinstance(seen, InputTrace)
        else element(symbol, chosen)
    )
    loudest = largest(column * upstream) if (column * upstream).any() else largest(column)
    return Exhibit(
        "local",
        "local",
        inline_partial(output, at),
        column,
        "column",
        loudest[: max(0, column.ndim - 2)],
        _names(column, batched=node_id in traced.batched),
    )


def _arrival(traced: TracedGraph, node_id: str, index: tuple[int, ...] | None) -> Exhibition:
    upstream, parts = upstream_of(traced, node_id), traced.trace.parts(node_id)
    loss, symbol = loss_symbol(traced), node_symbol(node_id)
    batched = node_id in traced.batched
    chosen = largest(upstream) if index is None else index
    prefix = chosen[: max(0, upstream.ndim - 2)]
    names = _names(upstream, batched=batched)
    total = Exhibit(
        "gradient", "upstream", inline_partial(loss, symbol), upstream, prefix=prefix, names=names
    )
    if len(parts) < 2:
        value = _value(traced, node_id, "value", symbol)
        return Exhibition((value, total), ("",), chosen=chosen)
    shown = [
        Exhibit(f"from {reader}", "upstream", "", part, prefix=prefix, names=names)
        for (reader, _), part in parts.items()
    ]
    signs = ("+",) * (len(shown) - 1) + ("=",)
    return Exhibition((*shown, total), signs, one_scale=True, chosen=chosen)


# Update ----------------------------------------------------------------------------------------------


def _update(traced: TracedGraph, step: Step, index: tuple[int, ...] | None) -> Exhibition:
    param = learned(traced.node(step.node))[step.param]
    gradient = downstream_of(param)
    letter = learned_symbol(step)
    chosen = largest(gradient) if index is None else index
    prefix, names = chosen[: max(0, gradient.ndim - 2)], _names(gradient, batched=False)
    new = updated(param.value, gradient, traced.optimizer.lr)
    tex = inline_partial(loss_symbol(traced), letter)
    return Exhibition(
        (
            Exhibit("old", "value", letter, param.value, prefix=prefix, names=names),
            Exhibit("gradient", "downstream", tex, gradient, prefix=prefix, names=names),
            Exhibit("new", "value", letter, new, prefix=prefix, names=names),
        ),
        (f"− {number(traced.optimizer.lr)} {TIMES}", "="),
        chosen=chosen,
    )
