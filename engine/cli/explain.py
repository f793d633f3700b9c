"""`backstep explain`: one element of a gradient as its sum of products."""

from dataclasses import asdict
from typing import Annotated

import typer

from engine.cli.output import AsJson, DataDir, GraphFile, print_json
from engine.cli.passes import BatchSize, CheckpointFile, Index, Seed, read_pass
from engine.errors import BackstepError, Problem
from engine.stepping.explain import Explanation
from engine.stepping.explain import explain as explain_element


def explain(
    file: GraphFile,
    what: Annotated[str, typer.Argument(metavar="NODE[.PORT or .PARAM]", help="Such as conv1.weight.")],
    element: Annotated[
        str, typer.Argument(metavar="INDEX", help="Such as 2,0,1,1; empty for a number.")
    ] = "",
    index: Index = 0,
    batch: BatchSize = 1,
    seed: Seed = None,
    checkpoint: CheckpointFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> None:
    """Write out one element of a gradient: upstream × local, summed."""
    place = _parse_index(element)
    run = read_pass(file, index, batch, seed, checkpoint, data_dir)
    node_id, _, name = what.partition(".")
    found = explain_element(run, node_id, name or None, place)
    if json:
        print_json(asdict(found))
    else:
        _print_sum(what, place, found)


def _parse_index(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.strip("[]() ").split(",") if part.strip())
    except ValueError:
        mend = "Write it like 2,0,1,1"
        raise BackstepError(
            Problem("this is no index", expected="whole numbers with commas", found=repr(text), mend=mend)
        ) from None


def _print_sum(what: str, place: tuple[int, ...], found: Explanation) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title, style in (
        ("output", ""),
        ("upstream", "red"),
        ("", ""),
        ("local", "magenta"),
        ("", ""),
        ("product", "yellow"),
    ):
        table.add_column(title, style=style, justify="right")
    for term in found.terms:
        output = f"{term.node}{list(term.output_index) or ''}"
        numbers = (f"{number:.6g}".replace("-", "−") for number in (term.upstream, term.local, term.product))
        upstream, local, product = numbers
        table.add_row(output, upstream, "×", local, "=", product)
    console = Console()
    console.print(f"∂L/∂{what}{list(place) or ''} = {found.gradient:.6g}", highlight=False, markup=False)
    console.print(table)
    if found.zero_terms:
        console.print(f"and {found.zero_terms:,} outputs it had no part in", highlight=False)
