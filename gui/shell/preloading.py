"""Loads what other workspaces need while the window is up and nobody holds a button down."""

import importlib
from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

# One at a time, so that none makes the window wait for long: formulas, Step, plots, Train, Inspect.
MODULES = (
    "ziamath",
    "gui.stepping.workspace",
    "pyqtgraph",
    "gui.training.workspace",
    "gui.inspecting.workspace",
)
_PAUSE = 120
"""Milliseconds between two."""


class Preloading(QObject):
    """Imports module after module, then ends."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting = deque(MODULES)
        self._timer = QTimer(self, interval=_PAUSE)
        self._timer.timeout.connect(self._load_next)
        self._timer.start()

    @property
    def is_done(self) -> bool:
        """Whether all is loaded."""
        return not self._waiting

    def _load_next(self) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        importlib.import_module(self._waiting.popleft())
        if not self._waiting:
            self._timer.stop()
