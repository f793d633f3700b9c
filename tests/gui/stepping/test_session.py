"""When the trace is asked for, and what is kept when it changes."""

import pytest
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.graph.edits import MoveNodes, SetParams
from engine.graph.model import Graph
from engine.runtime.messages import Answer, TraceRequest
from gui.document import Document
from gui.stepping.session import StepSession
from gui.stepping.timeline import Phase, Step
from tests.gui.stepping.passes import TracingBridge, circuit, linear, unfinished


class Bench:
    """A session on a document, with an engine that answers when it is told to."""

    def __init__(self, qtbot: QtBot, graph: Graph) -> None:
        self.qtbot = qtbot
        self.bridge = TracingBridge()
        self.document = Document()
        self.document.replace_graph(graph)
        self.session = StepSession(self.document, self.bridge)
        self.settle()

    def settle(self) -> None:
        """Let the document derive what follows from the last change."""
        with self.qtbot.waitSignal(self.document.report_changed):
            pass

    def set_value(self, node: str, number: float) -> None:
        self.document.push(SetParams(node, {"value": number}))
        self.settle()

    def open(self, graph: Graph) -> None:
        self.document.replace_graph(graph)
        self.settle()


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    made = Bench(qtbot, circuit())
    made.session.activate()
    return made


def is_waiting(bench: Bench) -> bool:
    return bench.session.is_waiting


def problems(bench: Bench) -> list[str]:
    return [problem.message for problem in bench.session.problems]


def output(bench: Bench) -> str | None:
    """The output of the trace on show; None without one."""
    traced = bench.session.traced
    return None if traced is None else traced.trace.output


def loss(bench: Bench) -> float:
    assert bench.session.traced is not None
    return bench.session.traced.trace.loss


def test_nothing_is_asked_before_it_is_on_show(qtbot: QtBot) -> None:
    made = Bench(qtbot, circuit())
    assert not made.bridge.questions
    made.session.activate()
    assert len(made.bridge.questions) == 1


def test_the_answer_is_shown_where_the_first_gradient_is(bench: Bench) -> None:
    assert is_waiting(bench)
    bench.bridge.answer()
    assert not is_waiting(bench)
    assert loss(bench) == -12
    assert bench.session.step == Step(Phase.BACKWARD, "f")


def test_moving_along_the_trace_asks_nothing(bench: Bench) -> None:
    bench.bridge.answer()
    bench.session.first()
    for _ in range(20):
        bench.session.forward()
    bench.session.back()
    bench.session.run_to("q")
    assert bench.session.step == Step(Phase.BACKWARD, "q")
    assert not bench.bridge.questions


def test_coming_back_without_a_change_asks_nothing(bench: Bench) -> None:
    bench.bridge.answer()
    bench.session.deactivate()
    bench.session.activate()
    assert not bench.bridge.questions


def test_moving_a_node_asks_nothing(bench: Bench) -> None:
    bench.bridge.answer()
    bench.document.push(MoveNodes({"x": (5.0, 5.0)}))
    bench.settle()
    assert not bench.bridge.questions


def test_a_change_keeps_the_old_trace_until_the_new_one_comes_and_the_cursor_stays(bench: Bench) -> None:
    bench.bridge.answer()
    bench.session.run_to("q")
    bench.set_value("x", 1.0)
    assert loss(bench) == -12
    bench.bridge.answer()
    assert loss(bench) == -24
    assert bench.session.step == Step(Phase.BACKWARD, "q")


def test_changes_while_it_waits_are_asked_for_once(bench: Bench) -> None:
    for number in (1.0, 2.0, 3.0):
        bench.set_value("x", number)
    assert len(bench.bridge.questions) == 1
    bench.bridge.answer_one()
    assert len(bench.bridge.questions) == 1
    bench.bridge.answer()
    assert loss(bench) == -32


def test_changes_while_another_workspace_is_on_show_wait(bench: Bench) -> None:
    bench.bridge.answer()
    bench.session.deactivate()
    bench.set_value("x", 1.0)
    assert not bench.bridge.questions
    bench.session.activate()
    bench.bridge.answer()
    assert loss(bench) == -24


def test_an_answer_about_a_graph_that_is_closed_is_not_shown(bench: Bench) -> None:
    question = bench.bridge.questions.pop(0)
    bench.open(linear())
    assert output(bench) is None
    bench.bridge.questions.append(question)
    bench.bridge.answer()
    assert output(bench) == "loss"


def test_what_keeps_a_graph_from_running_is_told_and_mended(bench: Bench) -> None:
    bench.bridge.answer()
    bench.open(unfinished())
    bench.bridge.answer()
    assert output(bench) is None
    assert [problem.node for problem in bench.session.problems] == ["q"]
    bench.open(circuit())
    assert problems(bench) == []
    bench.bridge.answer()
    assert loss(bench) == -12


def test_a_dead_engine_is_asked_again_on_demand(bench: Bench) -> None:
    _, on_answer = bench.bridge.questions.pop(0)
    on_answer(Answer(1, problems=(Problem("the engine ended"),)))
    assert problems(bench) == ["the engine ended"]
    assert not bench.bridge.questions
    bench.session.try_again()
    bench.bridge.answer()
    assert loss(bench) == -12
    assert problems(bench) == []


def test_another_sample_is_asked_for_and_the_choice_stays(qtbot: QtBot) -> None:
    bench = Bench(qtbot, linear())
    bench.session.activate()
    bench.bridge.answer()
    bench.session.run_to("fc")
    bench.session.choose_by("weight")
    bench.session.choose_element((3, 20))
    bench.session.choose_sample(5)
    request = bench.bridge.questions[0][0]
    assert isinstance(request, TraceRequest)
    assert request.index == 5
    bench.bridge.answer()
    assert bench.session.traced is not None
    assert bench.session.traced.trace.index == 5
    assert bench.session.step == Step(Phase.BACKWARD, "fc")
    assert (bench.session.by, bench.session.element) == ("weight", (3, 20))


def test_a_sample_that_is_not_there_leaves_the_trace_and_says_why(qtbot: QtBot) -> None:
    bench = Bench(qtbot, linear())
    bench.session.activate()
    bench.bridge.answer()
    bench.session.choose_sample(1_000_000)
    bench.bridge.answer()
    assert bench.session.traced is not None
    assert bench.session.index == 0
    assert "0 to 1796" in bench.session.sample_problem
    assert not bench.session.problems


def test_local_gradients_are_asked_for_as_far_as_they_stay_small(bench: Bench) -> None:
    request = bench.bridge.questions[0][0]
    assert isinstance(request, TraceRequest)
    assert request.max_jacobian == 1_100_000
    assert request.batch == 1


def test_a_choice_belongs_to_its_step(bench: Bench) -> None:
    bench.bridge.answer()
    bench.session.choose_by("b")
    bench.session.forward()
    assert (bench.session.by, bench.session.element) == ("", None)
