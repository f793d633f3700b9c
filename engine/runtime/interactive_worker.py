"""The interactive worker: answers questions about a graph, one after the other."""

import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from engine.compiling.build import module_from_source
from engine.compiling.source import module_source
from engine.data.config import data_config
from engine.data.flow import chosen_shapes
from engine.graph.file import graph_from_json
from engine.graph.shape_check import check_shapes
from engine.inspecting.filters import first_filters
from engine.ops.spec import Array
from engine.runtime.failures import describe_exception
from engine.runtime.last_pass import LastPass
from engine.runtime.messages import (
    Answer,
    ExplainRequest,
    Filters,
    FiltersRequest,
    GradcheckRequest,
    LocalRequest,
    Message,
    Question,
    Request,
    Shutdown,
    TraceRequest,
)
from engine.stepping.explain import Explanation, explain
from engine.stepping.gradcheck import GradientCheck, check_gradients
from engine.stepping.structure import LocalStructure, local_column_at, local_row_at, local_structure
from engine.stepping.trace import Trace
from engine.training.checkpoint import load_checkpoint, restore_weights


def answer_questions(connection: Connection) -> NoReturn:
    """Answer what comes on the pipe, in order, until the app says shutdown or is gone."""
    waiting = Waiting()
    threading.Thread(target=_receive, args=(connection, waiting), name="receive", daemon=True).start()
    while True:
        question, is_obsolete = waiting.take()
        answer = Answer(question.number, superseded=True) if is_obsolete else _answer(question)
        connection.send(answer)


class Waiting:
    """Questions that have come and wait for their turn."""

    def __init__(self) -> None:
        self._questions: deque[Question] = deque()
        self._changed = threading.Condition()

    def add(self, question: Question) -> None:
        with self._changed:
            self._questions.append(question)
            self._changed.notify()

    def take(self) -> tuple[Question, bool]:
        """Wait for the next question; True with it if a newer one behind it makes it obsolete."""
        with self._changed:
            self._changed.wait_for(lambda: self._questions)
            question = self._questions.popleft()
            kind = type(question.request)
            return question, kind.latest_only and any(type(q.request) is kind for q in self._questions)


def _receive(connection: Connection, waiting: Waiting) -> None:
    """Hand on what comes; end the process, whatever it is at, when the app says so or is gone."""
    message: Message
    while True:
        try:
            message = connection.recv()
        except (EOFError, OSError):
            os._exit(0)
        if isinstance(message, Shutdown):
            os._exit(0)
        assert isinstance(message, Question)
        waiting.add(message)


def _answer(question: Question) -> Answer:
    try:
        return Answer(question.number, _HANDLERS[type(question.request)](question.request))
    except Exception as error:  # noqa: BLE001  # whatever it is, the app has to hear of it
        problems, details = describe_exception(error)
        return Answer(question.number, problems=problems, details=details)


_last_pass = LastPass()


def _trace(request: TraceRequest) -> Trace:
    return _last_pass.of(request).trace(request.max_jacobian)


def _explain(request: ExplainRequest) -> Explanation:
    found = explain(_last_pass.of(request), request.node, request.name, request.element)
    return replace(found, terms=found.terms[: request.max_terms])


def _local(request: LocalRequest) -> LocalStructure | Array:
    run = _last_pass.of(request)
    if request.row is not None:
        return local_row_at(run, request.node, request.name, request.row)
    if request.column is not None:
        return local_column_at(run, request.node, request.name, request.column)
    return local_structure(run, request.node, request.name, request.max_entries)


def _gradcheck(request: GradcheckRequest) -> GradientCheck:
    return check_gradients(_last_pass.of(request), request.eps, request.probes)


def _filters(request: FiltersRequest) -> Filters | None:
    graph = graph_from_json(request.graph)
    shapes = chosen_shapes(graph)
    source = module_source(graph, check_shapes(graph, shapes))
    module = module_from_source(source, data_config(graph.training).seed)
    iteration = 0
    if request.checkpoint is not None:
        checkpoint = load_checkpoint(request.checkpoint)
        restore_weights(module, checkpoint.weights)
        iteration = checkpoint.progress["iteration"]
    bank = first_filters(graph, module, shapes)
    return None if bank is None else Filters(bank.node, bank.weights, bank.gradients, iteration)


_HANDLERS: dict[type[Request], Callable[[Any], object]] = {
    TraceRequest: _trace,
    ExplainRequest: _explain,
    LocalRequest: _local,
    GradcheckRequest: _gradcheck,
    FiltersRequest: _filters,
}
