"""What the person reads: headings, and for each thing that can go wrong what it is and how to mend it."""

import platform
import re
import shutil

from bootstrapping.places import ROOT


class SetupError(Exception):
    """Something that only the person at the keyboard can mend; the message says what it is and how."""


def say(text: str) -> None:
    """Print at once, so that the lines keep their place between those of other programs."""
    print(text, flush=True)


def heading(text: str) -> None:
    """Print the title of a section."""
    say(f"\n== {text} ==")


def free_gigabytes() -> float:
    """Tell how much space is left on the disk that Backstep is on."""
    return shutil.disk_usage(ROOT).free / 1e9


def explain_failure(log: str, free: float) -> str:
    """Say why a program failed, and what to do.

    Args:
        log: what it wrote to stderr.
        free: gigabytes left on the disk.
    """
    if "No space left on device" in log or "not enough space" in log or free < 0.05:
        return f"The disk is full ({free:.1f} GB are free here). Make room, then run this again."
    if re.search("Read-only file system|Permission denied|Access is denied", log):
        return f"Cannot write to {ROOT}. Copy Backstep to a folder of your own, then run this again there."
    unreachable = "NewConnectionError|[Nn]ame ?[Rr]esolution|ConnectTimeout|Network is unreachable|ProxyError"
    if re.search(unreachable + "|Max retries exceeded|ReadTimeout", log):
        return "The package index cannot be reached. Check the network, or pip's settings; run this again."
    missing = re.search(r"No matching distribution found for (\S+)", log)
    if missing:
        here = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
        return f"pip finds no {missing.group(1)} for {here}. Python 3.11, 3.12 or 3.13 may have one."
    return "It could not be finished; the message above says why. When that is mended, run this again."
