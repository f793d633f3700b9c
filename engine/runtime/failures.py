"""What went wrong, in words: an exception in a worker, or the end of a worker."""

import logging
import re
import signal
import traceback

from engine.errors import BackstepError, Problem
from engine.runtime.messages import WorkerName

_log = logging.getLogger(__name__)


def describe_exception(error: Exception) -> tuple[tuple[Problem, ...], str]:
    """The problems of an exception, and its traceback where nobody foresaw it.

    Those unforeseen are written to the log too.
    """
    if isinstance(error, BackstepError):
        return error.problems, ""
    if is_out_of_memory(error):
        return (_out_of_memory(error),), ""
    _log.error("unforeseen", exc_info=error)
    problem = Problem(
        f"something unforeseen went wrong: {type(error).__name__}: {error}",
        mend="Your graph is safe; please report this with its details",
    )
    return (problem,), "".join(traceback.format_exception(error))


def is_out_of_memory(error: Exception) -> bool:
    """Whether memory ran out: Python's, the CPU allocator's or an accelerator's."""
    import torch

    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and "DefaultCPUAllocator" in str(error)


def _out_of_memory(error: Exception) -> Problem:
    asked = re.search(r"allocate ([\d.]+) (\w+)", str(error))
    found = None
    if asked is not None:
        number, unit = asked.groups()
        found = f"{int(number) / 2**30:,.1f} GiB more" if unit == "bytes" else f"{number} {unit} more"
    return Problem(
        "the memory is not enough for this",
        expected="what is free" if found else None,
        found=found,
        mend="Make the batch smaller, or the largest layer",
    )


def describe_end(worker: WorkerName, exit_code: int | None) -> str:
    """Why a worker's process may have ended by itself, a sentence for the screen.

    Args:
        worker: Which one.
        exit_code: As multiprocessing gives it: negative is a signal's number; None if nobody knows.
    """
    subject = f"The {worker} process"
    if exit_code is None:
        return f"{subject} ended, and nobody can say why."
    if exit_code >= 0:
        return f"{subject} ended by itself with exit status {exit_code}."
    name = _signal_name(-exit_code)
    if name == "SIGKILL":
        return f"{subject} was killed ({name}). The system does that when memory runs out."
    if name in {"SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT"}:
        return f"{subject} crashed ({name})."
    return f"{subject} was ended from outside ({name})."


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
