"""From a graph to a trainer that is ready to run: what the command line and the app's worker share."""

import os
from collections.abc import Iterable

from engine.data.prepared import prepare
from engine.errors import Problem, TrainingError
from engine.graph.model import Graph
from engine.training.callbacks import Callback
from engine.training.changes import resumed_config
from engine.training.checkpoint import Checkpoint, load_checkpoint
from engine.training.config import TrainingConfig
from engine.training.control import Control
from engine.training.devices import resolve_device
from engine.training.loop import Trainer
from engine.training.runs import RunFolder, new_run_dir


def launch(
    graph: Graph,
    *,
    run_dir: str | os.PathLike[str] | None = None,
    resume: bool = False,
    data_dir: str | os.PathLike[str] | None = None,
    callbacks: Iterable[Callback] = (),
    control: Control | None = None,
) -> Trainer:
    """Read the data and make a trainer; its `run` does the rest.

    A run that is resumed goes on with the settings it had reached, live changes included; what the graph's
    `training` section now says otherwise than at the run's beginning, such as more epochs, goes above them.

    Args:
        graph: What to train, as its `training` section says.
        run_dir: Folder of the run's record; None makes a new one in the default place.
        resume: Go on from the last checkpoint in `run_dir`.
        data_dir: Folder in which to look for data files, or None for the default one.
        callbacks: Who watches.
        control: Who may pause, stop and change it.

    Raises:
        BackstepError: The graph, the settings, the data or the run to go on with do not allow it.
    """
    config = TrainingConfig.read(graph.training)
    run = RunFolder(run_dir) if run_dir is not None else None
    checkpoint = None
    if resume:
        run, checkpoint = _last_checkpoint(run)
        reached = TrainingConfig.read(checkpoint.config)
        config = resumed_config(TrainingConfig.read(run.config()), config, reached)
    elif run is not None:
        run.require_new()
    statistics = None if checkpoint is None else checkpoint.statistics
    data = prepare(config, data_dir, resolve_device(config.device), statistics)
    trainer = Trainer(graph, config, data, callbacks=callbacks, control=control, resume_from=checkpoint)
    trainer.keep_record(run or RunFolder(new_run_dir(graph.name)))
    return trainer


def _last_checkpoint(run: RunFolder | None) -> tuple[RunFolder, Checkpoint]:
    if run is None or not run.last.is_file():
        raise TrainingError(
            Problem(
                "there is nothing to resume",
                expected="the folder of a run with a checkpoint",
                found="no folder" if run is None else f"none in {run.path}",
                mend="Name the run's folder (--run-dir), or start without --resume",
            )
        )
    return run, load_checkpoint(run.last)
