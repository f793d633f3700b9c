"""The Step workspace: the trace of the open graph on the canvas and in the panels around it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer

from gui.actions import Action
from gui.bridge import Bridge
from gui.canvas.view import Canvas
from gui.document import Document
from gui.stepping.all_formulas import all_formulas
from gui.stepping.canvas_legend import CanvasLegend
from gui.stepping.marks import Memo, marks
from gui.stepping.player import Player
from gui.stepping.session import StepSession
from gui.stepping.step_panel import StepPanel
from gui.stepping.tensor_panel import TensorPanel
from gui.stepping.timeline import Phase
from gui.stepping.transport import Transport
from gui.widgets.formula import prepare_formulas
from gui.widgets.numbers import number
from gui.workspace import Workspace

_READABLE_ZOOM = 0.6
_CLOSE_ZOOM = 0.8
_NESTED_LAYOUTS = 6


def _settle_layouts() -> None:
    """Let panels find their sizes before they are painted, or a step would take two frames.

    A layout that changed tells the one around it by another event; so many lie one in another.
    """
    for _ in range(_NESTED_LAYOUTS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


class StepWorkspace(Workspace):
    """Backpropagation one node at a time.

    Args:
        document: What is stepped.
        bridge: Whom to ask for the trace.
        canvas: Where values and gradients are written.
        parent: Who owns it.
    """

    name = "step"
    title = "Step"

    def __init__(
        self, document: Document, bridge: Bridge, canvas: Canvas, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._canvas = canvas
        self._active = False
        self.session = StepSession(document, bridge, self)
        self.player = Player(self.session, self)
        self.right = StepPanel(self.session)
        self.tensors = TensorPanel(self.session)
        self.below = None if self._is_circuit() else self.tensors
        self.bottom = Transport(self.session, self.player)
        self._legend = CanvasLegend(canvas)
        self._memo: Memo = {}
        self._is_close = False
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._look_at_graph)
        document.graph_replaced.connect(self._look.start)
        self.session.traced_changed.connect(self._prepare)
        self.session.traced_changed.connect(self._show_panels)
        self.session.traced_changed.connect(self._show)
        self.session.moved.connect(self._show)
        self.session.choice_changed.connect(self._show_marks)
        self.session.state_changed.connect(self.status_changed)
        self.session.state_changed.connect(self._show_panels)
        canvas.node_clicked.connect(self._run_to)

    def activate(self) -> None:
        """Ask for the trace and write it on the canvas."""
        self._active = True
        self._canvas.set_editable(False)
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.session.activate()
        self._show()
        self._look.start()

    def deactivate(self) -> None:
        """Leave the canvas as it was."""
        self._active = False
        self.player.stop()
        self.session.deactivate()
        self._canvas.show_marks(None)
        self._canvas.set_editable(True)
        self._legend.hide()
        if self._is_close:
            self._is_close = False
            self._canvas.fit()

    def actions(self) -> Sequence[Action]:
        """Moving along the pass."""
        session = self.session

        def nothing() -> str:
            return "" if session.traced is not None else "There is nothing to step through yet"

        return [
            Action("step.first", "First step", session.first, "Step", "first", ("Home",), blocked=nothing),
            Action("step.back", "One step back", session.back, "Step", "back", ("Left",), blocked=nothing),
            Action(
                "step.play", "Play or pause", self.player.toggle, "Step", "play", ("Space",), blocked=nothing
            ),
            Action(
                "step.forward",
                "One step forward",
                session.forward,
                "Step",
                "forward",
                ("Right",),
                blocked=nothing,
            ),
            Action("step.last", "Last step", session.last, "Step", "last", ("End",), blocked=nothing),
        ]

    def status(self) -> str:
        """How far the pass is, and the loss once it is known."""
        session, traced, step = self.session, self.session.traced, self.session.step
        if traced is None or step is None:
            return "Waiting for the engine" if session.is_waiting else ""
        steps = session.timeline.section(step.phase)
        place = f"{session.cursor - steps.start + 1} of {len(steps)}"
        if step.phase is Phase.FORWARD:
            return f"Forward {place}"
        words = {
            Phase.LOSS: "Forward done",
            Phase.BACKWARD: f"Forward done, backward {place}",
            Phase.UPDATE: f"Backward done, update {place}",
        }
        is_loss = traced.ops[traced.trace.output].is_loss
        name = "Loss" if is_loss else f"{traced.trace.output} ="
        learned = any(node.params for node in traced.trace.nodes.values())
        seed = self._document.graph.training.get("seed", 0)
        weights = f"    first weights, seed {seed}" if learned else ""
        return f"{words[step.phase]}    {name} {number(traced.trace.loss, 5)}{weights}"

    # Showing ---------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        """Lay the formulas of all steps out before they are needed."""
        self._look.start()
        self._memo.clear()
        traced = self.session.traced
        if traced is not None:
            steps = self.session.timeline.steps
            prepare_formulas([tex for step in steps for tex in all_formulas(traced, step)])

    def _show(self) -> None:
        self._show_marks()
        _settle_layouts()
        step = self.session.step
        if step is not None and not self._canvas.view.zooming.follows:
            self._centre(step.node, gently=True)
        self.status_changed.emit()

    def _centre(self, node_id: str, *, gently: bool) -> None:
        if self._active and node_id in self._document.graph.nodes:
            self._canvas.centre_on(node_id, gently, inside=True)

    def _look_at_graph(self) -> None:
        """Show the whole graph with its marks; where that is too small to read, the current node."""
        if not self._active or not self._canvas.view.zooming.follows:
            return
        self._canvas.fit()
        step = self.session.step
        if step is not None and self._canvas.zoom() < _READABLE_ZOOM:
            self._is_close = True
            self._canvas.set_zoom(_CLOSE_ZOOM)
            self._centre(step.node, gently=False)

    def _show_marks(self) -> None:
        if not self._active:
            return
        session, traced = self.session, self.session.traced
        shown = (
            None
            if traced is None
            else marks(traced, session.timeline, session.cursor, by=session.by, memo=self._memo)
        )
        self._canvas.show_marks(shown)
        if traced is None:
            self._legend.hide()
        else:
            self._legend.show_for(circuit=traced.is_circuit)

    def _show_panels(self) -> None:
        """The tensor panel is of no use to a graph of single numbers, nor to one that cannot run."""
        cannot_run = self.session.traced is None and bool(self.session.problems)
        below = None if cannot_run or self._is_circuit() else self.tensors
        if below is not self.below:
            self.below = below
            self.panels_changed.emit()

    def _is_circuit(self) -> bool:
        if self.session.traced is not None:
            return self.session.traced.is_circuit
        return all(not report.shape for report in self._document.report.nodes.values())

    def _run_to(self, node_id: str) -> None:
        if self._active:
            self.session.run_to(node_id)
