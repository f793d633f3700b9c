"""Whether there is a screen to open a window on; asked before Qt, which would end the process."""

import os
import re
import socket
import sys
from pathlib import Path

_SECONDS_TO_ANSWER = 2.0
_FIRST_TCP_PORT = 6000

_HOW_TO_GO_ON = (
    "Backstep needs a screen to open its window.\n"
    "On a remote machine, log in with `ssh -X`, or run it under a virtual screen: `xvfb-run backstep`.\n"
    "The command line works without one: `backstep --help` lists its verbs."
)


def why_no_display() -> str:
    """Why no window can be opened here, and how to go on; empty if one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "xcb") not in ("xcb", ""):
        return ""
    if os.environ.get("WAYLAND_DISPLAY"):
        return ""
    display = os.environ.get("DISPLAY", "")
    if not display:
        return f"There is no screen: neither DISPLAY nor WAYLAND_DISPLAY is set.\n{_HOW_TO_GO_ON}"
    if not _answers(display):
        return f"The screen {display} does not answer.\n{_HOW_TO_GO_ON}"
    return ""


def _answers(display: str) -> bool:
    """Whether an X server listens; a display it cannot read is left to Qt."""
    found = re.fullmatch(r"(?:unix)?([^:/]*):(\d+)(?:\.\d+)?", display)
    if found is None:
        return True
    host, number = found[1], int(found[2])
    if host:
        return _connects(socket.AF_INET, (host, _FIRST_TCP_PORT + number))
    path = f"/tmp/.X11-unix/X{number}"
    return (Path(path).exists() and _connects(socket.AF_UNIX, path)) or _connects(socket.AF_UNIX, f"\0{path}")


def _connects(family: int, address: str | tuple[str, int]) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(_SECONDS_TO_ANSWER)
            probe.connect(address)
    except OSError:
        return False
    return True
