"""Where data files are looked for, and where what was downloaded or decoded is kept."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import platformdirs

from engine.errors import DataError, Problem

DATA_DIR: Final = "BACKSTEP_DATA_DIR"
"""The environment variable that names the folder in which to look for data files."""


def cache_folder() -> Path:
    """Where files that can be made anew are kept."""
    return platformdirs.user_cache_path("backstep")


def downloads_folder() -> Path:
    """Where downloaded data sets are kept."""
    return cache_folder() / "downloads"


def roots(data_dir: Path | None) -> Sequence[Path]:
    """The folders in which to look for data, in this order.

    Args:
        data_dir: The one asked for; None for the one that the environment names, if it does.
    """
    named = os.environ.get(DATA_DIR)
    first = data_dir if data_dir is not None else Path(named) if named else None
    return [*([first.expanduser()] if first is not None else []), downloads_folder()]


def located(path: str, data_dir: Path | None) -> Path:
    """Where a file or folder of a data set lies.

    Args:
        path: As the data set names it: absolute, or relative to the data folder or the current one.
        data_dir: Folder in which to look first.

    Raises:
        DataError: There is none.
    """
    wanted = Path(path).expanduser()
    places = [folder / wanted for folder in (*roots(data_dir), Path.cwd())]
    for place in places:
        if place.exists():
            return place.resolve()
    where = [wanted] if wanted.is_absolute() else [place for place in places if place.parent.exists()]
    raise DataError(
        Problem(
            f"there is no file or folder '{path}'",
            expected="it at " + " or ".join(str(place) for place in where) if where else None,
            found="nothing",
            mend="Correct the path, or name the folder it lies in (--data-dir)",
            param="dataset",
        )
    )
