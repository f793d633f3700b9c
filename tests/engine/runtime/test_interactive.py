import os
import signal

import numpy as np

from engine.runtime.interactive_worker import Waiting
from engine.runtime.last_pass import LastPass
from engine.runtime.messages import (
    Answer,
    ExplainRequest,
    GradcheckRequest,
    LocalRequest,
    Question,
    TraceRequest,
    WorkerDied,
    WorkerReady,
)
from engine.stepping.trace import Trace
from tests.engine.graph.graphs import CIRCUIT, CNN, changed
from tests.engine.runtime.subject import Subject


def test_a_trace_comes_back_with_the_numbers_of_the_lecture(subject: Subject) -> None:
    trace = subject.ask(TraceRequest(CIRCUIT)).result

    assert isinstance(trace, Trace)
    assert trace.loss == -12.0
    upstream = {name: float(node.upstream) for name, node in trace.nodes.items() if node.upstream is not None}
    assert upstream == {"x": -4.0, "y": -4.0, "z": 3.0, "q": -4.0, "f": 1.0}


def test_one_pass_answers_questions_of_every_kind(subject: Subject) -> None:
    trace = subject.ask(TraceRequest(CNN, batch=2)).result
    check = subject.ask(GradcheckRequest(graph=CNN, batch=2, probes=2)).result
    explained = subject.ask(
        ExplainRequest(graph=CNN, batch=2, node="conv1", name="weight", element=(0, 0, 1, 1), max_terms=5)
    ).result
    structure = subject.ask(
        LocalRequest(graph=CNN, batch=2, node="relu1", name="input", max_entries=9)
    ).result
    row = subject.ask(LocalRequest(graph=CNN, batch=2, node="fc", name="input", row=(1, 3))).result
    column = subject.ask(LocalRequest(graph=CNN, batch=2, node="fc", name="input", column=(1, 7))).result

    assert check.ok
    assert explained.gradient == trace.nodes["conv1"].params["weight"].grad[0, 0, 1, 1]
    assert len(explained.terms) == 5
    assert structure.kind == "diagonal"
    weight = trace.nodes["fc"].params["weight"].value
    np.testing.assert_array_equal(row[1], weight[3])
    np.testing.assert_array_equal(column[1], weight[:, 7])
    assert not row[0].any()


def test_a_question_about_what_is_not_there_is_answered_in_words(subject: Subject) -> None:
    answer = subject.ask(ExplainRequest(graph=CIRCUIT, node="q", name="c"))
    assert answer.result is None
    assert "neither a port nor a parameter" in answer.problems[0].message


def test_a_changed_graph_is_run_anew() -> None:
    last = LastPass()
    first = last.of(TraceRequest(CIRCUIT))
    assert last.of(ExplainRequest(graph=changed(CIRCUIT), node="q")) is first
    assert last.of(TraceRequest(changed(CIRCUIT, name="other"))) is not first


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
