"""All that is checked before a change goes in: style, types, the direction of imports, tests."""

import os
import subprocess
import time
from collections.abc import Sequence

from bootstrapping.console import heading, say
from bootstrapping.places import ROOT, VENV_PYTHON


def run_checks(pytest_arguments: Sequence[str]) -> int:
    """Run every check to the end, each under its heading.

    Returns:
        The exit status: 1 if any of them failed, else 0.
    """
    checks = {
        "ruff": ["-m", "ruff", "check", "."],
        "mypy": ["-m", "mypy", "--strict"],
        "import-linter": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        "pytest": ["-m", "pytest", *pytest_arguments],
    }
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    summary, failed = [], False
    for name, arguments in checks.items():
        heading(name)
        started = time.monotonic()
        command = [str(VENV_PYTHON), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)
        failed = failed or done.returncode != 0
        result = "FAILED" if done.returncode else "ok"
        summary.append(f"{name:14} {result:7}{time.monotonic() - started:6.1f} s")
    heading("Summary")
    say("\n".join(summary))
    return int(failed)
