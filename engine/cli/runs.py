"""`backstep runs`: what was trained so far."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from engine.cli.output import AsJson, print_json
from engine.training.run_reports import compare, export_csv, find_run, report, results, summary_json
from engine.training.runs import list_runs

RunsDir = Annotated[Path | None, typer.Option("--runs-dir", help="Folder in which runs are kept.")]
Run = Annotated[str, typer.Argument(metavar="RUN", help="A run's name or folder.")]
Runs = Annotated[list[str], typer.Argument(metavar="RUN…", help="Names or folders of runs.")]

runs = typer.Typer(help="What was trained so far: list, show, compare, export, delete.", no_args_is_help=True)


@runs.command("list")
def list_(runs_dir: RunsDir = None, json: AsJson = False) -> None:
    """All runs, the latest first."""
    found = list_runs(runs_dir)
    if json:
        print_json([summary_json(run) for run in found])
        return
    columns = ["epochs", "validation_loss", "validation_accuracy", "test_accuracy"]
    rows = [[run.name, run.state, *_cells(results(run), columns)] for run in found]
    _print_table(["run", "state", *(name.replace("_", " ") for name in columns)], rows)


@runs.command()
def show(run: Run, runs_dir: RunsDir = None, json: AsJson = False) -> None:
    """One run: its settings, its epochs and how it ended."""
    found = report(find_run(run, runs_dir))
    if json:
        print_json(found)
        return
    print(f"{found['name']}: {found['graph']}, {found['state']} ({found['path']})")
    columns = ["epoch", "train_loss", "validation_loss", "validation_accuracy", "lr"]
    _print_table(
        [name.replace("_", " ") for name in columns], [_cells(row, columns) for row in found["history"]]
    )
    for name, value in (found["end"] or {}).items():
        print(f"{name.replace('_', ' ')}: {value}")


@runs.command("compare")
def compare_(names: Runs, runs_dir: RunsDir = None, json: AsJson = False) -> None:
    """Runs side by side: the settings in which they differ, and what came of them."""
    found = compare([find_run(name, runs_dir) for name in names])
    if json:
        print_json(found)
        return
    rows = [[key, *map(_cell, row)] for part in ("settings", "results") for key, row in found[part].items()]
    _print_table(["", *found["runs"]], rows)


@runs.command()
def delete(
    names: Runs,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    runs_dir: RunsDir = None,
    json: AsJson = False,
) -> None:
    """Delete runs with their checkpoints."""
    folders = [find_run(name, runs_dir) for name in names]
    if not (yes or _agreed(f"Delete {', '.join(str(folder.path) for folder in folders)}?")):
        raise typer.Exit(1)
    for folder in folders:
        folder.delete()
    if json:
        print_json({"deleted": [folder.path.name for folder in folders]})


@runs.command()
def export(
    run: Run,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    to: Annotated[Literal["csv"], typer.Option(help="The format.")] = "csv",
    each: Annotated[
        Literal["epoch", "step"], typer.Option(help="A line an epoch, or an iteration.")
    ] = "epoch",
    runs_dir: RunsDir = None,
    json: AsJson = False,
) -> None:
    """Write what a run recorded as a table."""
    export_csv(find_run(run, runs_dir), each, out)
    if json:
        print_json({"path": str(out)})


def _agreed(question: str) -> bool:
    """Ask on stderr, as stdout is for results; no answer is a no."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _cells(values: Mapping[str, Any], columns: Sequence[str]) -> list[str]:
    return [_cell(values.get(name)) for name in columns]


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console().print(table, highlight=False)
