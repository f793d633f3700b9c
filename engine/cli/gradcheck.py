"""`backstep gradcheck`: every gradient against the NumPy reference and numeric differences."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from engine.cli.output import AsJson, DataDir, GraphFile, print_json
from engine.cli.passes import BatchSize, CheckpointFile, Index, Seed, read_pass
from engine.errors import BackstepError, Problem
from engine.stepping.gradcheck import Check, GradientCheck, check_gradients


def gradcheck(
    file: GraphFile,
    eps: Annotated[float, typer.Option(help="Step h of the central differences.")] = 1e-6,
    probes: Annotated[int, typer.Option(min=1, help="Elements, or directions, tried of each tensor.")] = 10,
    index: Index = 0,
    batch: BatchSize = 1,
    seed: Seed = None,
    checkpoint: CheckpointFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> None:
    """Check each node and the whole graph in float64; exit status 1 if a witness disagrees."""
    if not 0 < eps < 1:
        raise BackstepError(Problem("this step makes no sense", expected="0 < eps < 1", found=str(eps)))
    run = read_pass(file, index, batch, seed, checkpoint, data_dir)
    found = check_gradients(run, eps=eps, probes=probes)
    if json:
        print_json(_as_json(found))
    else:
        _print_table(found)
    if not found.ok:
        raise typer.Exit(1)


def _as_json(found: GradientCheck) -> dict[str, Any]:
    return {
        "ok": found.ok,
        "nodes": {node_id: _summary(checks.values()) for node_id, checks in found.nodes.items()},
        "graph": _summary(found.graph.values()),
    }


def _summary(checks: Iterable[Check]) -> dict[str, Any]:
    all_checks = list(checks)
    return {
        "max_relative_error": max((check.max_relative_error for check in all_checks), default=0.0),
        "probes": sum(check.probes for check in all_checks),
        "kinks": sum(check.kinks for check in all_checks),
    }


def _print_table(found: GradientCheck) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("gradient", "numeric ~ autograd", "NumPy ~ autograd", "probes", "kinks", ""):
        table.add_column(title, justify="left" if title == "gradient" else "right")
    rows = [
        *(
            (f"{node}.{name}", check)
            for node, checks in found.nodes.items()
            for name, check in checks.items()
        ),
        *((f"whole graph by {name}", check) for name, check in found.graph.items()),
    ]
    for name, check in rows:
        table.add_row(name, *_cells(check))
    Console().print(table)


def _cells(check: Check) -> tuple[str, ...]:
    reference = "" if check.reference_error is None else f"{check.reference_error:.1e}"
    verdict = "ok" if check.ok else "differs"
    return f"{check.numeric_error:.1e}", reference, str(check.probes), str(check.kinks), verdict
