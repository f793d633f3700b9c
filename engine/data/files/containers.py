"""A directory and a zip file, read the same way; nothing is ever unpacked."""

import os
import zipfile
from functools import cached_property
from pathlib import Path
from typing import Protocol

from engine.data.files.cache import Stamp, stamp
from engine.errors import DataError, Problem


class Container(Protocol):
    """Files by their path within something."""

    def names(self) -> list[str]:
        """All files and folders in order; folders end with a slash."""

    def stamp(self) -> list[Stamp]:
        """What tells whether they are still the same."""

    def read(self, name: str) -> bytes:
        """What a file holds."""

    def close(self) -> None:
        """Let go of it."""


def container(path: Path) -> Container:
    """A directory or a zip file."""
    return Zip(path) if path.is_file() else Directory(path)


class Directory:
    """The files of a directory and of all within it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        found = []
        for folder, folders, files in os.walk(self._path):
            inside = Path(folder).relative_to(self._path)
            found += [f"{(inside / name).as_posix()}/" for name in folders]
            found += [(inside / name).as_posix() for name in files]
        return sorted(found)

    def stamp(self) -> list[Stamp]:
        return stamp([self._path, *(self._path / name for name in self.names())])

    def read(self, name: str) -> bytes:
        return (self._path / name).read_bytes()

    def close(self) -> None:
        """Nothing is held open."""


class Zip:
    """The files of a zip file, which is opened when it is first read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        return sorted(self._zip.namelist())

    def stamp(self) -> list[Stamp]:
        return stamp([self._path])

    def read(self, name: str) -> bytes:
        return self._zip.read(name)

    def close(self) -> None:
        if "_zip" in vars(self):
            self._zip.close()

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self._path)
        except (OSError, zipfile.BadZipFile) as error:
            raise DataError(
                Problem(
                    f"{self._path.name} cannot be read: {error}",
                    expected="a folder or a zip file with a folder for each class",
                    mend="Name another file, or get it again",
                )
            ) from None
