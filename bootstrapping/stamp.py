"""The record of a complete set-up, by which a later start sees that nothing is to be done."""

import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stamp:
    """What the virtual environment holds; written once all of it is there.

    Args:
        key: made by setup_key.
        torch_build: "cpu" or "gpu".
        test: whether what the tests need is installed too.
        qt_platforms: those whose system libraries have been seen to load.
    """

    key: str
    torch_build: str
    test: bool
    qt_platforms: tuple[str, ...] = ()


def setup_key(root: Path, torch_build: str) -> str:
    """Condense all that decides what must be installed; another key means: install again."""
    digest = hashlib.sha256(f"{root}\0{sys.platform}\0{torch_build}".encode())
    for name in ("pyproject.toml", "constraints.txt", ".venv/pyvenv.cfg"):
        path = root / name
        digest.update(b"\0" + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def read_stamp(path: Path) -> Stamp | None:
    """Read the record of the last complete set-up; None where there is none, or one that cannot be read."""
    try:
        found = json.loads(path.read_text("utf-8"))
        return Stamp(found["key"], found["torch_build"], found["test"], tuple(found["qt_platforms"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_stamp(path: Path, stamp: Stamp) -> None:
    """Record a complete set-up in one go: half a record is never to be read."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(stamp), indent=2) + "\n", "utf-8")
    part.replace(path)
