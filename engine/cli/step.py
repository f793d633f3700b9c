"""`backstep step`: one forward and one backward pass, node by node."""

from typing import Annotated, Any, Final

import typer

from engine.cli.output import AsJson, DataDir, GraphFile, numbers, print_json, short
from engine.cli.passes import BatchSize, CheckpointFile, Index, Seed, read_pass
from engine.graph.model import Graph
from engine.stepping.trace import InputTrace, NodeTrace, Trace

MAX_JACOBIAN: Final = 1_000_000


def step(
    file: GraphFile,
    index: Index = 0,
    batch: BatchSize = 1,
    seed: Seed = None,
    checkpoint: CheckpointFile = None,
    max_elements: Annotated[
        int | None, typer.Option(min=0, help="Summarize tensors, and leave out Jacobians, of more entries.")
    ] = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> None:
    """One forward and one backward pass: every value, every gradient."""
    run = read_pass(file, index, batch, seed, checkpoint, data_dir)
    trace = run.trace(_jacobian_limit(max_elements) if json else 1)
    if json:
        print_json(trace_as_json(trace, max_elements))
    else:
        _print_tables(run.graph, trace)


def _jacobian_limit(max_elements: int | None) -> int:
    return MAX_JACOBIAN if max_elements is None else max_elements


def trace_as_json(trace: Trace, max_elements: int | None = None) -> dict[str, Any]:
    """The trace as `step --json` prints it."""
    return {
        "loss": trace.loss,
        "order": list(trace.order),
        "nodes": {node_id: _node(trace, node, max_elements) for node_id, node in trace.nodes.items()},
    }


def _node(trace: Trace, node: NodeTrace, max_elements: int | None) -> dict[str, Any]:
    return {
        "op": node.op,
        "shape": list(node.value.shape),
        "value": numbers(node.value, max_elements),
        "upstream": numbers(node.upstream, max_elements),
        "inputs": {port: _input(trace, seen, max_elements) for port, seen in node.inputs.items()},
        "params": {
            name: {"value": numbers(param.value, max_elements), "grad": numbers(param.grad, max_elements)}
            for name, param in node.params.items()
        },
    }


def _input(trace: Trace, seen: InputTrace, max_elements: int | None) -> dict[str, Any]:
    return {
        "from": seen.source,
        "shape": list(trace.nodes[seen.source].value.shape),
        "local": numbers(seen.local),
        "downstream": numbers(seen.downstream, max_elements),
    }


def _print_tables(graph: Graph, trace: Trace) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    forward = Table(title="Forward", title_justify="left", box=None, pad_edge=False)
    for title, style in (("node", ""), ("op", "dim"), ("value", "green")):
        forward.add_column(title, style=style)
    for node_id in trace.order:
        forward.add_row(node_id, trace.nodes[node_id].op, short(trace.nodes[node_id].value))
    backward = Table(title="Backward", title_justify="left", box=None, pad_edge=False)
    for title, style in (
        ("node", ""),
        ("upstream", "red"),
        ("by", ""),
        ("local", "magenta"),
        ("downstream", "yellow"),
    ):
        backward.add_column(title, style=style)
    for node_id in trace.backward_order():
        node = trace.nodes[node_id]
        rows = [
            *((f"{port} ← {seen.source}", seen.local, seen.downstream) for port, seen in node.inputs.items()),
            *((f"{node_id}.{name}", param.local, param.grad) for name, param in node.params.items()),
        ]
        for number, (by, local, downstream) in enumerate(rows or [("", None, None)]):
            first = (node_id, short(node.upstream)) if number == 0 else ("", "")
            cells = (short(local) if by else "", short(downstream) if by else "")
            backward.add_row(*first, by, *cells)
    console.print(f"{graph.name}: {trace.output} = {trace.loss:.6g}", highlight=False)
    console.print()
    console.print(forward)
    console.print()
    console.print(backward)
