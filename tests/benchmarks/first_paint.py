"""Opens the app as the command does, and prints the seconds from a given moment to its first painted frame.

python -m tests.benchmarks.first_paint START      (START is `time.monotonic()` before this was started)
"""

import sys
import time
from typing import Any

from gui.__main__ import load_app


def main(start: float) -> None:
    """Open, wait for the frame, print, close."""
    app: Any = load_app()

    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QWidget
    from typing_extensions import override

    class FirstPaint(QObject):
        """Sees the first painting of a window's content."""

        def __init__(self, window: QWidget, content: QWidget) -> None:
            super().__init__(window)
            self._window = window
            self._content = content
            content.installEventFilter(self)

        @override
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                self._content.removeEventFilter(self)
                QTimer.singleShot(0, self, self._painted)  # once the frame is on the screen
            return False

        def _painted(self) -> None:
            print(time.monotonic() - start, flush=True)
            self._window.close()

    open_window = app.open_window

    def open_and_watch(*arguments: object) -> object:
        window = open_window(*arguments)
        FirstPaint(window, window.centralWidget())
        return window

    app.open_window = open_and_watch
    app.run(None)


if __name__ == "__main__":
    main(float(sys.argv[1]))
