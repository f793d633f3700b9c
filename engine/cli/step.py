"""`backstep step`: one forward and one backward pass, node by node."""

from dataclasses import asdict
from typing import Annotated, Any, Final

import typer

from engine.cli.board import LARGEST_MATRIX, print_board
from engine.cli.output import AsJson, DataDir, GraphFile, numbers, print_json
from engine.cli.passes import BatchSize, CheckpointFile, Index, Seed, read_pass
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
    trace = run.trace(_jacobian_limit(max_elements) if json else LARGEST_MATRIX)
    if json:
        print_json(trace_as_json(trace, max_elements))
    else:
        print_board(run.graph, trace)


def _jacobian_limit(max_elements: int | None) -> int:
    return MAX_JACOBIAN if max_elements is None else max_elements


def trace_as_json(trace: Trace, max_elements: int | None = None) -> dict[str, Any]:
    """The trace as `step --json` prints it."""
    bad = trace.first_bad
    return {
        "loss": trace.loss,
        "order": list(trace.order),
        "nodes": {node_id: _node(trace, node, max_elements) for node_id, node in trace.nodes.items()},
        "backward_seconds": trace.backward_seconds,
        "first_bad": None if bad is None else {**asdict(bad), "message": bad.sentence()},
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
        "parts": {
            f"{reader}.{port}": numbers(part, max_elements)
            for (reader, port), part in trace.parts(node.id).items()
        },
        "notes": list(node.notes),
        "seconds": node.seconds,
    }


def _input(trace: Trace, seen: InputTrace, max_elements: int | None) -> dict[str, Any]:
    return {
        "from": seen.source,
        "shape": list(trace.nodes[seen.source].value.shape),
        "local": numbers(seen.local),
        "downstream": numbers(seen.downstream, max_elements),
    }
