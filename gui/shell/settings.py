"""What the window remembers from one start to the next."""

from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from gui.theme import Mode

SCALES = (1.0, 1.25, 1.5)
"""The sizes of text on offer."""

_MOST_RECENT = 8


class Settings:
    """Typed access to the settings file.

    Args:
        path: The file; the user's own by default.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or platformdirs.user_config_path("backstep") / "window.ini"
        self._store = QSettings(str(self.path), QSettings.Format.IniFormat)

    @property
    def mode(self) -> Mode:
        """Dark or light."""
        return "light" if str(self._store.value("mode")) == "light" else "dark"

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._store.setValue("mode", mode)

    @property
    def scale(self) -> float:
        """How large text is."""
        known = {str(scale): scale for scale in SCALES}
        return known.get(str(self._store.value("scale")), 1.0)

    @scale.setter
    def scale(self, scale: float) -> None:
        self._store.setValue("scale", str(scale))

    @property
    def gallery_at_start(self) -> bool:
        """Whether the app opens on the gallery."""
        return str(self._store.value("gallery_at_start")) != "no"

    @gallery_at_start.setter
    def gallery_at_start(self, show: bool) -> None:
        self._store.setValue("gallery_at_start", "yes" if show else "no")

    @property
    def geometry(self) -> QByteArray | None:
        """Where the window stood."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    def recent_files(self) -> list[Path]:
        """Files opened or saved lately that are still there, the last first."""
        value = self._store.value("recent_files")
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [path for name in names if (path := Path(str(name))).is_file()]

    def remember_file(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        path = path.resolve()
        others = [other for other in self.recent_files() if other != path]
        self._store.setValue("recent_files", [str(kept) for kept in [path, *others][:_MOST_RECENT]])

    def panel_size(self, workspace: str, area: str) -> int | None:
        """The size a person gave a panel, in pixels."""
        value = str(self._store.value(f"panels/{workspace}-{area}"))
        return int(value) if value.isdigit() else None

    def remember_panel_size(self, workspace: str, area: str, size: int) -> None:
        """Keep the size a person gave a panel."""
        self._store.setValue(f"panels/{workspace}-{area}", str(size))

    def sync(self) -> None:
        """Write what is not written yet."""
        self._store.sync()
