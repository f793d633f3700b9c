"""Which build of torch: the CPU build where there is no NVIDIA driver, as CUDA takes several gigabytes."""

import os
import platform
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bootstrapping.console import SetupError
from bootstrapping.pip import find_distribution

CPU_INDEX = "https://download.pytorch.org/whl/cpu"

Choice = tuple[list[str], str]  # pip's arguments, and what they take, in words
Find = Callable[..., dict[str, Any] | None]


def has_nvidia_driver() -> bool:
    """Tell whether an NVIDIA driver is installed, without loading it."""
    windows = Path(os.environ.get("SYSTEMROOT", "C:\\Windows"), "System32", "nvcuda.dll")
    return bool(shutil.which("nvidia-smi")) or Path("/proc/driver/nvidia").exists() or windows.is_file()


def machine_problem(system: str, machine: str) -> str | None:
    """Say why there is no PyTorch for this machine, if that is so."""
    if (system, machine) != ("Darwin", "x86_64"):
        return None
    return (
        "Backstep needs PyTorch 2.6 or newer, which has no builds for Macs with an Intel processor.\n"
        "If this Mac has Apple silicon, its Python runs in translation: use one built for arm64."
    )


def pinned_version(constraints: str) -> str:
    """Read the version of torch from the text of constraints.txt."""
    found = re.search(r"^torch==(\S+)$", constraints, re.MULTILINE)
    if not found:
        raise SetupError("constraints.txt names no version of torch.")
    return found.group(1)


def needs_cuda(distribution: dict[str, Any]) -> bool:
    """Tell from its entry in pip's report whether a build of torch brings CUDA along."""
    names = distribution["metadata"].get("requires_dist") or []
    return any(re.match("(nvidia|cuda)[-_]", name) and "extra ==" not in name for name in names)


def choose_torch(
    build: str, asked: bool, version: str, system: str | None = None, find: Find = find_distribution
) -> Choice:
    """Choose the build of torch.

    Args:
        build: "cpu" or "gpu".
        asked: whether a person asked for it; then no other will do.
        version: of torch, without a local part such as "+cpu".
        system: as platform.system() names it; this one if left out.
        find: looks a requirement up.

    Raises:
        SetupError: the build that was asked for is not to be had.
    """
    system = system or platform.system()
    if system == "Linux":
        return _cuda(asked, version, find) if build == "gpu" else _cpu(asked, version, find)
    cuda = "; for CUDA set pip's extra-index-url as https://pytorch.org/get-started/locally/ says"
    hint = cuda if system == "Windows" and build == "gpu" else ""
    return [f"torch=={version}"], f"torch {version} as pip finds it for {system}{hint}"


def _cuda(asked: bool, version: str, find: Find) -> Choice:
    cuda_build, cpu_build = f"torch=={version},!={version}+cpu", f"torch=={version}+cpu"
    if find(cuda_build) or not find(cpu_build):
        return [cuda_build], f"torch {version} with CUDA"
    if asked:
        raise SetupError(f"--gpu: pip finds the CPU build of torch {version} only.")
    return [cpu_build], f"the CPU build of torch {version}, as pip finds no other"


def _cpu(asked: bool, version: str, find: Find) -> Choice:
    plain, cpu_build = f"torch=={version}", f"torch=={version}+cpu"
    why = "as asked" if asked else "there is no NVIDIA driver here"
    if find(cpu_build):
        return [cpu_build], f"the CPU build of torch {version} ({why})"
    index = ["--extra-index-url", CPU_INDEX]
    if find(cpu_build, *index):
        return [cpu_build, *index], f"the CPU build of torch {version} from PyTorch's own index ({why})"
    if asked:
        found = find(plain)
        if found and needs_cuda(found):
            raise SetupError(f"--cpu: pip finds no CPU build of torch {version}, not at {CPU_INDEX} either.")
    return [plain], f"torch {version} as pip finds it: no CPU build is in sight, and CUDA takes several GB"
