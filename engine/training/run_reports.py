"""Runs after they ran: found by name, compared, exported and deleted."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from engine.errors import Problem, TrainingError
from engine.training.runs import RunFolder, RunSummary, default_runs_dir, list_runs, summarize

# What of a run's last epoch and end is worth comparing.
_RESULTS: Final = (
    "epochs", "train_loss", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy", "seconds",
    "samples_per_second",
)  # fmt: skip


def find_run(name: str, root: Path | None = None) -> RunFolder:
    """A run by its name or its folder.

    Args:
        name: Such as "digits-cnn-3", or a path.
        root: Where runs are kept, or None for the default place.

    Raises:
        TrainingError: There is none.
    """
    root = default_runs_dir() if root is None else root
    for path in (root / name, Path(name).expanduser()):
        if (folder := RunFolder(path)).exists:
            return folder
    known = [run.name for run in list_runs(root)]
    raise TrainingError(
        Problem(
            f"there is no run '{name}'",
            expected=f"one of: {', '.join(known[:20])}" if known else f"a run in {root}",
            found=name,
            mend="Correct the name, or name the run's folder",
        )
    )


def summary_json(run: RunSummary) -> dict[str, Any]:
    """A run in a list, as JSON values."""
    return {
        "name": run.name,
        "path": str(run.path),
        "graph": run.graph,
        "state": run.state,
        "resumable": run.resumable,
        **results(run),
    }


def results(run: RunSummary) -> dict[str, Any]:
    """What a run has reached; null for what it has not."""
    found = {**(run.last_epoch or {}), **(run.end or {}), "epochs": run.epochs}
    return {name: found.get(name) for name in _RESULTS}


def report(folder: RunFolder) -> dict[str, Any]:
    """All that is worth knowing of a run, as JSON values."""
    events = list(folder.events())
    start = next((event for event in events if event["event"] == "start"), None)
    return {
        **summary_json(summarize(folder)),
        "start": start,
        "training": folder.config(),
        "history": [event for event in events if event["event"] == "epoch"],
        "end": next((event for event in reversed(events) if event["event"] in ("end", "failed")), None),
    }


def compare(folders: Sequence[RunFolder]) -> dict[str, Any]:
    """Runs side by side, as JSON values: the settings in which they differ, and what came of them.

    Returns:
        `runs`, their names; `settings` and `results`, by dotted key with a value a run.
    """
    settings = [dict(_flat(folder.config())) for folder in folders]
    keys = dict.fromkeys(key for one in settings for key in one)
    table = {key: [one.get(key) for one in settings] for key in keys}
    reached = [results(summarize(folder)) for folder in folders]
    return {
        "runs": [folder.path.name for folder in folders],
        "settings": {key: row for key, row in table.items() if any(value != row[0] for value in row)},
        "results": {name: [one[name] for one in reached] for name in _RESULTS},
    }


def export_csv(folder: RunFolder, what: Literal["epoch", "step"], out: Path) -> None:
    """Write a run's epochs or iterations as a table.

    Raises:
        TrainingError: The place cannot be written to.
    """
    rows = [{**event} for event in folder.events() if event["event"] == what]
    columns = dict.fromkeys(key for row in rows for key in row if key != "event")
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    try:
        out.write_text(text.getvalue(), encoding="utf-8")
    except OSError as error:
        raise TrainingError(
            Problem(f"{out} cannot be written: {error.strerror}", mend="Choose another place")
        ) from None


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested settings by dotted key."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
