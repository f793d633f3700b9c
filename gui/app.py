"""The app's start: the engine first, which loads by itself, then the window, then what can wait."""

import gc
import signal
import socket
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from engine.examples import read_example
from gui.bridge import Bridge
from gui.document import Document
from gui.shell.examples import START
from gui.shell.preloading import Preloading
from gui.shell.settings import Settings
from gui.theme import theme
from gui.widgets.icons import pixmap
from gui.window import Window

_ICON_SIDES = (16, 32, 64, 128)


def run(path: Path | None) -> int:
    """Open the app and stay until it is closed.

    Args:
        path: A graph file to open, or None.

    Returns:
        The exit status.
    """
    bridge = Bridge()
    bridge.warm_up()
    app = make_application()
    window = open_window(bridge, Settings(), path)
    _close_on_signals(window)
    window.filled.connect(gc.enable)
    window.filled.connect(lambda: Preloading(window))
    return app.exec()


def make_application() -> QApplication:
    """The Qt application, dressed."""
    QCoreApplication.setApplicationName("Backstep")
    QCoreApplication.setOrganizationName("Backstep")
    app = QApplication(sys.argv[:1])
    app.setDesktopFileName("backstep")
    theme().apply(app)
    sign = QIcon()
    for side in _ICON_SIDES:
        sign.addPixmap(pixmap("logo", "fill", side))
    app.setWindowIcon(sign)
    return app


def open_window(bridge: Bridge, settings: Settings, path: Path | None) -> Window:
    """Show the window with a graph ready: the file's, or an example's behind the gallery.

    Args:
        bridge: The engine, warming up.
        settings: What is remembered.
        path: A graph file to open, or None.
    """
    theme().set_mode(settings.mode)
    theme().set_scale(settings.scale)
    document = Document()
    document.replace_graph(read_example(START))
    window = Window(document, bridge, settings)
    document.setParent(window)
    if path is not None:
        window.files.open_path(path)
    window.restore()
    window.show()
    if path is None and settings.gallery_at_start:
        window.show_gallery()
    return window


class _SignalDoor(QObject):
    """Closes the window when the process is asked to end, so that a training writes its checkpoint."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._ours, theirs = socket.socketpair()
        self._theirs = theirs
        theirs.setblocking(False)
        signal.set_wakeup_fd(theirs.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: None)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._close)

    def _close(self) -> None:
        self._ours.recv(64)
        self._window.close_for_good()


def _close_on_signals(window: Window) -> None:
    if sys.platform != "win32":
        _SignalDoor(window)
