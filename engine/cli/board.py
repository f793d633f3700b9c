"""A trace as one would write it on a board: what each node computes, then the chain rule back."""

import re
from typing import TYPE_CHECKING, Final

from engine.cli.output import short
from engine.graph.model import Graph
from engine.ops.shapes import format_shape
from engine.ops.spec import Array
from engine.stepping.trace import NodeTrace, Trace

if TYPE_CHECKING:
    from rich.table import Table

LARGEST_MATRIX: Final = 25
"""Local gradients of at most so many entries are written out."""
_MOST_ROWS: Final = 5


def print_board(graph: Graph, trace: Trace) -> None:
    """Print a trace: a table forward, a table backward, and what there is to note."""
    from rich.console import Console

    console = Console()
    loss = f"{trace.loss:.6g}".replace("-", "−")
    console.print(f"{graph.name}: {trace.output} = {loss}", highlight=False, markup=False)
    console.print()
    console.print(_forward(graph, trace))
    console.print()
    console.print(_backward(trace))
    for node in trace.nodes.values():
        for note in node.notes:
            console.print(f"note: {node.id}: {note}", style="yellow", highlight=False)
    if trace.first_bad is not None:
        console.print(trace.first_bad.sentence(), style="bold red", highlight=False)


def _table(title: str, *columns: tuple[str, str]) -> "Table":
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for head, style in columns:
        table.add_column(head, style=style)
    return table


def _add_row(table: "Table", *cells: str) -> None:
    """A row of plain text: brackets are no markup."""
    from rich.text import Text

    table.add_row(*(Text(cell) for cell in cells))


def _forward(graph: Graph, trace: Trace) -> "Table":
    """Per node what it computes, with the numbers where they are few, and its value."""
    table = _table("Forward", ("node", "bold"), ("op", "dim"), ("computes", ""), ("value", "green"))
    for node_id in trace.order:
        node = trace.nodes[node_id]
        sources = {port: seen.source for port, seen in node.inputs.items()}
        computes = ""
        if sources:
            computes = _call(graph, node_id, sources)
            values = {port: trace.nodes[source].value for port, source in sources.items()}
            if all(value.size == 1 for value in values.values()) and not node.params:
                filled = {port: _factor(value) for port, value in values.items()}
                computes += " = " + re.sub(r"\(\((−[^()]*)\)\)", r"(\1)", _call(graph, node_id, filled))
        _add_row(table, node_id, node.op, computes, short(node.value))
    return table


def _call(graph: Graph, node_id: str, inputs: dict[str, str]) -> str:
    """What a node computes, as it stands in the code but for PyTorch's names."""
    return graph.nodes[node_id].op.call(node_id, inputs).replace("torch.", "").replace("self.", "")


def _backward(trace: Trace) -> "Table":
    """Per node and input: upstream × local = downstream; and what arrives over several wires, summed."""
    columns = (("upstream", "red"), ("", ""), ("local", "magenta"), ("", ""), ("downstream", "yellow"))
    table = _table("Backward", ("node", "bold"), ("by", ""), *columns)
    for node_id in trace.backward_order():
        node = trace.nodes[node_id]
        parts = trace.parts(node_id)
        if len(parts) > 1 and node.value.size == 1:
            terms = " + ".join(_factor(part) for part in parts.values())
            _add_row(table, node_id, "its readers", f"{terms} = {short(node.upstream)}", "", "", "", "")
        elif len(parts) > 1:
            _add_row(table, node_id, f"{len(parts)} readers", short(node.upstream), "", "", "", "")
        for number, row in enumerate(_products(trace, node)):
            _add_row(table, node_id if number == 0 and len(parts) < 2 else "", *row)
        if not node.inputs and not node.params and len(parts) < 2:
            _add_row(table, node_id, "", short(node.upstream), "", "", "", "")
    return table


def _products(trace: Trace, node: NodeTrace) -> list[tuple[str, ...]]:
    gradients: list[tuple[str, Array, Array | None, Array | None]] = [
        (f"{port} ← {seen.source}", trace.nodes[seen.source].value, seen.local, seen.downstream)
        for port, seen in node.inputs.items()
    ]
    gradients += [(f".{name}", param.value, param.local, param.grad) for name, param in node.params.items()]
    rows: list[tuple[str, ...]] = []
    for by, value, local, downstream in gradients:
        if downstream is None:
            rows.append((by, "", "", "", "", "no gradient"))
        else:
            told = _matrix(local) if local is not None else _times((node.value.size, value.size))
            rows.append((by, short(node.upstream), "×", told, "=", short(downstream)))
    return rows


def _matrix(local: Array) -> str:
    """A small matrix row by row; its diagonal alone where there is nothing beside it."""
    if local.size == 1:
        return _factor(local)
    if local.shape[0] > _MOST_ROWS:
        return _times(local.shape)
    rows = local.tolist()
    if len(rows) == len(rows[0]) and all(
        not number for i, row in enumerate(rows) for j, number in enumerate(row) if i != j
    ):
        return f"diag {short(local.diagonal(), most=8)}"
    return "\n".join(short(row, most=8) for row in local)


def _times(shape: tuple[int, ...]) -> str:
    """What stands for a matrix too large to be written out."""
    return f"matrix {format_shape(shape)}"


def _factor(array: Array) -> str:
    """A number, in parentheses if it is negative."""
    text = short(array)
    return f"({text})" if text.startswith("−") else text
