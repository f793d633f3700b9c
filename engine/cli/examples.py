"""`backstep examples`: the shipped graphs."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.output import AsJson, print_json
from engine.errors import GraphFileError, Problem
from engine.examples import example_text, list_examples


def examples(
    name: Annotated[str | None, typer.Argument(help="The example to copy out.")] = None,
    out: Annotated[Path | None, typer.Argument(help="Where to.")] = None,
    json: AsJson = False,
) -> None:
    """List the shipped graphs, or copy one out."""
    if name is None:
        _print_list(json)
        return
    if out is None:
        raise typer.BadParameter("say where to copy it: backstep examples NAME OUT")
    text = example_text(name)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise GraphFileError(Problem(f"{out} cannot be written: {error.strerror}")) from None
    if json:
        print_json({"path": str(out)})
    else:
        print(f"Copied {name} to {out}.", file=sys.stderr)


def _print_list(json: bool) -> None:
    rows = [
        {"name": example.name, "title": example.title, "description": example.description}
        for example in list_examples()
    ]
    if json:
        print_json(rows)
        return
    for row in rows:
        print(f"{row['name']:<16} {row['title']}\n{'':<16} {row['description']}")
