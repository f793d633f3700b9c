"""What all widgets keep to: they load quickly, and leave nothing behind when they go."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.ops.library.conv2d import Conv2d
from gui.theme import theme
from gui.widgets.buttons import Button, FoldHead, IconButton, Switch
from gui.widgets.code_view import CodeColumns
from gui.widgets.colour_scale import ColourScale
from gui.widgets.equation import EquationPanel, FormulaRow, Term
from gui.widgets.fields import ComboBox, Field, FloatField, IntField, SearchField
from gui.widgets.formula import Formula
from gui.widgets.labels import Card, Chip, Divider, ElidedLabel, Label, Legend, Paragraph, SectionHead
from gui.widgets.param_form import ParamForm
from gui.widgets.segmented import Segmented
from gui.widgets.slice_picker import SlicePicker
from gui.widgets.tensor_view import TensorView

FIRST_ON_SCREEN = "buttons fields icons labels segmented numbers heat formula equation tensor_view code_view"
HEAVY = "torch ziamath pyqtgraph qtawesome scipy sklearn"


def tensor() -> QWidget:
    view = TensorView("value", "value", "x")
    view.set_array(np.eye(3))
    return view


def equation() -> QWidget:
    panel = EquationPanel()
    panel.set_equation("a", "b", "c", "1", "2", "2")
    return panel


def picker() -> QWidget:
    made = SlicePicker()
    made.set_dimensions((2, 3))
    return made


MAKERS: list[Callable[[], QWidget]] = [
    lambda: Button("Copy", "copy"),
    lambda: IconButton("undo", "Undo"),
    Switch,
    lambda: FoldHead("Layers", "12"),
    lambda: Segmented(["a", "b"]),
    lambda: Field("x", unit="pixels", mono=True),
    lambda: IntField(3),
    lambda: FloatField(0.1),
    lambda: SearchField("Search", "Tab"),
    lambda: ComboBox(["a"]),
    lambda: Label("a"),
    lambda: ElidedLabel("a"),
    lambda: Paragraph("a ", ("b", "upstream")),
    lambda: SectionHead("a", "b"),
    lambda: Chip("1", "error"),
    lambda: Legend([("value", "value")]),
    Card,
    Divider,
    lambda: Formula("x"),
    lambda: FormulaRow(Term("x", word="x")),
    equation,
    tensor,
    lambda: ColourScale(1.0),
    picker,
    CodeColumns,
    lambda: ParamForm(Conv2d.Params),
]


@pytest.mark.parametrize("make", MAKERS)
def test_a_widget_follows_the_theme_while_it_lives_and_is_forgotten_after(
    qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    widget = make()
    widget.resize(widget.sizeHint().expandedTo(widget.minimumSizeHint()))
    widget.grab()
    theme().set_mode("light")
    widget.grab()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    with qtbot.captureExceptions() as raised:
        theme().set_mode("dark")
    assert raised == []


def test_widgets_first_on_screen_load_nothing_heavy() -> None:
    names = ", ".join(f"gui.widgets.{name}" for name in FIRST_ON_SCREEN.split())
    script = f"import sys, gui.theme, {names}; print([m for m in {HEAVY.split()} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
