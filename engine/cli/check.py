"""`backstep check`: validate a graph file and infer its shapes."""

import sys
from typing import Any

import typer

from engine.cli.output import AsJson, GraphFile, print_json
from engine.data.flow import chosen_shapes
from engine.errors import BackstepError, Problem
from engine.graph.file import read_graph
from engine.graph.model import Graph
from engine.graph.shape_check import ShapeReport, check_shapes
from engine.graph.topology import output_node
from engine.ops.shapes import format_shape, without_batch
from engine.training.config import TrainingConfig


def check(file: GraphFile, json: AsJson = False) -> None:
    """Validate a graph: structure, parameters, shapes, training section; exit status 2 if not ok."""
    graph, report, problems = _examine(file)
    if json:
        print_json(_as_json(graph, report, problems))
    elif graph is not None and report is not None:
        _print_table(graph, report)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(2)


def _examine(file: str) -> tuple[Graph | None, ShapeReport | None, list[Problem]]:
    """The graph, its shapes, and all that is wrong with either."""
    try:
        graph = read_graph(file)
    except BackstepError as error:
        return None, None, list(error.problems)
    problems: list[Problem] = []
    try:
        TrainingConfig.read(graph.training)
        report = check_shapes(graph, chosen_shapes(graph))
    except BackstepError as error:
        problems += error.problems
        report = check_shapes(graph)
    problems += report.problems
    try:
        output_node(graph)
    except BackstepError as error:
        problems += error.problems
    return graph, report, problems


def _as_json(graph: Graph | None, report: ShapeReport | None, problems: list[Problem]) -> dict[str, Any]:
    nodes: dict[str, Any] = {}
    if graph is not None and report is not None:
        for node in graph:
            known = report.nodes[node.id]
            shape = None if known.shape is None else list(without_batch(known.shape))
            nodes[node.id] = {"op": node.op.name, "shape": shape, "parameters": known.parameter_count}
    return {
        "ok": not problems,
        "errors": [{"node": problem.node, "message": problem.sentence()} for problem in problems],
        "warnings": [
            {"node": node_id, "message": warning}
            for node_id, known in (report.nodes if report else {}).items()
            for warning in known.warnings
        ],
        "parameters": report.parameter_count if report else 0,
        "nodes": nodes,
    }


def _print_table(graph: Graph, report: ShapeReport) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=graph.name, title_justify="left", box=None, pad_edge=False)
    for title in ("node", "op", "shape"):
        table.add_column(title)
    table.add_column("parameters", justify="right")
    for node in graph:
        known = report.nodes[node.id]
        shape = "?" if known.shape is None else format_shape(without_batch(known.shape))
        count = f"{known.parameter_count:,}" if known.parameters else ""
        table.add_row(node.id, node.op.name, shape, count)
    table.add_row("", "", "in all", f"{report.parameter_count:,}")
    Console().print(table)
    for node_id, known in report.nodes.items():
        for warning in known.warnings:
            print(f"{node_id}: note: {warning}", file=sys.stderr)
