"""What it costs to watch: training with the window live against without, a million points, a mosaic."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.examples import read_example
from engine.graph.file import graph_to_json
from engine.runtime.messages import TrainingEnded
from gui.app import open_window
from gui.bridge import Bridge
from gui.shell.settings import Settings
from gui.widgets.envelope import Envelope
from gui.widgets.mosaic import Mosaic
from gui.widgets.plot_area import PlotArea
from gui.widgets.plot_curve import Curve
from gui.widgets.plot_scale import Scale
from gui.window import Window

pytestmark = pytest.mark.benchmark

_ROUNDS = 6
_PATIENCE = 120_000
_POINTS = 1_000_000


@pytest.fixture
def unwatched() -> Iterator[Bridge]:
    bridge = Bridge()
    bridge.watch(filters=False)
    yield bridge
    bridge.shutdown()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    bridge = Bridge()
    made = open_window(bridge, Settings(tmp_path / "window.ini"), None)
    qtbot.addWidget(made)
    made.document.replace_graph(read_example("digits-cnn"))
    with qtbot.waitExposed(made):
        made.showNormal()
    made.resize(1440, 900)
    made.show_workspace("train")
    return made


def train(bridge: Bridge, graph: dict[str, Any], qtbot: QtBot) -> float:
    """Seconds that a whole training takes, as the run's own record has it."""
    with qtbot.waitSignal(
        bridge.training_message,
        timeout=_PATIENCE,
        check_params_cb=lambda message: isinstance(message, TrainingEnded),
    ) as ended:
        bridge.start_training(graph)
    return float(ended.args[0].record["seconds"])


def test_a_live_window_costs_training_a_twentieth_at_most(
    qtbot: QtBot, unwatched: Bridge, window: Window
) -> None:
    graph = graph_to_json(window.document.graph)
    with_window, without = [], []
    for _ in range(_ROUNDS + 1):  # the first round warms up
        without.append(train(unwatched, graph, qtbot))
        with_window.append(train(window.bridge, graph, qtbot))
    ratio = min(without[1:]) / min(with_window[1:])
    print(f"\ntraining with the window live against without: {ratio:.3f}")
    assert ratio >= 0.95


def show(qtbot: QtBot, widget: QWidget, width: int, height: int) -> None:
    """Put a widget on the screen, so that painting it is real."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()


def milliseconds(action: Callable[[], object], rounds: int) -> float:
    """The least time that an action takes."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def test_a_million_points_are_painted_as_quickly_as_a_thousand(qtbot: QtBot) -> None:
    import pyqtgraph as pg

    values = np.random.default_rng(0).standard_normal(_POINTS)
    area = PlotArea(Scale())
    show(qtbot, area, 840, 280)
    area.set_span(0, _POINTS + 10_000)
    data = Envelope(values=values)
    area.set_curves([Curve("loss", data, look="faint")])

    plain = pg.PlotWidget()
    show(qtbot, plain, 840, 280)
    curve = plain.plot(values)

    def ours() -> None:
        data.append(values[:40])
        area.refresh()
        area.viewport().repaint()

    def plainly() -> None:
        curve.setData(values)
        plain.viewport().repaint()

    ratio = milliseconds(plainly, 3) / milliseconds(ours, 20)
    print(f"\na million points, update and paint, plain pyqtgraph against ours: {ratio:.0f}")
    assert ratio >= 20


def test_sixty_four_filters_are_painted_in_two_milliseconds(qtbot: QtBot) -> None:
    bank = np.random.default_rng(0).standard_normal((64, 7, 7)).astype(np.float32)
    mosaic = Mosaic()
    show(qtbot, mosaic, 640, 640)

    def paint() -> None:
        mosaic.set_tiles(bank, 3.0)
        mosaic.repaint()

    taken = milliseconds(paint, 50)
    print(f"\n64 filters of 7×7, update and paint: {taken:.2f} ms")
    assert taken < 2
