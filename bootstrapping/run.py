"""From what was asked for to what is done."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bootstrapping.console import SetupError, explain_failure, free_gigabytes
from bootstrapping.environment import ensure_installed
from bootstrapping.places import COMMAND, VENV_PYTHON


def run(torch_build: str | None, test: bool, rest: Sequence[str]) -> int:
    """Set up what is missing, then do what was asked for; what goes wrong becomes a message.

    Args:
        torch_build: "cpu" or "gpu", or None to go by the machine.
        test: run the checks and tests.
        rest: arguments of pytest for the tests, else of the command `backstep`.

    Returns:
        The exit status.
    """
    try:
        stamp = ensure_installed(torch_build, test)
        if sys.platform == "linux" and (test or opens_window(rest)):
            from bootstrapping.qt_libraries import ensure_qt_libraries, qt_platform

            ensure_qt_libraries(stamp, "offscreen" if test else qt_platform(os.environ))
        if test:
            from bootstrapping.checks import run_checks

            return run_checks(rest)
        if sys.platform == "linux" and opens_window(rest) and not has_display(os.environ):
            raise SetupError(NO_DISPLAY)
        return become_backstep(rest)
    except SetupError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error}\n{explain_failure(str(error), free_gigabytes())}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrupted. Run the same command again to go on.", file=sys.stderr)
        return 130
    return 1


NO_DISPLAY = """\
Backstep is set up, but there is no display to open its window on: neither DISPLAY nor WAYLAND_DISPLAY is set.
For the window, run this in a desktop session. The command line works without one:

    python3 bootstrap.py examples
    python3 bootstrap.py check FILE
    python3 bootstrap.py train FILE
"""


def opens_window(arguments: Sequence[str]) -> bool:
    """Tell whether the command opens the window: alone, or with a file. A verb needs no screen."""
    return not arguments or arguments[0].endswith(".json") or Path(arguments[0]).is_file()


def has_display(environment: Mapping[str, str]) -> bool:
    """Tell whether there is a screen on Linux, or Qt has been told to draw elsewhere."""
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def become_backstep(arguments: Sequence[str]) -> int:
    """Hand over to the command `backstep` of the virtual environment."""
    if os.name != "nt":  # this process becomes that one: signals and the exit status are its own
        sys.stdout.flush()
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), str(COMMAND), *arguments])
    return subprocess.call([COMMAND, *arguments])
