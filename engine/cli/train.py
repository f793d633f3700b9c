"""`backstep train`: the real training."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from typing_extensions import override

from engine.cli.output import AsJson, DataDir, GraphFile, print_json
from engine.cli.settle import settle_process
from engine.graph.file import read_graph
from engine.training.callbacks import Callback
from engine.training.config import apply_overrides
from engine.training.control import Command, NoControl, Stop
from engine.training.launch import launch
from engine.training.records import End, Epoch, Failed, Record, Start, Step

if TYPE_CHECKING:
    from engine.training.loop import Trainer


def train(
    file: GraphFile,
    epochs: Annotated[int | None, typer.Option(min=1, help="How often every sample is seen.")] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="A dotted key of `training`, such as optimizer.lr=0.1."
        ),
    ] = None,
    run_dir: Annotated[Path | None, typer.Option(help="Folder for the record and the checkpoints.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in --run-dir.")
    ] = False,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> None:
    """Train the graph, as its file says."""
    graph = read_graph(file)
    options = [*(overrides or []), *([] if epochs is None else [f"epochs={epochs}"])]
    graph.set_setting("training", apply_overrides(graph.training, options))
    settle_process()
    reporter: Callback = JsonLines() if json else ProgressBar()
    with stopping_on_interrupt() as control:
        trainer = launch(
            graph, run_dir=run_dir, resume=resume, data_dir=data_dir, callbacks=[reporter], control=control
        )
        outcome = trainer.run()
    if isinstance(outcome, Failed) or outcome.reason == "stopped":
        raise typer.Exit(1)


class UntilInterrupted(NoControl):
    """Training runs to its end, or to the first Ctrl+C."""

    def __init__(self) -> None:
        self.interrupted = False

    @override
    def next_command(self, *, wait: bool) -> Command | None:
        return Stop() if self.interrupted else super().next_command(wait=wait)


@contextmanager
def stopping_on_interrupt() -> Iterator[UntilInterrupted]:
    """Within it, the first Ctrl+C ends training with a checkpoint; the second ends it at once."""
    control = UntilInterrupted()
    before = signal.getsignal(signal.SIGINT)

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        control.interrupted = True
        signal.signal(signal.SIGINT, before)
        print("Stopping after this iteration; --resume goes on from here.", file=sys.stderr)

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield control
    finally:
        signal.signal(signal.SIGINT, before)


class JsonLines(Callback):
    """A line an event on stdout."""

    @override
    def on_start(self, trainer: "Trainer", record: Start) -> None:
        self._print(record)

    @override
    def on_iteration(self, record: Step) -> None:
        self._print(record)

    @override
    def on_epoch(self, record: Epoch) -> None:
        self._print(record)

    @override
    def on_end(self, record: End) -> None:
        self._print(record)

    @override
    def on_failed(self, record: Failed) -> None:
        self._print(record)

    def _print(self, record: Record) -> None:
        print_json(record.to_json())


class ProgressBar(Callback):
    """A bar an epoch on stderr, a line an epoch and the result on stdout."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("epoch {task.fields[epoch]}"),
            BarColumn(),
            TextColumn("loss {task.fields[loss]:.4f}"),
        )
        self._progress = Progress(
            *columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True
        )
        self._task = self._progress.add_task("", total=None, epoch=1, loss=0.0)

    @override
    def on_start(self, trainer: "Trainer", record: Start) -> None:
        total = record.epochs * record.iterations_per_epoch
        self._progress.update(self._task, total=total, completed=record.iteration)
        self._progress.start()
        print(
            f"{record.parameters:,} parameters, {record.samples:,} samples, on {record.device}",
            file=sys.stderr,
        )

    @override
    def on_iteration(self, record: Step) -> None:
        self._progress.update(self._task, completed=record.step, epoch=record.epoch, loss=record.loss)

    @override
    def on_epoch(self, record: Epoch) -> None:
        validation = "" if record.validation_loss is None else f"  validation {record.validation_loss:.4f}"
        accuracy = "" if record.validation_accuracy is None else f"  {record.validation_accuracy:.2%} right"
        rate = f"  {record.samples_per_second:,.0f} samples/s"
        print(
            f"epoch {record.epoch:>3}  loss {record.train_loss:.4f}{validation}{accuracy}{rate}", flush=True
        )

    @override
    def on_end(self, record: End) -> None:
        self._progress.stop()
        if record.test_loss is not None:
            accuracy = "" if record.test_accuracy is None else f", {record.test_accuracy:.2%} right"
            print(f"test loss {record.test_loss:.4f}{accuracy}")
        print(f"{record.reason} after {record.epochs} epochs, {record.seconds:.1f} s: {record.checkpoint}")

    @override
    def on_failed(self, record: Failed) -> None:
        self._progress.stop()
        where = f"{record.node}: " if record.node else ""
        print(f"{where}{record.error}", file=sys.stderr)
