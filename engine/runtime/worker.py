"""What runs in a worker process. Importing this loads torch: only workers and the fork server do."""

import platform
from contextlib import suppress
from multiprocessing.connection import Connection

import torch

from engine.runtime.interactive_worker import answer_questions
from engine.runtime.messages import WorkerName, WorkerReady
from engine.runtime.training_worker import train_runs
from engine.training.devices import resolve_device, training_threads, usable_cores
from engine.training.memory import tune_malloc


def run_worker(name: WorkerName, connection: Connection) -> None:
    """Be the worker of that name until the app says shutdown or is gone."""
    torch.set_num_threads(threads_for(name, usable_cores()))
    versions = {"python": platform.python_version(), "torch": str(torch.__version__)}
    with suppress(BrokenPipeError):  # the app is gone
        if name == "training":
            tune_malloc()
            device = str(resolve_device("auto"))
            connection.send(WorkerReady(name, device, torch.get_num_threads(), versions))
            train_runs(connection)
        else:
            connection.send(WorkerReady(name, "cpu", torch.get_num_threads(), versions))
            answer_questions(connection)


def threads_for(name: WorkerName, cores: int) -> int:
    """How many threads a worker computes with."""
    return training_threads(cores) if name == "training" else 1
