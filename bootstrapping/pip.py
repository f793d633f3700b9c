"""pip in the virtual environment: installing, with its progress on the terminal, and looking things up."""

import contextlib
import json
import subprocess
import sys
from typing import Any

from bootstrapping.console import SetupError, explain_failure, free_gigabytes
from bootstrapping.places import ROOT, VENV_PYTHON

_PIP = (str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input")


def install(*arguments: str) -> None:
    """Install with the versions of constraints.txt.

    Raises:
        SetupError: pip failed; the message says why, as far as that can be told.
    """
    command = [*_PIP, "install", "--constraint", "constraints.txt", *arguments]
    log = []
    # stdout stays the terminal, for pip's progress bar; stderr is read and passed on.
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            log.append(line)
            print(line, end="", file=sys.stderr, flush=True)
        status = process.wait()
    except KeyboardInterrupt:
        with contextlib.suppress(subprocess.TimeoutExpired):  # Ctrl-C reached pip too: let it tidy up
            process.wait(timeout=5)
        process.terminate()
        process.wait()
        raise
    if status:
        raise SetupError("\n" + explain_failure("".join(log), free_gigabytes()))


def find_distribution(requirement: str, *arguments: str) -> dict[str, Any] | None:
    """Look up what pip would take for a requirement, installing nothing.

    Returns:
        Its entry in pip's report (https://pip.pypa.io/en/stable/reference/installation-report/), or None.
    """
    command = [*_PIP, "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"]
    command += ["--timeout", "8", "--retries", "0", "--report", "-", requirement, *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return None if done.returncode else dict(json.loads(done.stdout)["install"][0])
