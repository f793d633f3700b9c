import pytest

from engine.runtime.messages import WorkerName
from engine.runtime.worker import threads_for


@pytest.mark.parametrize(
    ("worker", "cores", "threads"),
    [("training", 1, 1), ("training", 2, 1), ("training", 8, 7), ("interactive", 8, 1)],
)
def test_training_leaves_a_core_to_the_window(worker: WorkerName, cores: int, threads: int) -> None:
    assert threads_for(worker, cores) == threads
