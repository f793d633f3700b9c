"""Data that comes with scikit-learn, found without importing it: that would take most of a second."""

from importlib.util import find_spec
from pathlib import Path

from engine.errors import DataError, Problem


def scikit_learn_folder() -> Path:
    """The folder of scikit-learn.

    Raises:
        DataError: It is not installed.
    """
    spec = find_spec("sklearn")
    if spec is None or not spec.submodule_search_locations:
        raise DataError(Problem("scikit-learn is not installed", mend="Install it: pip install scikit-learn"))
    return Path(spec.submodule_search_locations[0])
