import os
import signal
from pathlib import Path

import numpy as np

from engine.runtime.messages import (
    ChangeRefused,
    EpochDone,
    Filters,
    FiltersRequest,
    Iterations,
    StateChanged,
    TraceRequest,
    TrainingEnded,
    TrainingFailed,
    TrainingStarted,
    Watch,
    WorkerDied,
)
from tests.engine.graph.graphs import CIRCUIT, CNN, changed
from tests.engine.runtime.subject import Ear, Subject, digits_cnn


def losses(ear: Ear) -> list[float]:
    return np.concatenate([message.losses for message in ear.all(Iterations)]).tolist()  # type: ignore[no-any-return]  # NumPy's tolist is Any


def numbers(ear: Ear) -> list[int]:
    return [message.first + i for message in ear.all(Iterations) for i in range(len(message.losses))]


def test_a_run_tells_of_its_start_of_every_iteration_each_epoch_the_filters_and_its_end(
    subject: Subject, tmp_path: Path
) -> None:
    engine, ear = subject.engine, subject.ear
    engine.start_training(digits_cnn(epochs=2, batch_size=64), str(tmp_path / "run"))

    end = ear.wait_for(TrainingEnded)

    (start,) = ear.all(TrainingStarted)
    assert start.run_dir == str(tmp_path / "run")
    assert start.device == "cpu"
    assert start.parameters == (4 * 9 + 4) + (64 * 10 + 10)
    assert sum(start.samples.values()) == 1797
    assert start.epochs == 2
    per_epoch = start.iterations_per_epoch
    assert per_epoch == -(-start.samples["train"] // 64)
    assert numbers(ear) == list(range(1, 2 * per_epoch + 1))
    assert all(message.losses.dtype == np.float32 for message in ear.all(Iterations))
    assert [message.record["epoch"] for message in ear.all(EpochDone)] == [1, 2]
    first, *_, last = ear.all(Filters)
    assert (first.node, first.iteration, first.gradients) == ("conv1", 0, None)
    assert first.weights.shape == (4, 1, 3, 3)
    assert last.iteration == 2 * per_epoch
    assert last.gradients is not None
    assert not np.array_equal(first.weights, last.weights)
    assert end.record["reason"] == "done"
    assert end.record["epochs"] == 2
    assert Path(end.record["checkpoint"]).is_file()


def test_it_can_be_paused_taken_on_by_an_iteration_and_an_epoch_and_stopped(
    subject: Subject, tmp_path: Path
) -> None:
    engine, ear = subject.engine, subject.ear
    engine.start_training(digits_cnn(), str(tmp_path))
    ear.wait_for(Iterations)

    engine.control("pause")
    paused = ear.wait_for(StateChanged)
    assert paused.state == "paused"
    assert numbers(ear) == list(range(1, paused.iteration + 1))

    ear.forget()
    engine.control("iteration")
    assert ear.wait_for(StateChanged, lambda m: m.state == "paused").iteration == paused.iteration + 1

    ear.forget()
    engine.control("epoch")
    at = ear.wait_for(StateChanged, lambda m: m.state == "paused").iteration
    per_epoch = -(-1258 // 64)
    assert at % per_epoch == 0
    assert at > paused.iteration

    ear.forget()
    engine.control("resume")
    assert ear.wait_for(StateChanged).state == "running"
    ear.wait_for(Iterations)
    engine.control("stop")
    end = ear.wait_for(TrainingEnded)
    assert end.record["reason"] == "stopped"
    assert Path(end.record["checkpoint"]).is_file()


def test_a_stopped_run_goes_on_from_its_checkpoint_with_the_same_numbers(
    subject: Subject, tmp_path: Path
) -> None:
    engine, ear = subject.engine, subject.ear
    graph = digits_cnn(epochs=3)
    engine.start_training(graph, str(tmp_path / "whole"))
    ear.wait_for(TrainingEnded)
    whole = losses(ear)

    ear.forget()
    engine.start_training(graph, str(tmp_path / "parts"))
    engine.control("iteration")
    ear.wait_for(StateChanged, lambda m: m.state == "paused")
    engine.control("stop")
    ear.wait_for(TrainingEnded)
    assert numbers(ear) == [1]
    engine.start_training(graph, str(tmp_path / "parts"), resume=True)
    ear.wait_for(TrainingEnded, lambda m: m.record["reason"] == "done")

    assert [message.iteration for message in ear.all(TrainingStarted)] == [0, 1]
    assert losses(ear) == whole


def test_the_learning_rate_can_be_changed_while_it_runs(subject: Subject, tmp_path: Path) -> None:
    engine, ear = subject.engine, subject.ear
    engine.start_training(digits_cnn(), str(tmp_path))
    engine.control("iteration")
    ear.wait_for(StateChanged, lambda m: m.state == "paused")

    engine.set_learning_rate(-1.0)
    assert ear.wait_for(ChangeRefused).problems
    engine.set_learning_rate(0.00123)
    engine.control("resume")

    ear.wait_for(Iterations, lambda message: message.rates[-1] == 0.00123)
    engine.control("stop")
    ear.wait_for(TrainingEnded)
    rates = np.concatenate([message.rates for message in ear.all(Iterations)])
    assert rates[0] != 0.00123
    assert set(rates[1:]) == {0.00123}


def test_filters_come_only_while_they_are_on_show(subject: Subject, tmp_path: Path) -> None:
    engine, ear = subject.engine, subject.ear
    engine.watch(Watch(filters=False))
    engine.start_training(digits_cnn(), str(tmp_path))
    engine.control("epoch")
    paused = ear.wait_for(StateChanged, lambda m: m.state == "paused")
    assert not ear.all(Filters)

    engine.watch(Watch(filters=True))

    assert ear.wait_for(Filters).iteration == paused.iteration
    engine.control("stop")
    ear.wait_for(TrainingEnded)


def test_filters_can_be_asked_for_without_a_training(subject: Subject, tmp_path: Path) -> None:
    engine, ear = subject.engine, subject.ear
    graph = digits_cnn(epochs=1)
    engine.start_training(graph, str(tmp_path))
    end = ear.wait_for(TrainingEnded)
    first, *_, last = ear.all(Filters)

    initial = subject.ask(FiltersRequest(graph)).result
    trained = subject.ask(FiltersRequest(graph, end.record["checkpoint"])).result

    assert (initial.node, initial.iteration) == ("conv1", 0)
    assert np.array_equal(initial.weights, first.weights)
    assert trained.iteration == last.iteration
    assert np.array_equal(trained.weights, last.weights)
    assert subject.ask(FiltersRequest(CIRCUIT)).result is None
    trace = subject.ask(TraceRequest(graph, checkpoint=end.record["checkpoint"])).result
    assert np.array_equal(trace.nodes["conv1"].params["weight"].value, last.weights)


def test_messages_keep_to_the_pace_of_a_screen(subject: Subject, tmp_path: Path) -> None:
    engine, ear = subject.engine, subject.ear
    engine.start_training(digits_cnn(epochs=15), str(tmp_path))

    end = ear.wait_for(TrainingEnded)

    seconds, epochs = end.record["seconds"], 15
    assert len(ear.all(Iterations)) <= 30 * seconds + epochs + 2
    assert len(ear.all(Filters)) <= 10 * seconds + 3
    rates = [message.samples_per_second for message in ear.all(Iterations)]
    assert max(rates) < 20 * 1258 * epochs / seconds


def test_what_cannot_be_trained_is_said_with_the_node(subject: Subject, tmp_path: Path) -> None:
    engine, ear = subject.engine, subject.ear
    edges = [edge for edge in CNN["edges"] if edge[0] != "pool1"]
    engine.start_training(changed(digits_cnn(), edges=edges), str(tmp_path / "unwired"))
    assert "flat" in {problem.node for problem in ear.wait_for(TrainingFailed).problems}

    ear.forget()
    engine.start_training(CIRCUIT, str(tmp_path / "circuit"))
    failed = ear.wait_for(TrainingFailed)
    assert failed.problems
    assert failed.details == ""


def test_a_loss_that_is_no_number_any_more_ends_the_run(subject: Subject, tmp_path: Path) -> None:
    engine, ear = subject.engine, subject.ear
    graph = digits_cnn(optimizer={"name": "SGD", "lr": 1e30})
    engine.start_training(graph, str(tmp_path))

    failed = ear.wait_for(TrainingFailed)

    assert len(failed.problems) == 1
    assert not ear.all(TrainingEnded)


def test_killed_in_mid_training_it_can_be_gone_on_with(subject: Subject, tmp_path: Path) -> None:
    engine, ear = subject.engine, subject.ear
    graph = digits_cnn()
    engine.start_training(graph, str(tmp_path))
    engine.control("epoch")
    ear.wait_for(StateChanged, lambda m: m.state == "paused")
    engine.control("resume")
    ear.wait_for(StateChanged, lambda m: m.state == "running")

    os.kill(engine.pids()["training"], signal.SIGKILL)

    died = ear.wait_for(WorkerDied)
    assert (died.worker, died.exit_code, died.resumable) == ("training", -signal.SIGKILL, True)
    assert "SIGKILL" in died.reason

    ear.forget()
    engine.start_training(graph, str(tmp_path), resume=True)
    assert ear.wait_for(TrainingStarted).iteration >= 20
    ear.wait_for(Iterations)
    engine.control("stop")
    assert ear.wait_for(TrainingEnded).record["reason"] == "stopped"


def test_starting_another_run_stops_the_one_that_is_going_on(subject: Subject, tmp_path: Path) -> None:
    engine, ear = subject.engine, subject.ear
    engine.start_training(digits_cnn(), str(tmp_path / "first"))
    ear.wait_for(Iterations)

    engine.start_training(digits_cnn(epochs=1), str(tmp_path / "second"))

    ear.wait_for(TrainingEnded, lambda message: message.record["reason"] == "done")
    assert [message.record["reason"] for message in ear.all(TrainingEnded)] == ["stopped", "done"]
