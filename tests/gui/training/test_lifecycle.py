"""What Train and Inspect are made of follows the theme while it lives, and leaves nothing behind."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.theme import theme
from gui.training.head import Head
from gui.training.schedule_preview import SchedulePreview
from gui.training.summary import RunSummary
from gui.widgets.bar_list import BarList
from gui.widgets.empty_state import EmptyState
from gui.widgets.envelope import Envelope
from gui.widgets.film_strip import FilmStrip, Moment
from gui.widgets.filter_mosaic import FilterMosaic
from gui.widgets.mosaic import Mosaic
from gui.widgets.panel_head import PanelHead
from gui.widgets.plot import Chart
from gui.widgets.plot_curve import Curve
from gui.widgets.value_table import ValueTable


def chart() -> QWidget:
    made = Chart("Loss", legend=True, exportable=True)
    made.set_curves([Curve("train", Envelope(values=[1.0, 2.0]))])
    return made


def mosaic() -> QWidget:
    made = Mosaic()
    made.set_tiles(np.eye(3)[None])
    return made


def film() -> QWidget:
    made = FilmStrip()
    made.set_moments([Moment("0", np.eye(3))], 1.0)
    return made


def bars() -> QWidget:
    made = BarList()
    made.set_values([1.0, 3.0])
    return made


@pytest.mark.parametrize(
    "make",
    [
        chart,
        mosaic,
        film,
        bars,
        FilterMosaic,
        lambda: EmptyState("inspect"),
        lambda: ValueTable(("a",), ("b",)),
        PanelHead,
        Head,
        SchedulePreview,
        RunSummary,
    ],
)
def test_it_is_forgotten_once_it_is_gone(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    widget = make()
    widget.resize(400, 300)
    widget.grab()
    theme().set_mode("light")
    theme().set_scale(1.25)
    widget.grab()
    theme().set_scale(1.0)
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    with qtbot.captureExceptions() as raised:
        theme().set_mode("dark")
    assert raised == []


@pytest.mark.parametrize("module", ["gui.window", "gui.inspecting.workspace"])
def test_pyqtgraph_is_not_loaded_before_train_is_opened(module: str) -> None:
    script = f"import sys, {module}; print('pyqtgraph' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
