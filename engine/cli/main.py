"""The command line's entry: verbs, exit codes, and errors as people can read them."""

import sys
from collections.abc import Sequence
from typing import Final

from engine.errors import BackstepError

_NAMES = (
    "check step explain gradcheck train evaluate predict runs "
    "ops datasets optimizers schedules examples export"
)
VERBS: Final = frozenset(_NAMES.split())

DONE: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2


def main(arguments: Sequence[str]) -> int:
    """Run one verb.

    Args:
        arguments: The command line without the program's name; the first is the verb.

    Returns:
        The exit status: 0 done, 2 bad input, 1 anything else.
    """
    from engine.cli.verbs import app

    try:
        app(list(arguments), prog_name="backstep")
    except SystemExit as done:  # how typer ends, after it has said what was wrong with the options
        return done.code if isinstance(done.code, int) else FAILED
    except BackstepError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    return DONE
