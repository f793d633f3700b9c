"""The options of all verbs that run one pass, and the pass they ask for."""

from pathlib import Path
from typing import Annotated

import typer

from engine.graph.file import read_graph
from engine.stepping.one_pass import Pass
from engine.stepping.run import run_pass
from engine.training.checkpoint import load_weights

Index = Annotated[int, typer.Option(min=0, help="First sample, in the data set's own order.")]
BatchSize = Annotated[int, typer.Option("--batch", min=1, help="How many samples.")]
Seed = Annotated[int | None, typer.Option(help="Seed of the initial weights; the file's by default.")]
CheckpointFile = Annotated[Path | None, typer.Option("--checkpoint", help="Take the weights from here.")]


def read_pass(
    file: str, index: int, batch: int, seed: int | None, checkpoint: Path | None, data_dir: Path | None
) -> Pass:
    """One forward and one backward pass of a graph file.

    Raises:
        BackstepError: The file cannot be read, or the graph cannot run.
    """
    graph = read_graph(file)
    weights = None if checkpoint is None else load_weights(checkpoint, graph)
    return run_pass(graph, index=index, batch=batch, seed=seed, weights=weights, data_dir=data_dir)
