"""All verbs, each from a file of its own."""

import typer

from engine.cli.check import check
from engine.cli.evaluate import evaluate
from engine.cli.examples import examples
from engine.cli.explain import explain
from engine.cli.export import export
from engine.cli.gradcheck import gradcheck
from engine.cli.listing import datasets, ops, optimizers, schedules
from engine.cli.predict import predict
from engine.cli.runs import runs
from engine.cli.step import step
from engine.cli.train import train

app = typer.Typer(
    help="Backstep: build neural networks as graphs, step through backpropagation, train them. "
    "Without a verb, `backstep [FILE]` opens the app.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for verb in (
    check, step, explain, gradcheck, train, evaluate, predict, ops, datasets, optimizers, schedules, examples,
    export,
):  # fmt: skip
    app.command()(verb)
app.add_typer(runs, name="runs")
