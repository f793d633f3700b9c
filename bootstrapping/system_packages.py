"""Packages of the system: installed as root on Debian and Ubuntu, else the line to run is told."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from bootstrapping.console import SetupError, heading

# What Qt needs, for systems that this program cannot install packages on.
OTHER_SYSTEMS = {
    "dnf": "dnf install libglvnd-egl libglvnd-glx libX11-xcb dbus-libs fontconfig libxkbcommon-x11 libxcb"
    " xcb-util xcb-util-cursor xcb-util-image xcb-util-keysyms xcb-util-renderutil xcb-util-wm"
    " dejavu-sans-fonts",
    "pacman": "pacman -S --needed libglvnd libx11 dbus fontconfig glib2 libxkbcommon-x11 libxcb xcb-util"
    " xcb-util-cursor xcb-util-image xcb-util-keysyms xcb-util-renderutil xcb-util-wm ttf-dejavu",
    "zypper": "zypper install libEGL1 libGL1 libX11-xcb1 libdbus-1-3 libfontconfig1 libxkbcommon-x11-0"
    " libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0"
    " libxcb-shape0 libxcb-util1 libxcb-xinerama0 libxcb-xkb1 dejavu-fonts",
}


def line_to_run(packages: Sequence[str], manager: str | None) -> str:
    """Write the line that installs packages, for a person to copy.

    Args:
        packages: their names on Debian and Ubuntu.
        manager: the package manager of this system.
    """
    if manager == "apt-get":
        return "sudo apt-get install " + " ".join(packages)
    return f"sudo {OTHER_SYSTEMS[manager]}" if manager else "(what Debian has in: " + " ".join(packages) + ")"


def find_manager() -> str | None:
    """Name the package manager of this system."""
    return next((name for name in ("apt-get", *OTHER_SYSTEMS) if shutil.which(name)), None)


def is_root() -> bool:
    """Tell whether this program may install packages on the system."""
    return sys.platform != "win32" and os.geteuid() == 0


def install_packages(why: str, packages: Sequence[str]) -> None:
    """Install packages of Debian and Ubuntu.

    Raises:
        SetupError: this is another system, or not root, or it failed; the message has the line to run.
    """
    manager = find_manager()
    line = line_to_run(packages, manager)
    if manager != "apt-get" or not is_root():
        raise SetupError(f"{why}\nInstall it with this line, then run this again:\n\n    {line}\n")
    heading("Installing from the system's packages: " + " ".join(packages))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    # "update" may fail in part, for a source that is not needed here; "install" tells.
    for step in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *step], env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SetupError(f"{why}\nThat failed, as said above. When it is mended:\n\n    {line}\n")
