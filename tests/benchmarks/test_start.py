"""The window stands before torch could have been imported: in at most half of that time."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark

_ROUNDS = 5
_ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """As where Backstep is installed: modules are compiled once, not at each start."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(tmp_path / "bytecode")}


def seconds_to_first_paint(environment: dict[str, str]) -> float:
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.first_paint", str(start)],
        cwd=_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def seconds_to_import_torch(environment: dict[str, str]) -> float:
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", "import torch"], env=environment, check=True)
    return time.monotonic() - start


def test_window_before_torch(environment: dict[str, str]) -> None:
    seconds_to_first_paint(environment), seconds_to_import_torch(environment)  # compiles what is not yet
    window, torch = [], []
    for _ in range(_ROUNDS):
        window.append(seconds_to_first_paint(environment))
        torch.append(seconds_to_import_torch(environment))
    first_paint, import_torch = statistics.median(window), statistics.median(torch)
    ratio = first_paint / import_torch
    print(f"first paint {first_paint:.2f} s, import torch {import_torch:.2f} s, ratio {ratio:.2f}")
    assert ratio <= 0.5
