"""Where to compute, and making the same file give the same numbers there."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from engine.errors import Problem, TrainingError

if TYPE_CHECKING:
    import torch


def resolve_device(name: str) -> "torch.device":
    """The device of that name; "auto" takes a GPU if there is one.

    Raises:
        TrainingError: This machine has no such device, or PyTorch cannot use it.
    """
    import torch

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        name = next(kind for kind, available in there.items() if available)
    if not there[name]:
        raise TrainingError(
            Problem(
                f"there is no device '{name}' here that PyTorch can use",
                expected="one of: auto, " + ", ".join(kind for kind, available in there.items() if available),
                found=name,
                mend='Take "auto"',
                param="device",
            )
        )
    return torch.device(name, torch.cuda.current_device()) if name == "cuda" else torch.device(name)


def usable_cores() -> int:
    """How many cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def training_threads(cores: int) -> int:
    """How many threads training computes with: all cores but one.

    The last core is the window's, or the rest of the machine's: threads that wait for a busy core cost small
    nets far more than they bring. Window and command line take the same number, since sums depend on it in
    their last bits.
    """
    return max(1, cores - 1)


def derived_seed(seed: int, purpose: str) -> int:
    """A seed of its own for each use of chance, so that none shifts another's numbers."""
    digest = hashlib.blake2b(f"{seed}/{purpose}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def autocast(precision: str, device: "torch.device") -> AbstractContextManager[object]:
    """Within it, a net computes in this precision: "float32" or "bfloat16"."""
    import torch

    return nullcontext() if precision == "float32" else torch.autocast(device.type, torch.bfloat16)


@contextmanager
def reproducible(device: "torch.device") -> Iterator[None]:
    """Within it, PyTorch computes the same from the same; outside, all is as it was.

    Ops that have no reproducible form on a GPU warn and go on.
    """
    import torch

    if device.type == "cuda":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # read when cuBLAS is first used
    was = torch.are_deterministic_algorithms_enabled()
    warned = torch.is_deterministic_algorithms_warn_only_enabled()
    filling = torch.utils.deterministic
    filled: bool = filling.fill_uninitialized_memory  # type: ignore[attr-defined]  # a property of the module
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        try:
            torch.use_deterministic_algorithms(True, warn_only=True)
            filling.fill_uninitialized_memory = False  # type: ignore[attr-defined]  # costs time for nothing
            yield
        finally:
            torch.use_deterministic_algorithms(was, warn_only=warned)
            filling.fill_uninitialized_memory = filled  # type: ignore[attr-defined]
