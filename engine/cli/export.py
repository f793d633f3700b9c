"""`backstep export`: leave the app with code."""

import enum
import os
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.output import AsJson, GraphFile, print_json
from engine.compiling.source import module_source
from engine.data.flow import chosen_shapes
from engine.errors import BackstepError, Problem
from engine.graph.file import read_graph
from engine.graph.shape_check import check_shapes
from engine.training.checkpoint import load_weights


class Form(enum.StrEnum):
    """What a graph can leave as."""

    pytorch = "pytorch"


def export(
    file: GraphFile,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    to: Annotated[Form, typer.Option("--to", help="pytorch: the source of one nn.Module.")],
    checkpoint: Annotated[
        str | None,
        typer.Option(help="A run's checkpoint: its weights are written beside OUT as .safetensors."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Write the graph as PyTorch source."""
    graph = read_graph(file)
    report = check_shapes(graph, chosen_shapes(graph))
    report.require_valid()
    source = module_source(graph, report)
    weights = None if checkpoint is None else load_weights(checkpoint, graph)
    result = {"path": os.fspath(out)}
    try:
        out.write_text(source.text, encoding="utf-8")
        if weights is not None:
            from safetensors.numpy import save_file

            beside = out.with_suffix(".safetensors")
            save_file(weights, beside)
            result["weights"] = os.fspath(beside)
    except OSError as error:
        raise BackstepError(Problem(f"{out} cannot be written: {error.strerror}")) from None
    if json:
        print_json(result)
    else:
        for what, path in result.items():
            print(f"{what}: {path}")
