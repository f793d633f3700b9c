import os
import signal

import pytest
import torch

from engine.errors import GraphError, Problem
from engine.runtime.failures import describe_end, describe_exception


def test_an_error_that_speaks_to_the_user_is_passed_on_as_it_is() -> None:
    problem = Problem("a wire is missing", node="fc")

    assert describe_exception(GraphError(problem)) == ((problem,), "")


def test_an_unforeseen_error_brings_its_traceback_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    try:
        os.environ["NO_SUCH_VARIABLE"]
    except KeyError as error:
        (problem,), details = describe_exception(error)

    assert "KeyError" in problem.message
    assert "test_failures.py" in details
    assert "KeyError" in caplog.text


@pytest.mark.parametrize("impossible", [lambda: torch.empty(2**60), lambda: bytearray(2**62)])
def test_running_out_of_memory_is_said_in_words(impossible: object) -> None:
    assert callable(impossible)
    with pytest.raises((RuntimeError, MemoryError)) as raised:
        impossible()

    (problem,), details = describe_exception(raised.value)

    assert "memory" in problem.message
    assert problem.mend is not None
    assert "batch" in problem.mend
    assert details == ""


def test_the_accelerators_memory_counts_too() -> None:
    (problem,), _ = describe_exception(
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has …")
    )

    assert problem.found == "2.00 GiB more"


@pytest.mark.parametrize(
    ("exit_code", "says"),
    [
        (-signal.SIGKILL, "memory"),
        (-signal.SIGSEGV, "crashed (SIGSEGV)"),
        (-signal.SIGTERM, "from outside (SIGTERM)"),
        (3, "exit status 3"),
        (None, "nobody can say why"),
        (-200, "signal 200"),
    ],
)
def test_the_end_of_a_worker_is_a_sentence(exit_code: int | None, says: str) -> None:
    reason = describe_end("training", exit_code)

    assert reason.startswith("The training process ")
    assert reason.endswith(".")
    assert says in reason
