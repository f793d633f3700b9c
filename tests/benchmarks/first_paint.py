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

    from gui.shell.first_paint import FirstPaint
    from gui.window import Window

    open_window = app.open_window

    def open_and_watch(*arguments: object) -> Window:
        window: Window = open_window(*arguments)
        content = window.centralWidget()
        assert content is not None
        watch = FirstPaint(content)
        watch.painted.connect(lambda: print(time.monotonic() - start, flush=True))
        window.filled.connect(window.close)
        return window

    app.open_window = open_and_watch
    app.run(None)


if __name__ == "__main__":
    main(float(sys.argv[1]))
