"""What is stepped: the trace of the open graph, asked for when it is needed, and the cursor in it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from engine.errors import BackstepError, Problem
from engine.graph.file import graph_to_json
from engine.ops.shapes import is_batched
from engine.ops.spec import Op
from engine.runtime.messages import Answer, Request, TraceRequest
from engine.training.config import TrainingConfig
from engine.training.optimizers import Optimizer
from gui.document import Document
from gui.stepping.timeline import Step, Timeline
from gui.stepping.traced import TracedGraph

_ALL_LOCALS = 12_000_000
_LARGEST_LOCAL = 1_100_000
"""Entries of all dense local gradients of a trace together, and of one of them, at most."""


class Engine(Protocol):
    """Whoever answers questions about a graph: the app's bridge."""

    def ask(self, request: Request, on_answer: Callable[[Answer], None], /) -> int:
        """Ask, and be called with the answer."""
        ...


@dataclass(frozen=True)
class _Asked:
    """A question on its way: which pass was asked for, and what the graph was then."""

    graph: str
    index: int
    ops: Mapping[str, Op[Any]]
    batched: frozenset[str]
    optimizer: Optimizer


class StepSession(QObject):
    """The trace on show, the cursor in it, and what is chosen at the current step.

    Signals:
        traced_changed: Another trace is on show, or none.
        moved: The cursor stands at another step.
        choice_changed: Another gradient or another element of the current step is told.
        state_changed: It waits for the engine or no longer does, or problems came or went.
    """

    traced_changed = Signal()
    moved = Signal()
    choice_changed = Signal()
    state_changed = Signal()

    def __init__(self, document: Document, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._engine = engine
        self._active = False
        self._traced: TracedGraph | None = None
        self._timeline = Timeline(())
        self._cursor = 0
        self._by = ""
        self._element: tuple[int, ...] | None = None
        self._index = 0
        self._problems: tuple[Problem, ...] = ()
        self._sample_problem = ""
        self._asked: _Asked | None = None
        self._shown: _Asked | None = None
        document.report_changed.connect(self._refresh)
        document.graph_replaced.connect(self._forget)

    # What is on show -----------------------------------------------------------------------------------

    @property
    def traced(self) -> TracedGraph | None:
        """The trace on show."""
        return self._traced

    @property
    def timeline(self) -> Timeline:
        """Its steps; empty without a trace."""
        return self._timeline

    @property
    def cursor(self) -> int:
        """The place of the current step."""
        return self._cursor

    @property
    def step(self) -> Step | None:
        """The current step."""
        return self._timeline.steps[self._cursor] if self._traced is not None else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the graph cannot be stepped."""
        return self._problems

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is on its way."""
        return self._asked is not None

    # Moving ----------------------------------------------------------------------------------------------

    def go(self, cursor: int) -> None:
        """Go to a step; the nearest there is."""
        if self._traced is None:
            return
        cursor = self._timeline.clamp(cursor)
        if cursor != self._cursor:
            self._cursor = cursor
            self._by, self._element = "", None
            self.moved.emit()

    def forward(self) -> None:
        """One step on."""
        self.go(self._cursor + 1)

    def back(self) -> None:
        """One step back."""
        self.go(self._cursor - 1)

    def first(self) -> None:
        """To the first step."""
        self.go(0)

    def last(self) -> None:
        """To the last step."""
        self.go(self._timeline.last)

    def run_to(self, node_id: str) -> None:
        """To the step of a node."""
        if self._traced is not None:
            self.go(self._timeline.run_to(self._cursor, node_id))

    @property
    def is_at_end(self) -> bool:
        """Whether there is no next step."""
        return self._cursor >= self._timeline.last

    # What is chosen at the step --------------------------------------------------------------------------

    @property
    def by(self) -> str:
        """The port or parameter whose gradient is told; empty for the first."""
        return self._by

    @property
    def element(self) -> tuple[int, ...] | None:
        """The chosen element; None for the largest."""
        return self._element

    def choose_by(self, name: str) -> None:
        """Tell the gradient of another port or parameter."""
        if name != self._by:
            self._by, self._element = name, None
            self.choice_changed.emit()

    def choose_element(self, index: tuple[int, ...] | None) -> None:
        """Tell another element."""
        if index != self._element:
            self._element = index
            self.choice_changed.emit()

    # Which sample ----------------------------------------------------------------------------------------

    @property
    def index(self) -> int:
        """Number of the sample that flows."""
        return self._index

    @property
    def sample_problem(self) -> str:
        """Why the last number that was asked for could not be had; empty if it could."""
        return self._sample_problem

    def choose_sample(self, index: int) -> None:
        """Send another sample of the data set through."""
        if index != self._index and index >= 0:
            self._index = index
            self._sample_problem = ""
            self._refresh()
            self.state_changed.emit()

    # Asking ----------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """Keep the trace up to date from now on."""
        self._active = True
        if self._problems:
            self._shown = None
        self._refresh()

    def deactivate(self) -> None:
        """Leave it as it is."""
        self._active = False

    def try_again(self) -> None:
        """Ask once more for what could not be had."""
        self._shown = None
        self._refresh()

    def _forget(self) -> None:
        """Another graph is open: nothing of the old one stays."""
        self._traced, self._shown, self._asked = None, None, None
        self._timeline, self._cursor, self._index = Timeline(()), 0, 0
        self._by, self._element = "", None
        self._problems, self._sample_problem = (), ""
        self.traced_changed.emit()
        self.state_changed.emit()

    def _refresh(self) -> None:
        """Ask for the trace if the one on show, or on its way, is of another pass."""
        if not self._active or self._asked is not None:
            return
        graph = graph_to_json(self._document.graph)
        wanted = _pass_of(graph), self._index
        if self._shown is not None and wanted == (self._shown.graph, self._shown.index):
            return
        asked = self._asked = self._describe(*wanted)
        request = TraceRequest(graph, index=self._index, max_jacobian=_largest_local(len(asked.ops)))
        self._engine.ask(request, lambda answer: self._take(asked, answer))
        self.state_changed.emit()

    def _describe(self, graph: str, index: int) -> _Asked:
        document = self._document
        reports = document.report.nodes
        batched = frozenset(
            node_id
            for node_id, report in reports.items()
            if report.shape is not None and is_batched(report.shape)
        )
        ops = {node.id: node.op for node in document.graph}
        return _Asked(graph, index, ops, batched, _optimizer(document.graph.training))

    def _take(self, asked: _Asked, answer: Answer) -> None:
        if asked is not self._asked:
            return  # of a graph that is no longer open
        self._asked = None
        if answer.problems:
            self._take_problems(asked, answer.problems)
        else:
            if self._shown is None or self._shown.graph != asked.graph:
                self._element = None
            self._shown = asked
            self._problems = ()
            self._show(TracedGraph(answer.result, asked.ops, asked.batched, asked.optimizer))
        self._refresh()
        self.state_changed.emit()

    def _take_problems(self, asked: _Asked, problems: tuple[Problem, ...]) -> None:
        if self._shown is not None and asked.graph == self._shown.graph:
            self._index = self._shown.index  # it was the sample: the one before still stands
            self._sample_problem = problems[0].sentence()
            return
        self._shown = asked
        self._problems = problems
        if self._traced is not None:
            self._traced, self._timeline, self._cursor = None, Timeline(()), 0
            self.traced_changed.emit()

    def _show(self, traced: TracedGraph) -> None:
        before = self.step
        self._traced = traced
        timeline = Timeline.of(traced.trace)
        if timeline.steps != self._timeline.steps:
            place = timeline.place(before) if before is not None else None
            self._cursor = timeline.first_gradient if place is None else place
            self._by, self._element = "", None
        self._timeline = timeline
        self.traced_changed.emit()


def _pass_of(graph: Mapping[str, Any]) -> str:
    """What of a graph decides its trace, as text."""
    nodes = [{key: value for key, value in node.items() if key != "position"} for node in graph["nodes"]]
    rest = {key: graph.get(key) for key in ("edges", "output", "training")}
    return json.dumps({"nodes": nodes, **rest}, sort_keys=True)


def _largest_local(nodes: int) -> int:
    return min(_LARGEST_LOCAL, _ALL_LOCALS // max(1, nodes))


def _optimizer(training: Mapping[str, Any]) -> Optimizer:
    """The optimizer of a training section; the default where the section is not valid."""
    try:
        return TrainingConfig.read(training).optimizer
    except BackstepError:
        return TrainingConfig().optimizer
