"""`backstep evaluate`: how good a checkpoint is on samples it has not seen."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.cli.output import AsJson, DataDir, GraphFile, print_json
from engine.cli.settle import settle_process
from engine.graph.file import read_graph
from engine.training.evaluation import Evaluation, evaluate_trained
from engine.training.trained import Trained

Checkpoint = Annotated[Path, typer.Option("--checkpoint", help="A checkpoint of a run, *.safetensors.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Another setting than in training, such as dataset.path=new.csv."
    ),
]


def evaluate(
    file: GraphFile,
    checkpoint: Checkpoint,
    part: Annotated[
        Literal["train", "validation", "test"], typer.Option(help="Which samples to take.")
    ] = "test",
    overrides: Overrides = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> None:
    """Loss, accuracy, precision, recall and F1 of each class, and the confusion matrix."""
    settle_process()
    trained = Trained(read_graph(file), checkpoint, overrides or ())
    found = evaluate_trained(trained, part, data_dir)
    if json:
        print_json(found.to_json())
    else:
        _print(found)


def _print(found: Evaluation) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    numbers = {
        "loss": found.loss, "accuracy": found.accuracy, "top-5 accuracy": found.top5_accuracy,
        "mse": found.mse, "mae": found.mae, "R²": found.r2,
    }  # fmt: skip
    words = [f"{name} {value:.4f}" for name, value in numbers.items() if value is not None]
    console.print(f"{found.samples:,} samples ({found.part}): {', '.join(words)}", highlight=False)
    if found.classes is None or found.confusion_matrix is None or found.averages is None:
        return
    table = Table("class", "precision", "recall", "F1", "samples", box=None, pad_edge=False)
    for name, scores in [*found.classes.items(), *found.averages.items()]:
        cells = (scores.precision, scores.recall, scores.f1)
        table.add_row(name, *(f"{value:.4f}" for value in cells), f"{scores.support:,}")
    console.print(table)
    matrix = Table("is / taken for", *found.classes, box=None, pad_edge=False)
    for name, row in zip(found.classes, found.confusion_matrix, strict=True):
        matrix.add_row(name, *(str(count) for count in row))
    console.print()
    console.print(matrix)
