"""Downloads into the user's cache folder, checked against a known checksum."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from engine.data.files.places import downloads_folder
from engine.errors import DataError, Problem

_ALLOWED: Final = ContextVar("downloads_allowed", default=True)


@contextmanager
def without_downloads() -> Iterator[None]:
    """Within it, nothing is downloaded: what is not there is an error at once."""
    before = _ALLOWED.set(False)
    try:
        yield
    finally:
        _ALLOWED.reset(before)


def download(name: str, url: str, md5: str) -> Path:
    """A file from the net, unless it is there already.

    Args:
        name: The data set it belongs to, which names its folder.
        url: Where it is.
        md5: Its checksum.

    Raises:
        DataError: It is not there and cannot be had, or is not what it should be.
    """
    file = url.rpartition("/")[2]
    folder = downloads_folder() / name
    if (folder / file).is_file():
        return folder / file
    if not _ALLOWED.get():
        raise _not_there(name, file, "it is downloaded when it is trained on for the first time")
    import pooch

    try:
        return Path(pooch.retrieve(url, f"md5:{md5}", fname=file, path=folder))
    except (OSError, ValueError) as error:  # no connection or no room; another checksum
        words = error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
        reason = words.partition("\n")[0]
        raise _not_there(name, file, f"it cannot be downloaded from {url}: {reason}") from None


def _not_there(name: str, file: str, reason: str) -> DataError:
    return DataError(
        Problem(
            f"the data set {name} is not on this machine, and {reason}",
            expected=f"{file} in the data folder (--data-dir) or in {downloads_folder() / name}",
            found="none",
            mend="Put its files into one of these folders, or go online",
            param="dataset",
        )
    )
