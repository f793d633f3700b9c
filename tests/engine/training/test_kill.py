"""A run whose process is killed can be gone on with, and ends as if nothing had happened."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from engine.training.launch import launch
from engine.training.records import End
from tests.engine.training.nets import Watcher, convolutional

# Prints a line an iteration, so that the test knows how far it is.
_TRAIN = """
import sys
import torch
from engine.training.callbacks import Callback
from engine.training.launch import launch
from tests.engine.training.nets import convolutional

class Lines(Callback):
    def on_iteration(self, record):
        print(record.step, flush=True)

torch.set_num_threads(1)
launch(convolutional({"epochs": 200}), run_dir=sys.argv[1], callbacks=[Lines()]).run()
"""


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Sums of several threads' parts differ in the last digit from those of one."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_and_resumed_equals_never_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _TRAIN, str(tmp_path / "killed")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as training:
        assert training.stdout is not None
        for line in training.stdout:
            if int(line) == 203:
                training.kill()
                break
    graph, resumed = convolutional({"epochs": 45}), Watcher()
    end = launch(graph, run_dir=tmp_path / "killed", resume=True, callbacks=[resumed]).run()
    whole = Watcher()
    unbroken = launch(graph, run_dir=tmp_path / "whole", callbacks=[whole]).run()
    assert isinstance(end, End)
    assert isinstance(unbroken, End)
    assert end.epochs == unbroken.epochs == 45
    assert resumed.steps == whole.steps[-len(resumed.steps) :]
    assert (end.test_loss, end.best_epoch) == (unbroken.test_loss, unbroken.best_epoch)
