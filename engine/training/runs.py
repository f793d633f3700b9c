"""Runs: each has a folder that holds its graph, settings, events and checkpoints.

graph.json          the graph as it was trained
config.json         the training section, every default written out
events.jsonl        what `train --json` prints, a line an event
last.safetensors    all that is needed to go on
best.safetensors    the weights of the epoch with the lowest validation loss
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final

import platformdirs

from engine.errors import Problem, TrainingError
from engine.graph.file import graph_to_json
from engine.graph.model import Graph
from engine.training.config import TrainingConfig
from engine.training.records import Record

LAST: Final = "last.safetensors"
BEST: Final = "best.safetensors"
_GRAPH: Final = "graph.json"
_CONFIG: Final = "config.json"
_EVENTS: Final = "events.jsonl"


def default_runs_dir() -> Path:
    """Where runs are kept unless said otherwise: in the user's data folder."""
    return platformdirs.user_data_path("backstep") / "runs"


def new_run_dir(name: str, root: Path | None = None) -> Path:
    """Make an empty folder for a run, with a name that none has: "digits-cnn-1", then "digits-cnn-2".

    Args:
        name: The graph's name.
        root: Where runs are kept, or None for the default place.

    Raises:
        TrainingError: The place cannot be written to.
    """
    root = default_runs_dir() if root is None else root
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower() or "run"
    taken = {path.name for path in root.glob(f"{stem}-*")}
    number = 1
    while True:
        if f"{stem}-{number}" not in taken:
            path = root / f"{stem}-{number}"
            try:
                path.mkdir(parents=True)
            except FileExistsError:  # another process was quicker
                pass
            except OSError as error:
                raise _not_writable(root, error) from None
            else:
                return path
        number += 1


class RunFolder:
    """A run's folder, to read and to write.

    Args:
        path: The folder.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._events: TextIOWrapper | None = None

    @property
    def last(self) -> Path:
        """The checkpoint to go on from."""
        return self.path / LAST

    @property
    def best(self) -> Path:
        """The checkpoint of the lowest validation loss."""
        return self.path / BEST

    @property
    def exists(self) -> bool:
        """Whether a run was started here."""
        return (self.path / _GRAPH).is_file()

    def require_new(self) -> None:
        """Refuse a folder that holds a run.

        Raises:
            TrainingError: There is one.
        """
        if self.exists:
            raise TrainingError(
                Problem(
                    f"{self.path} holds a run already",
                    expected="an empty folder, or --resume to go on with it",
                    found="a run",
                    mend="Resume it, or choose another folder",
                )
            )

    def begin(self, graph: Graph, config: TrainingConfig) -> None:
        """Start the record of a new run.

        Raises:
            TrainingError: There is a run already, or the place cannot be written to.
        """
        self.require_new()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._write(_CONFIG, config.to_json())
            (self.path / _EVENTS).write_text("", encoding="utf-8")
            self._write(_GRAPH, graph_to_json(graph))
        except OSError as error:
            raise _not_writable(self.path, error) from None

    def rewind(self, iteration: int, epochs: int) -> None:
        """Forget what happened after a checkpoint that is gone on from.

        Args:
            iteration: Iterations that the checkpoint has.
            epochs: Whole epochs that it has.
        """
        kept = []
        for event in self.events():
            last = {"start": 0, "step": iteration, "epoch": epochs}.get(event["event"], -1)
            if event.get(event["event"], 0) <= last:
                kept.append(json.dumps(event, ensure_ascii=False) + "\n")
        temporary = self.path / f".{_EVENTS}.part"
        try:
            temporary.write_text("".join(kept), encoding="utf-8")
            temporary.replace(self.path / _EVENTS)
        except OSError as error:
            raise _not_writable(self.path, error) from None

    def append(self, record: Record) -> None:
        """Add an event; it reaches the disk at the next `flush`.

        Raises:
            TrainingError: The place cannot be written to, or is full.
        """
        try:
            if self._events is None:
                self._events = (self.path / _EVENTS).open("a", encoding="utf-8")
            self._events.write(json.dumps(record.to_json(), ensure_ascii=False) + "\n")
        except OSError as error:
            raise _not_writable(self.path, error) from None

    def flush(self) -> None:
        """Let readers see all events so far.

        Raises:
            TrainingError: The place cannot be written to, or is full.
        """
        if self._events is not None:
            try:
                self._events.flush()
            except OSError as error:
                raise _not_writable(self.path, error) from None

    def close(self) -> None:
        """Close the record."""
        if self._events is not None:
            self.flush()
            self._events.close()
            self._events = None

    def events(self) -> Iterator[dict[str, Any]]:
        """All events; a last line that was cut off by a crash is left out."""
        with (self.path / _EVENTS).open(encoding="utf-8") as file:
            for line in file:
                if line.endswith("\n"):
                    yield json.loads(line)

    def config(self) -> dict[str, Any]:
        """The training section it was started with."""
        return self._read(_CONFIG)

    def graph(self) -> dict[str, Any]:
        """The graph it was started with, as JSON values."""
        return self._read(_GRAPH)

    def delete(self) -> None:
        """Remove the record and its checkpoints; what else lies in the folder stays.

        Raises:
            TrainingError: The folder cannot be written to.
        """
        self.close()
        try:
            for name in (_GRAPH, _CONFIG, _EVENTS, LAST, BEST):
                (self.path / name).unlink(missing_ok=True)
            if not any(self.path.iterdir()):
                self.path.rmdir()
        except OSError as error:
            raise _not_writable(self.path, error) from None

    def _write(self, name: str, values: dict[str, Any]) -> None:
        text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
        (self.path / name).write_text(text, encoding="utf-8")

    def _read(self, name: str) -> dict[str, Any]:
        values = json.loads((self.path / name).read_text(encoding="utf-8"))
        assert isinstance(values, dict)
        return values


@dataclass(frozen=True)
class RunSummary:
    """A run in a list.

    Attributes:
        name: Its folder's name.
        path: Its folder.
        graph: Its graph's name.
        state: "running or cut off", "failed", or the end's reason: "done", "early_stopping", "stopped".
        epochs: Epochs done.
        last_epoch: The last epoch's event; None before there is one.
        end: The end's event; None before there is one.
        resumable: Whether there is a checkpoint to go on from.
    """

    name: str
    path: Path
    graph: str
    state: str
    epochs: int
    last_epoch: dict[str, Any] | None
    end: dict[str, Any] | None
    resumable: bool


def list_runs(root: Path | None = None) -> list[RunSummary]:
    """All runs in a folder, the latest first; None stands for the default place."""
    root = default_runs_dir() if root is None else root
    folders = [RunFolder(path) for path in root.iterdir()] if root.is_dir() else []
    runs = [folder for folder in folders if folder.exists]
    runs.sort(key=lambda folder: (folder.path / _GRAPH).stat().st_mtime, reverse=True)
    return [summarize(folder) for folder in runs]


def summarize(folder: RunFolder) -> RunSummary:
    """A run as it stands in a list."""
    latest = {event["event"]: event for event in folder.events()}
    epoch, end = latest.get("epoch"), latest.get("end")
    state = end["reason"] if end else "failed" if "failed" in latest else "running or cut off"
    return RunSummary(
        folder.path.name,
        folder.path,
        str(folder.graph().get("name", "")),
        state,
        epoch["epoch"] if epoch else 0,
        epoch,
        end,
        folder.last.is_file(),
    )


def _not_writable(path: Path, error: OSError) -> TrainingError:
    return TrainingError(
        Problem(f"{path} cannot be written to: {error.strerror}", mend="Make room, or choose another folder")
    )
