"""Decoded pictures are kept in files that are mapped into memory, so that all processes share one copy."""

import hashlib
import json
import logging
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from engine.data.files.places import cache_folder
from engine.data.sources.spec import Samples
from engine.data.split import Split

_VERSION: Final = 1
_FEATURES: Final = "features.npy"
_LABELS: Final = "labels.npz"
_WORDS: Final = "words.json"
_log = logging.getLogger(__name__)


Stamp = tuple[str, int, int]


def stamp(paths: Sequence[Path]) -> list[Stamp]:
    """What tells whether files are still the same: name, size and time of the last change."""
    states = [(path, path.stat()) for path in paths]
    return [(str(path.resolve()), state.st_size, state.st_mtime_ns) for path, state in states]


def decoded(key: Mapping[str, Any], decode: Callable[[], Samples]) -> Samples:
    """What `decode` gives, decoded once and then read from the user's cache folder.

    Where the cache cannot be written to, the samples stay in memory, with a warning.

    Args:
        key: Source and options: JSON values that tell any two results apart.
        decode: Reads the source.
    """
    text = json.dumps({**key, "version": _VERSION}, sort_keys=True)
    folder = cache_folder() / "decoded" / hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    try:
        return _read(folder)
    except FileNotFoundError:
        pass  # the usual case: not decoded yet
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        _log.warning("%s is damaged and made anew: %s", folder, error)
        shutil.rmtree(folder, ignore_errors=True)
    samples = decode()
    try:
        _write(folder, samples)
        return _read(folder)
    except OSError as error:
        _log.warning("decoded pictures cannot be kept in %s: %s", folder, error)
        return samples


def _read(folder: Path) -> Samples:
    words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
    # Copy on write: nobody can change the file, and PyTorch takes it as a tensor.
    features = np.load(folder / _FEATURES, mmap_mode="c", allow_pickle=False)
    with (folder / _LABELS).open("rb") as file, np.load(file, allow_pickle=False) as labels:
        split = Split(*(labels[part] for part in ("train", "validation", "test"))) if words["split"] else None
        targets = labels["targets"]
    return Samples(features, targets, tuple(words["classes"]), split, tuple(words["left_out"]))


def _write(folder: Path, samples: Samples) -> None:
    """Write a folder whole or not at all; if another process was quicker, its folder stays."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".part-"))
    try:
        with (temporary / _FEATURES).open("wb") as file:
            np.save(file, samples.features)
            file.flush()
            os.fsync(file.fileno())
        parts = {} if samples.split is None else vars(samples.split)
        np.savez(temporary / _LABELS, targets=samples.targets, **parts)
        words = {
            "classes": samples.classes,
            "left_out": samples.left_out,
            "split": samples.split is not None,
        }
        (temporary / _WORDS).write_text(json.dumps(words), encoding="utf-8")
        if not folder.exists():
            temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
