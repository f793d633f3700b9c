"""The Step workspace as a person sees it: canvas, panels, transport, keys and mouse."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from engine.graph.edits import SetParams
from engine.graph.model import Graph
from gui.canvas.view import Canvas
from gui.document import Document
from gui.stepping.step_panel import StepPanel
from gui.stepping.timeline import Phase, Step
from gui.stepping.transport import Transport
from gui.stepping.workspace import StepWorkspace
from gui.theme import Mode, theme
from gui.widgets.fields import IntField
from gui.widgets.slice_picker import PlacePicker
from tests.gui.stepping.passes import TracingBridge, circuit, cnn, cursor, fork, linear, unfinished

Make = Callable[[], Graph]


class Bench:
    """The workspace on show in a window of its own, its actions on their keys."""

    def __init__(self, qtbot: QtBot, graph: Graph, *, answered: bool = True) -> None:
        self.qtbot = qtbot
        self.bridge = TracingBridge()
        self.document = Document()
        self.canvas = Canvas(self.document)
        self.document.replace_graph(graph)
        self.workspace = StepWorkspace(self.document, self.bridge.as_bridge(), self.canvas)
        self.session = self.workspace.session
        assert isinstance(self.workspace.right, StepPanel)
        assert isinstance(self.workspace.bottom, Transport)
        self.panel, self.transport = self.workspace.right, self.workspace.bottom
        self.tensors = self.workspace.tensors
        self.window = self._window()
        qtbot.addWidget(self.window)
        self.window.resize(1440, 900)
        with qtbot.waitActive(self.window):
            self.window.show()
        self.workspace.activate()
        if answered:
            self.answer()

    def _window(self) -> QMainWindow:
        window, root = QMainWindow(), QWidget()
        column = QVBoxLayout(root)
        for part in (self.canvas, self.panel, self.tensors, self.transport):
            column.addWidget(part)
        window.setCentralWidget(root)
        for action in self.workspace.actions():
            made = QAction(window)
            made.setShortcuts([QKeySequence(keys) for keys in action.keys])
            made.triggered.connect(action.run)
            window.addAction(made)
        return window

    def answer(self) -> None:
        self.qtbot.waitUntil(lambda: bool(self.bridge.questions))
        self.bridge.answer()

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window.focusWidget(), key)

    def sample_picker(self) -> PlacePicker:
        (picker,) = self.panel.findChildren(PlacePicker)
        return picker

    def sample_field(self) -> IntField:
        (field,) = self.sample_picker().findChildren(IntField)
        return field

    def step(self) -> tuple[Phase, str]:
        step = self.session.step
        assert step is not None
        return step.phase, step.node

    def go(self, make: Make, phase: Phase, node: str, param: str = "") -> None:
        self.session.go(cursor(make, phase, node, param))

    def result(self) -> str:
        explanation = self.panel.explanation
        assert explanation is not None
        assert not isinstance(explanation.equation, tuple)
        return explanation.equation.result_text

    def current_nodes(self) -> list[str]:
        return [node_id for node_id, item in self.canvas.scene.nodes.items() if item.state.current]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[[Graph], Bench]]:
    theme().set_reduce_motion(True)
    yield lambda graph: Bench(qtbot, graph)
    theme().set_mode("dark")
    theme().set_scale(1.0)


Show = Callable[[Graph], Bench]


# Moving ----------------------------------------------------------------------------------------------


def test_keys_step_rewind_and_go_to_the_ends(show: Show) -> None:
    bench = show(circuit())
    assert bench.step() == (Phase.BACKWARD, "f")
    bench.key(Qt.Key.Key_Right)
    assert bench.step() == (Phase.BACKWARD, "q")
    bench.key(Qt.Key.Key_Left)
    bench.key(Qt.Key.Key_Left)
    assert bench.step() == (Phase.LOSS, "f")
    bench.key(Qt.Key.Key_Home)
    assert bench.step() == (Phase.FORWARD, "x")
    bench.key(Qt.Key.Key_End)
    assert bench.step() == (Phase.BACKWARD, "x")


def test_keys_in_a_text_field_stay_there(show: Show) -> None:
    bench = show(linear())
    before = bench.session.cursor
    bench.sample_field().setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Right):
        bench.key(key)
    assert bench.session.cursor == before


def test_buttons_move_and_rest_at_the_ends(show: Show) -> None:
    bench = show(circuit())
    transport = bench.transport
    transport.last.click()
    assert not transport.forward.isEnabled()
    assert not transport.last.isEnabled()
    transport.back.click()
    assert bench.step() == (Phase.BACKWARD, "y")
    transport.first.click()
    assert not transport.back.isEnabled()
    transport.forward.click()
    assert bench.step() == (Phase.FORWARD, "y")


def test_a_click_on_a_cell_runs_there(show: Show) -> None:
    bench = show(circuit())
    place = cursor(circuit, Phase.BACKWARD, "q")
    at = bench.transport.strip.cell_rect(place).center().toPoint()
    QTest.mouseClick(bench.transport.strip, Qt.MouseButton.LeftButton, pos=at)
    assert bench.session.cursor == place == 7


def test_a_click_on_a_node_runs_there(show: Show) -> None:
    bench = show(circuit())
    viewport = bench.canvas.view.viewport()
    at = viewport.mapFromGlobal(bench.canvas.node_rect_on_screen("q").center())
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert bench.step() == (Phase.BACKWARD, "q")
    assert bench.current_nodes() == ["q"]


def test_space_plays_to_the_end_and_from_the_start_again(show: Show) -> None:
    bench = show(circuit())
    bench.workspace.player.set_speed(200)
    bench.key(Qt.Key.Key_Space)
    assert bench.workspace.player.is_playing
    bench.qtbot.waitUntil(lambda: not bench.workspace.player.is_playing)
    assert bench.step() == (Phase.BACKWARD, "x")
    bench.workspace.player.set_speed(0.25)
    bench.key(Qt.Key.Key_Space)
    assert bench.step() == (Phase.FORWARD, "x")
    bench.key(Qt.Key.Key_Space)
    assert bench.transport.play.toolTip().startswith("Play")


def test_leaving_the_workspace_stops_playing_and_clears_the_canvas(show: Show) -> None:
    bench = show(circuit())
    bench.key(Qt.Key.Key_Home)
    bench.key(Qt.Key.Key_Space)
    bench.workspace.deactivate()
    assert not bench.workspace.player.is_playing
    assert bench.current_nodes() == []
    bench.workspace.activate()
    assert bench.current_nodes() == ["x"]


# What is shown ---------------------------------------------------------------------------------------


def test_a_circuit_hides_the_tensor_panel_and_a_net_shows_it(show: Show) -> None:
    bench = show(circuit())
    assert bench.workspace.below is None
    with bench.qtbot.waitSignal(bench.workspace.panels_changed):
        bench.document.replace_graph(linear())
        bench.answer()
    assert bench.workspace.below is bench.tensors


def test_the_panel_tells_the_step_and_its_other_input(show: Show) -> None:
    bench = show(circuit())
    bench.session.run_to("f")
    assert bench.result() == "−4"
    chooser = bench.panel._chooser
    QTest.mouseClick(chooser.button(1), Qt.MouseButton.LeftButton)
    assert bench.result() == "3"


def test_a_row_of_the_table_chooses_its_gradient(show: Show) -> None:
    bench = show(linear())
    bench.go(linear, Phase.BACKWARD, "fc")
    table = bench.panel._table
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPointF(60, table.height() - 8).toPoint())
    assert bench.session.by == "bias"


def test_a_click_on_an_element_tells_it_and_writes_its_sum_out(show: Show) -> None:
    bench = show(linear())
    bench.go(linear, Phase.BACKWARD, "fc")
    view = bench.tensors.row.boxes[2].view
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.element_rect((0, 21)).center().toPoint())
    traced = bench.session.traced
    assert traced is not None
    downstream = traced.node("fc").inputs["input"].downstream
    assert downstream is not None
    explanation = bench.panel.explanation
    assert explanation is not None
    assert not isinstance(explanation.equation, tuple)
    assert float(explanation.equation.exact.replace("−", "-")) == downstream[0, 21]
    assert "downstream[0, 21]" in bench.tensors.terms.accessibleName()
    assert view.chosen == (0, 21)


def test_a_click_into_the_local_gradient_chooses_the_element_it_belongs_to(show: Show) -> None:
    bench = show(linear())
    bench.go(linear, Phase.BACKWARD, "fc")
    view = bench.tensors.row.boxes[1].view
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.element_rect((4, 30)).center().toPoint())
    assert bench.session.element == (0, 30)


def test_tabs_choose_the_gradient(show: Show) -> None:
    bench = show(cnn())
    bench.go(cnn, Phase.BACKWARD, "conv1")
    button = bench.tensors.tabs._group.button(1)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bench.session.by == "weight"
    assert bench.tensors.row.boxes[2].view.accessibleName() == "downstream 16×1×3×3"


def test_upstream_and_the_local_column_show_the_same_channel(show: Show) -> None:
    bench = show(cnn())
    bench.go(cnn, Phase.BACKWARD, "conv1")
    upstream, column = bench.tensors.row.boxes[:2]
    assert upstream.exhibit is not None
    assert column.exhibit is not None
    assert upstream.picker.value() == column.picker.value() == upstream.exhibit.prefix[1:]
    upstream.picker.changed.emit((3,))
    assert column.picker.value() == (3,)
    assert column.view.element_rect((0, 3, 0, 0)).isValid()


def test_another_sample_can_be_sent_through(show: Show) -> None:
    bench = show(linear())
    picker = bench.sample_picker()
    picker.changed.emit(4)
    bench.answer()
    assert bench.session.traced is not None
    assert bench.session.traced.trace.labels == ("4",)
    picker.changed.emit(99_999)
    bench.answer()
    assert picker.value() == 4
    assert "1796" in bench.sample_field().error


def test_a_changed_number_is_computed_anew(show: Show) -> None:
    bench = show(circuit())
    bench.document.push(SetParams("z", {"value": 2.0}))
    bench.answer()
    assert bench.session.traced is not None
    assert bench.session.traced.trace.loss == 6.0
    assert bench.step() == (Phase.BACKWARD, "f")


def test_a_graph_that_cannot_run_says_why_and_how_to_mend_it(show: Show) -> None:
    bench = show(unfinished())
    notice = bench.panel._notice
    assert notice.isVisible()
    assert "nothing flows into 'b'" in notice._problems[0].plain()
    assert "Draw a wire" in notice._problems[0].plain()
    assert not bench.transport.play.isEnabled()


def test_waiting_for_the_engine_is_said_after_a_moment(qtbot: QtBot) -> None:
    bench = Bench(qtbot, circuit(), answered=False)
    waiting = bench.panel._notice._waiting
    assert not waiting.isVisible()
    qtbot.waitUntil(waiting.isVisible)
    bench.answer()
    assert not waiting.isVisible()


def test_the_status_bar_tells_how_far_the_pass_is(show: Show) -> None:
    bench = show(linear())
    assert bench.workspace.status().startswith("Forward done, backward 1 of 4    Loss ")
    bench.session.first()
    assert bench.workspace.status() == "Forward 1 of 5"
    bench.session.last()
    assert bench.workspace.status().startswith("Backward done, update 2 of 2")


def test_the_transport_counts_and_says_what_comes_next(show: Show) -> None:
    bench = show(circuit())
    bench.session.run_to("q")
    assert bench.transport._place.text() == "Step 8 of 11"
    assert bench.transport._hint.text() == "next: z collects 3"


@pytest.mark.parametrize("make", [circuit, fork, linear, cnn])
@pytest.mark.parametrize(("mode", "scale"), [("dark", 1.0), ("light", 1.25)])
def test_every_step_is_painted_in_both_themes_and_large(
    show: Show, make: Make, mode: Mode, scale: float
) -> None:
    theme().set_mode(mode)
    theme().set_scale(scale)
    bench = show(make())
    for place, step in enumerate(bench.session.timeline.steps):
        bench.session.go(place)
        assert not bench.window.grab().isNull()
        assert bench.current_nodes() == [step.node]


def test_not_a_number_is_painted_too(show: Show) -> None:
    bench = show(linear())
    bench.go(linear, Phase.BACKWARD, "fc")
    traced = bench.session.traced
    assert traced is not None
    for array in (traced.node("fc").upstream, traced.node("fc").inputs["input"].downstream):
        assert array is not None
        array[0, 3] = np.nan
        array[0, 4] = np.inf
    bench.session.choose_element((0, 3))
    assert not bench.window.grab().isNull()
    assert bench.result() == "NaN"


def test_a_step_is_one_of_the_timelines(show: Show) -> None:
    bench = show(fork())
    bench.session.last()
    assert bench.session.step == Step(Phase.BACKWARD, "x")
    assert bench.canvas.scene.nodes["x"].state.current


def test_a_hover_lights_what_belongs_together(show: Show) -> None:
    bench = show(linear())
    bench.go(linear, Phase.BACKWARD, "fc")
    upstream, local, downstream = (box.view for box in bench.tensors.row.boxes[:3])

    def lit() -> list[object]:
        return [view._hover for view in (upstream, local, downstream)]

    local.hovered.emit((4, 30))
    assert lit() == [(0, 4), None, (0, 30)]
    upstream.hovered.emit((0, 7))
    assert lit()[1] == (7, slice(None))
    downstream.hovered.emit((0, 30))
    assert lit()[1] == (slice(None), 30)
    downstream.hovered.emit(None)
    assert lit()[1] is None
