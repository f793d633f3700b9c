"""The Train workspace: what goes in at the left, what happens in the middle, what forms at the right."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.errors import GraphError, Problem
from engine.graph.file import graph_to_json
from engine.graph.topology import output_node
from gui.bridge import Bridge
from gui.canvas.strip import Strip
from gui.canvas.view import Canvas
from gui.document import Document
from gui.first_filters import FirstFilters
from gui.live_run import LiveRun
from gui.shell.file_dialog import FileDialog
from gui.training.captions import captions
from gui.training.charts import RunCharts
from gui.training.filters_panel import FiltersPanel
from gui.training.form import TrainForm
from gui.training.head import Head, Situation
from gui.training.prospect import Prospect
from gui.training.words import head_words
from gui.widgets.labels import Divider
from gui.workspace import Workspace

_FRAMES_BETWEEN_WORDS: Final = 6
"""The strip's words change five times a second, so that they can be read."""


class TrainWorkspace(Workspace):
    """Set up, train, watch.

    Args:
        document: What is trained.
        bridge: Who trains it.
        canvas: The canvas; this workspace shows the graph as a strip instead.
        parent: Who owns it.
    """

    name = "train"
    title = "Train"

    def __init__(
        self, document: Document, bridge: Bridge, canvas: Canvas, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._bridge = bridge
        self._live = LiveRun.of(bridge)
        self._filters = FirstFilters(document, bridge, self._live, self)
        self._active = False
        self._frames = 0
        self._prospect = Prospect.of(document)
        self._run_prospect: Prospect | None = None
        self.form = TrainForm(document)
        self.head = Head()
        self.strip = Strip(document)
        self.charts = RunCharts()
        self.filters = FiltersPanel(self._filters, self._live)
        self.left = self.form
        self.centre = self._middle()
        self.right = self.filters
        self._connect()
        self._show_run()

    def _middle(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Divider())
        column.addWidget(self.strip)
        column.addWidget(Divider())
        column.addWidget(self.charts, 1)
        return middle

    def _connect(self) -> None:
        controls, document, live = self.head.controls, self._document, self._live
        controls.started.connect(self._start)
        controls.resumed.connect(self._resume)
        controls.paused.connect(self._bridge.pause)
        controls.iteration_asked.connect(self._one_iteration)
        controls.epoch_asked.connect(self._one_epoch)
        controls.stopped.connect(self._bridge.stop)
        self.head.progress.node_clicked.connect(lambda node: document.select([node]))
        self.charts.loss.csv_asked.connect(partial(self._export, "csv", "Numbers", self.charts.save_csv))
        self.charts.loss.png_asked.connect(partial(self._export, "png", "Pictures", self.charts.save_png))
        live.grew.connect(self._grow)
        live.replaced.connect(self._show_run)
        self._bridge.training_state_changed.connect(self._begin_run)
        live.phase_changed.connect(self._show_phase)
        document.report_changed.connect(self._follow_graph)
        document.graph_replaced.connect(self._forget_run)

    # The window's side ---------------------------------------------------------------------------

    def activate(self) -> None:
        """Have filters sent, and catch up."""
        self._active = True
        self._filters.set_active(True)
        self._show_run()
        self.filters.refresh()

    def deactivate(self) -> None:
        """Let what nobody sees rest."""
        self._active = False
        self._filters.set_active(False)

    def status(self) -> str:
        """Whether and what it trains."""
        if not self._bridge.is_training:
            return ""
        going = "Paused" if self._bridge.training_state == "paused" else "Training"
        return f"{going} {self._document.title}"

    # Steering ------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._bridge.start_training(graph_to_json(self._document.graph))

    def _resume(self) -> None:
        if self._bridge.is_training:
            self._bridge.resume()
        elif self._live.record is not None:
            run_dir = self._live.record.start.run_dir
            self._bridge.start_training(graph_to_json(self._document.graph), run_dir, resume=True)

    def _one_iteration(self) -> None:
        self._take_up()
        self._bridge.one_iteration()

    def _one_epoch(self) -> None:
        self._take_up()
        self._bridge.one_epoch()

    def _take_up(self) -> None:
        """See that there is a run to go on with: the present one, the one cut short, or a new one."""
        if not self._bridge.is_training:
            (self._resume if self._is_resumable() else self._start)()

    def _pass_rate_on(self) -> None:
        """Let the run that goes on learn at the rate that the settings now have, be it by edit or undo."""
        run, now = self._run_prospect, self._prospect
        if not self._bridge.is_training or run is None or run.config is None or now.config is None:
            return
        same_method = run.config.optimizer.name == now.config.optimizer.name
        rate = now.config.optimizer.lr
        if same_method and rate != run.config.optimizer.lr:
            self._run_prospect = run.with_rate(rate)
            self._live.set_learning_rate(rate)

    def _is_resumable(self) -> bool:
        return self._live.record is not None and self._live.record.is_resumable

    def _export(self, ending: str, kind: str, save: Callable[[Path], None]) -> None:
        """Ask for a file, then write it; if that fails, the window says why."""
        dialog = FileDialog(
            f"Save {kind.lower()}",
            Path.home(),
            saves=True,
            parent=self.head.window(),
            ending=ending,
            kind=kind,
        )
        dialog.setOption(FileDialog.Option.DontConfirmOverwrite, False)
        dialog.selectFile(f"{self._document.title}.{ending}")
        dialog.fileSelected.connect(partial(self._save, save))
        dialog.open()

    def _save(self, save: Callable[[Path], None], name: str) -> None:
        path = Path(name)
        try:
            save(path)
        except OSError as error:
            problem = Problem(error.strerror or str(error), mend="Choose another folder")
            self._document.file_failed.emit(f"{path.name} was not saved", (problem,))

    # Showing -------------------------------------------------------------------------------------

    def _forget_run(self) -> None:
        if not self._bridge.is_training:
            self._live.forget()

    def _follow_graph(self) -> None:
        self._prospect = Prospect.of(self._document)
        self._pass_rate_on()
        self._show_run()

    def _begin_run(self, state: str) -> None:
        """A run goes by the settings it starts with, whatever becomes of them meanwhile."""
        if state == "starting":
            self._run_prospect = self._prospect

    def _show_run(self) -> None:
        """Show the present run from its beginning, and the settings as they are."""
        record = self._live.record
        per_epoch = record.start.iterations_per_epoch if record is not None else None
        self.form.preview.set_plan(self._prospect.plan(per_epoch))
        self.form.show_samples(record.start.samples if record is not None else None)
        asked = (
            self._run_prospect if record is not None and self._run_prospect is not None else self._prospect
        )
        self.charts.set_run(record, asked.plan(per_epoch))
        self._show_phase()

    def _show_phase(self) -> None:
        """Show where the run stands; if it failed at a node, lead there."""
        record, state = self._live.record, self._bridge.training_state
        was_trained = record is not None and record.is_over
        self.head.controls.show_situation(
            Situation(state, self._prospect.blocked, self._is_resumable(), was_trained)
        )
        self.form.show_live(self._bridge.is_training)
        self._show_words()
        self._show_slow_words()
        node = self.head.progress.words.node
        failed = self._active and self._live.trouble is not None
        if failed and node is not None and node in self._document.graph.nodes:
            self._document.select([node])
        self.status_changed.emit()

    def _grow(self) -> None:
        if not self._active:
            return
        self.charts.refresh()
        self._show_words()
        self._frames += 1
        if self._frames % _FRAMES_BETWEEN_WORDS == 0:
            self._show_slow_words()

    def _show_words(self) -> None:
        prospect = self._prospect
        self.head.progress.show_words(
            head_words(
                self._bridge.training_state,
                self._live.record,
                prospect.problem,
                self._live.trouble,
                prospect.words(),
                prospect.noun,
            )
        )

    def _show_slow_words(self) -> None:
        """The words under the nodes, and the dot on the schedule."""
        record = self._live.record
        self.strip.set_captions(captions(self._document.report, record, self._loss_node()))
        self.form.preview.set_done(0.0 if record is None else record.loss.end)

    def _loss_node(self) -> str | None:
        try:
            return output_node(self._document.graph)
        except GraphError:
            return None
