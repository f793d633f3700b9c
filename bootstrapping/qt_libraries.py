"""The libraries that Qt takes from a Linux system: tried by loading them, installed where possible."""

import contextlib
import ctypes
import dataclasses
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bootstrapping.console import SetupError
from bootstrapping.places import STAMP, VENV_PYTHON
from bootstrapping.stamp import Stamp, write_stamp
from bootstrapping.system_packages import install_packages

# Each with the package of Debian and Ubuntu that holds it.
_ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
_XCB = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
LIBRARIES = {"offscreen": _ALWAYS, "xcb": _ALWAYS | _XCB, "wayland": _ALWAYS | _WAYLAND}
FONTS = "fonts-dejavu-core"


def qt_platform(environment: Mapping[str, str]) -> str:
    """Name the Qt platform that a window will use on Linux."""
    if environment.get("QT_QPA_PLATFORM"):
        asked = environment["QT_QPA_PLATFORM"].split(":")[0].split(";")[0]
        return asked if asked in LIBRARIES else "offscreen"
    return "wayland" if environment.get("WAYLAND_DISPLAY") and not environment.get("DISPLAY") else "xcb"


def ensure_qt_libraries(stamp: Stamp, platform: str) -> None:
    """See once for each Qt platform that Qt finds what it needs; install what is missing.

    Raises:
        SetupError: something is missing and cannot be installed from here.
    """
    if platform in stamp.qt_platforms:
        return
    missing = missing_libraries(LIBRARIES[platform])
    if missing:
        fonts = [] if has_fonts() else [FONTS]
        packages = sorted({LIBRARIES[platform][name] for name in missing})
        install_packages(f"Qt needs {', '.join(missing)}.", packages + fonts)
    error = loading_error(platform)
    if error:
        name = library_missing_in(error)
        raise SetupError(f"Qt cannot be loaded: {error}" + (f"\nInstall what holds {name}." if name else ""))
    with contextlib.suppress(OSError):  # a shared, read-only installation looks again next time
        write_stamp(STAMP, dataclasses.replace(stamp, qt_platforms=(*stamp.qt_platforms, platform)))


def loads(library: str) -> bool:
    """Tell whether the dynamic linker finds a shared library and all that it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries(libraries: Iterable[str], found: Callable[[str], bool] = loads) -> list[str]:
    """Try to load each shared library and return those that cannot be."""
    return [name for name in libraries if not found(name)]


def has_fonts() -> bool:
    """Tell whether the system has fonts, for the signs that Backstep's own typeface lacks."""
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]
    return any(next(folder.rglob("*.[ot]tf"), None) for folder in folders)


def loading_error(platform: str) -> str | None:
    """Load Qt and its platform plugin as the window will; return the message if that fails."""
    probe = (
        "import ctypes, pathlib, PySide6.QtSvg, PySide6.QtWidgets\n"
        "plugins = pathlib.Path(PySide6.__path__[0], 'Qt', 'plugins', 'platforms')\n"
        f"ctypes.CDLL(str(plugins / 'libq{platform}.so'))\n"
    )
    done = subprocess.run([VENV_PYTHON, "-c", probe], capture_output=True, text=True, check=False)
    return done.stderr.strip().splitlines()[-1] if done.returncode else None


def library_missing_in(message: str) -> str | None:
    """Read from the dynamic linker's message which library it did not find."""
    found = re.search(r"(\S+\.so[.\d]*): cannot open shared object file", message)
    return found.group(1) if found else None
