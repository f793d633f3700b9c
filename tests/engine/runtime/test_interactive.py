import os
import signal

from engine.runtime.interactive_worker import Waiting
from engine.runtime.messages import Answer, Question, TraceRequest, WorkerDied, WorkerReady
from engine.stepping.trace import Trace
from tests.engine.graph.graphs import CIRCUIT, changed
from tests.engine.runtime.subject import Subject


def test_a_trace_comes_back_with_the_numbers_of_the_lecture(subject: Subject) -> None:
    trace = subject.ask(TraceRequest(CIRCUIT)).result

    assert isinstance(trace, Trace)
    assert trace.loss == -12.0
    upstream = {name: float(node.upstream) for name, node in trace.nodes.items() if node.upstream is not None}
    assert upstream == {"x": -4.0, "y": -4.0, "z": 3.0, "q": -4.0, "f": 1.0}


def test_what_is_wrong_with_the_graph_comes_back_as_problems(subject: Subject) -> None:
    graph = changed(CIRCUIT, edges=[["x", "q.a"], ["q", "f.a"], ["z", "f.b"]])

    answer = subject.ask(TraceRequest(graph))

    assert answer.result is None
    assert "q" in [problem.node for problem in answer.problems]
    assert answer.details == ""


def test_each_question_is_answered_once_and_in_order(
    subject: Subject,
) -> None:
    engine, ear = subject.engine, subject.ear

    numbers = [engine.ask(TraceRequest(CIRCUIT), ear) for _ in range(50)]

    ear.wait_for(Answer, lambda answer: answer.number == numbers[-1])
    answers = ear.all(Answer)
    assert [answer.number for answer in answers] == numbers
    assert all((answer.result is None) == answer.superseded for answer in answers)
    assert not answers[-1].superseded


def test_a_question_that_waits_is_obsolete_once_a_newer_one_waits_behind_it() -> None:
    old, new = Question(1, TraceRequest(CIRCUIT)), Question(2, TraceRequest(CIRCUIT))
    waiting = Waiting()
    waiting.add(old)
    waiting.add(new)

    assert waiting.take() == (old, True)
    assert waiting.take() == (new, False)


def test_if_the_worker_is_killed_the_answer_says_so_and_the_next_question_gets_a_new_one(
    subject: Subject,
) -> None:
    engine, ear = subject.engine, subject.ear
    subject.ask(TraceRequest(CIRCUIT))
    first = engine.pids()["interactive"]
    os.kill(first, signal.SIGSTOP)  # so that it cannot be quicker than the kill
    number = engine.ask(TraceRequest(CIRCUIT), ear)

    os.kill(first, signal.SIGKILL)

    died = ear.wait_for(WorkerDied)
    assert (died.worker, died.exit_code) == ("interactive", -signal.SIGKILL)
    answer = ear.wait_for(Answer, lambda answer: answer.number == number)
    assert answer.result is None
    assert "SIGKILL" in answer.problems[0].message

    assert subject.ask(TraceRequest(CIRCUIT)).result is not None
    assert engine.pids()["interactive"] != first
    assert ear.wait_for(WorkerReady).threads == 1
