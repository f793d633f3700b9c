"""Sets Backstep up in this folder, then opens it or runs its tests; needs nothing but Python itself.

This file keeps to the syntax of Python 3.6, so that an old Python can read it and say that a newer one is
needed. All else is in the folder bootstrapping, imported once that is settled.
"""

import shutil
import sys
from typing import List, Optional, Sequence, Tuple

USAGE = """\
python3 bootstrap.py                   set up what is missing, then open Backstep
python3 bootstrap.py FILE              the same, and open this graph
python3 bootstrap.py check FILE        the same for a verb of the command line (check, step, train ...)
python3 bootstrap.py test [OPTIONS]    set up, then run all checks and tests; OPTIONS go to pytest

--cpu or --gpu before all that chooses the build of torch, and the choice is kept. Without either, a machine
without an NVIDIA driver gets the CPU build, which is far smaller, where pip can find one."""

OLDEST_PYTHON = (3, 11)


def python_problem(version: Tuple[int, ...], executable: str, newer: Optional[str]) -> Optional[str]:
    """Say what is wrong with this Python, if anything is; `newer` is a better one on this machine."""
    if version[:2] >= OLDEST_PYTHON:
        return None
    needed, found = (".".join(map(str, numbers)) for numbers in (OLDEST_PYTHON, version[:3]))
    mend = "Install a newer one (https://www.python.org/downloads/) and run bootstrap.py with that."
    if newer:
        mend = f"A newer one is here:  {newer} bootstrap.py"
    return f"Backstep needs Python {needed} or newer; this is Python {found} ({executable}).\n{mend}"


def find_newer_python() -> Optional[str]:
    """Name a Python on the PATH that is new enough."""
    names = [f"python3.{minor}" for minor in range(13, OLDEST_PYTHON[1] - 1, -1)]
    return next((name for name in names if shutil.which(name)), None)


def parse(arguments: Sequence[str]) -> Tuple[Optional[str], bool, List[str]]:
    """Take the command line apart.

    Returns:
        The build of torch asked for ("cpu", "gpu" or None), whether the tests are to be run, and the rest,
        which goes to pytest then and else to the command `backstep`.
    """
    rest = list(arguments)
    torch_build = None
    while rest and rest[0] in ("--cpu", "--gpu"):
        torch_build = rest.pop(0)[2:]
    test = rest[:1] == ["test"]
    return torch_build, test, rest[1:] if test else rest


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status."""
    problem = python_problem(tuple(sys.version_info[:3]), sys.executable, find_newer_python())
    if problem:
        print(problem, file=sys.stderr)
        return 1
    if list(arguments) in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    from bootstrapping.run import run

    return run(*parse(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
