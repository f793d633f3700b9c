"""The command `backstep`: opens the app, or runs a verb of the command line without it.

Worker processes may import this module again, so that it imports nothing heavy at its top.
"""

import gc
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

USAGE = """\
Usage: backstep [FILE]          open the app, on a graph file if one is given
       backstep VERB …          work without a window; `backstep VERB --help` tells more

Options:
  --help       show this
  --version    show the version"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The command line without the program's name; None takes the process's own.

    Returns:
        The exit status: 0 done, 2 bad input, 1 anything else.
    """
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    first = arguments[0] if arguments else ""
    if first in ("-h", "--help"):
        return _help()
    if first == "--version":
        return _version()
    if first.isidentifier() and _is_verb(first):
        from engine.cli.main import main as run_verb

        return run_verb(arguments)
    problem = _bad_arguments(arguments)
    if problem:
        print(f"{problem}\n\n{USAGE}", file=sys.stderr)
        return 2
    return _open_app(Path(first) if first else None)


def _is_verb(word: str) -> bool:
    from engine.cli.main import VERBS

    return word in VERBS


def _help() -> int:
    from engine.cli.main import VERBS

    print(f"{USAGE}\n\nVerbs: {', '.join(sorted(VERBS))}")
    return 0


def _version() -> int:
    from importlib.metadata import PackageNotFoundError, version

    try:
        print(f"backstep {version('backstep')}")
    except PackageNotFoundError:
        print("backstep, run from its sources without being installed")
    return 0


def _bad_arguments(arguments: Sequence[str]) -> str:
    options = [argument for argument in arguments if argument.startswith("-")]
    if options:
        return f"There is no option {options[0]}."
    return "One file can be opened at a time." if len(arguments) > 1 else ""


def _open_app(path: Path | None) -> int:
    from gui.display import why_no_display

    problem = why_no_display()
    if problem:
        print(problem, file=sys.stderr)
        return 2
    return int(load_app().run(path))


def load_app() -> ModuleType:
    """The module `gui.app`, imported with the garbage collector at rest; `run` wakes it.

    Nothing is garbage while modules are loaded, and looking for it takes a tenth of the start.
    """
    gc.disable()
    return importlib.import_module("gui.app")


if __name__ == "__main__":
    sys.exit(main())
