"""Graphs to step through, and real traces of them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from engine.data.flow import chosen_shapes
from engine.errors import BackstepError
from engine.examples import read_example
from engine.graph.file import graph_from_json
from engine.graph.model import Graph
from engine.graph.shape_check import check_shapes
from engine.ops.shapes import is_batched
from engine.runtime.messages import Answer, Request, TraceRequest
from engine.stepping.run import trace_graph
from engine.training.config import TrainingConfig
from gui.stepping.timeline import Phase, Step, Timeline
from gui.stepping.traced import TracedGraph
from tests.gui.fake_bridge import FakeBridge


def graph(nodes: Sequence[dict[str, Any]], edges: Sequence[Sequence[str]], **more: Any) -> Graph:
    data = {"format": "backstep.graph", "version": 1, "name": "a graph", "nodes": nodes, "edges": edges}
    return graph_from_json({**data, **more})


def value(node_id: str, number: Any) -> dict[str, Any]:
    return {"id": node_id, "op": "Value", "params": {"value": number}}


def circuit() -> Graph:
    """f = (x + y) z with x = −2, y = 5, z = −4."""
    return read_example("scalar")


def fork(x: float = 3.0) -> Graph:
    """f = x·x + x."""
    nodes = [value("x", x), {"id": "m", "op": "Multiply"}, {"id": "f", "op": "Add"}]
    return graph(nodes, [["x", "m.a"], ["x", "m.b"], ["m", "f.a"], ["x", "f.b"]])


def linear() -> Graph:
    return read_example("digits-linear")


def cnn() -> Graph:
    return read_example("digits-cnn")


def unfinished() -> Graph:
    """A sum with one arm."""
    return graph([value("x", 1.0), {"id": "q", "op": "Add"}], [["x", "q.a"]])


def traced_of(made: Graph, max_jacobian: int = 1_100_000) -> TracedGraph:
    trace = trace_graph(made, max_jacobian=max_jacobian)
    shapes = {
        node_id: report.shape for node_id, report in check_shapes(made, chosen_shapes(made)).nodes.items()
    }
    batched = frozenset(
        node_id for node_id, shape in shapes.items() if shape is not None and is_batched(shape)
    )
    ops = {node.id: node.op for node in made}
    return TracedGraph(trace, ops, batched, TrainingConfig.read(made.training).optimizer)


@lru_cache
def traced(make: Callable[[], Graph]) -> TracedGraph:
    """A real trace of one of the graphs here, made once."""
    return traced_of(make())


@lru_cache
def timeline(make: Callable[[], Graph]) -> Timeline:
    return Timeline.of(traced(make).trace)


def cursor(make: Callable[[], Graph], phase: Phase, node: str, param: str = "") -> int:
    place = timeline(make).place(Step(phase, node, param))
    assert place is not None
    return place


class TracingBridge(FakeBridge):
    """A bridge that answers with real traces, when it is told to."""

    def answer(self) -> None:
        """Answer all that was asked, in order."""
        while self.questions:
            self.answer_one()

    def answer_one(self) -> None:
        request, on_answer = self.questions.pop(0)
        on_answer(_answer(request))


def _answer(request: Request) -> Answer:
    assert isinstance(request, TraceRequest)
    try:
        made = graph_from_json(request.graph)
        return Answer(1, trace_graph(made, index=request.index, max_jacobian=request.max_jacobian))
    except BackstepError as error:
        return Answer(1, problems=error.problems)
