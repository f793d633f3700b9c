"""The open document: one graph with its file, its undo list, its selection and what is derived from it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from engine.compiling.source import ModuleSource, module_source
from engine.data.flow import chosen_shapes
from engine.errors import BackstepError, Problem
from engine.events import Event
from engine.graph.edits import Edit
from engine.graph.file import read_graph, write_graph
from engine.graph.model import Graph, NodeRemoved, NodeRenamed
from engine.graph.shape_check import ShapeReport, check_shapes
from gui.undo import EditCommand


class Document(QObject):
    """One graph that is worked on. Panels read `graph`, push edits, and listen; nothing else changes it.

    Signals:
        graph_replaced: Another graph is open; forget everything derived from the old one.
        graph_event: A graph event (`engine.graph.model`), right after the change.
        report_changed: Shapes, problems and source are derived anew, once per turn of the event loop.
        selection_changed: The selected ids.
        problem_raised: An edit was refused; the `Problem` says why.
        file_failed: A file could not be read or written: what failed, in a few words, and its `Problem`s.
        state_changed: Title, path or unsaved-change mark changed.
    """

    graph_replaced = Signal()
    graph_event = Signal(object)
    report_changed = Signal()
    selection_changed = Signal()
    problem_raised = Signal(object)
    file_failed = Signal(str, object)
    state_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)
        self.path: Path | None = None
        self._selection: tuple[str, ...] = ()
        self._report: ShapeReport | None = None
        self._data_problems: tuple[Problem, ...] = ()
        self._source: ModuleSource | None = None
        self._derive = QTimer(self, singleShot=True, interval=0)
        self._derive.timeout.connect(self.report_changed)
        self._set_graph(Graph())

    # The graph and what follows from it ------------------------------------------------------------

    @property
    def graph(self) -> Graph:
        """The graph; change it by `push` alone."""
        return self._graph

    @property
    def report(self) -> ShapeReport:
        """Shapes and problems of the graph as it is now."""
        if self._report is None:
            self._report = self._check()
        return self._report

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong with the graph as it is now: its data set, then its nodes in order."""
        report = self.report
        return [*self._data_problems, *report.problems]

    @property
    def source(self) -> ModuleSource:
        """The PyTorch source of the graph as it is now."""
        if self._source is None:
            self._source = module_source(self._graph, self.report)
        return self._source

    def push(self, edit: Edit) -> bool:
        """Make an edit and put it on the undo list.

        Returns:
            Whether it was made; if not, `problem_raised` said why and nothing changed.
        """
        try:
            edit.apply(self._graph)
        except BackstepError as error:
            for problem in error.problems:
                self.problem_raised.emit(problem)
            return False
        self.undo_stack.push(EditCommand(edit, self._graph))
        return True

    def _on_clean_changed(self, _clean: bool) -> None:
        self.state_changed.emit()

    def _set_graph(self, graph: Graph) -> None:
        self._graph = graph
        self._unsubscribe = graph.events.subscribe(self._on_event)
        self._selection = ()
        self._outdate()

    def _on_event(self, event: Event) -> None:
        self._outdate()
        if isinstance(event, NodeRemoved) and event.node in self._selection:
            self.select(node_id for node_id in self._selection if node_id != event.node)
        elif isinstance(event, NodeRenamed) and event.old in self._selection:
            self.select(event.new if node_id == event.old else node_id for node_id in self._selection)
        self.graph_event.emit(event)

    def _check(self) -> ShapeReport:
        try:
            samples = chosen_shapes(self._graph)
        except BackstepError as error:
            self._data_problems = error.problems
            return check_shapes(self._graph)
        self._data_problems = ()
        return check_shapes(self._graph, samples)

    def _outdate(self) -> None:
        self._report = None
        self._source = None
        self._derive.start()

    # Selection -------------------------------------------------------------------------------------

    @property
    def selection(self) -> tuple[str, ...]:
        """Ids of the selected nodes."""
        return self._selection

    def select(self, node_ids: Iterable[str]) -> None:
        """Select exactly these nodes."""
        selection = tuple(dict.fromkeys(node_ids))
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit()

    # Files -------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What the window calls it."""
        return self._graph.name

    @property
    def is_modified(self) -> bool:
        """Whether there are changes that no file holds."""
        return not self.undo_stack.isClean()

    def replace_graph(self, graph: Graph, path: Path | None = None) -> None:
        """Work on another graph; the old one is gone unless it was saved."""
        self._unsubscribe()
        self.undo_stack.clear()
        self.path = path
        self._set_graph(graph)
        self.graph_replaced.emit()
        self.selection_changed.emit()
        self.state_changed.emit()

    def open(self, path: Path) -> bool:
        """Open a graph file; if it cannot be read, `file_failed` says why and the open graph stays."""
        try:
            graph = read_graph(path)
        except BackstepError as error:
            self.file_failed.emit(f"{path.name} cannot be opened", error.problems)
            return False
        self.replace_graph(graph, path)
        return True

    def save(self, path: Path) -> bool:
        """Write the graph to a file; if it cannot be written, `file_failed` says why."""
        try:
            write_graph(self._graph, path)
        except BackstepError as error:
            self.file_failed.emit(f"{path.name} was not saved", error.problems)
            return False
        self.path = path
        self.undo_stack.setClean()
        self.state_changed.emit()
        return True

    def training(self) -> dict[str, Any]:
        """The training section as it stands in the file."""
        return self._graph.training
