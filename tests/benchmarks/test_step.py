"""One step along a trace, from the key press to the painted frame, against a plain repaint of the window."""

import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from engine.examples import read_example
from gui.document import Document
from gui.shell.settings import Settings
from gui.stepping.workspace import StepWorkspace
from gui.theme import theme
from gui.window import Window
from tests.gui.stepping.passes import TracingBridge

pytestmark = pytest.mark.benchmark

_FRAME = 0.016
_REPAINTS = 30


class Painted(QObject):
    """Knows which of some widgets have been painted since it was last asked."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self._waiting: set[QObject] = set()
        self._widgets = widgets
        for widget in widgets:
            widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._waiting.discard(watched)
        return False

    def expect(self) -> None:
        self._waiting = set(self._widgets)

    def repaint(self) -> None:
        """Have them painted as they are, all that lies in them included."""
        for widget in self._widgets:
            widget.update()

    def wait(self) -> None:
        """Let events run until each has been painted."""
        while self._waiting:
            QApplication.processEvents()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The window at 1440 × 900 on the digits CNN, stepped; without easing, which would put frames off."""
    theme().set_reduce_motion(True)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme().apply(app)
    bridge, document = TracingBridge(), Document()
    document.replace_graph(read_example("digits-cnn"))
    made = Window(document, bridge.as_bridge(), Settings(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    with qtbot.waitActive(made):
        made.show()
    made.show_workspace("step")
    qtbot.waitUntil(lambda: bool(bridge.questions))
    bridge.answer()
    for thread in threading.enumerate():
        if thread.name == "formulas":
            thread.join()
    qtbot.wait(50)
    yield made
    theme().set_reduce_motion(False)


def test_a_step_is_painted_within_a_frame(window: Window) -> None:
    workspace = window.workspace
    assert isinstance(workspace, StepWorkspace)
    session, changing = workspace.session, (workspace.right, workspace.bottom, workspace.tensors)
    widgets = [widget for widget in changing if widget is not None]
    painted = Painted(window.canvas.view.viewport(), *widgets)
    session.first()
    QApplication.processEvents()
    steps, repaints = [], []
    while not session.is_at_end:
        QApplication.processEvents()
        painted.expect()
        start = time.perf_counter()
        QTest.keyClick(window, Qt.Key.Key_Right)
        painted.wait()
        steps.append(time.perf_counter() - start)
    for _ in range(_REPAINTS):
        painted.expect()
        start = time.perf_counter()
        painted.repaint()
        painted.wait()
        repaints.append(time.perf_counter() - start)
    median, worst = statistics.median(steps), statistics.quantiles(steps, n=20)[-1]
    plain = statistics.median(repaints)
    print(
        f"{len(steps)} steps: median {median * 1000:.1f} ms, 95% within {worst * 1000:.1f} ms; "
        f"a plain repaint {plain * 1000:.1f} ms, ratio {median / plain:.2f}"
    )
    assert median < _FRAME
