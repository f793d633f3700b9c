import numpy as np
import pytest

from engine.errors import Problem
from engine.runtime.messages import (
    EpochDone,
    Filters,
    Iterations,
    StateChanged,
    TrainingEnded,
    TrainingFailed,
    TrainingStarted,
    WorkerDied,
)
from gui.run_record import RunRecord


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def started(iteration: int = 0, epochs: int = 3, per_epoch: int = 4) -> TrainingStarted:
    return TrainingStarted("/r", "cpu", 10, {"train": 16}, epochs, per_epoch, iteration)


def iterations(first: int, *losses: float, rate: float = 0.1) -> Iterations:
    return Iterations(first, np.array(losses, np.float32), np.full(len(losses), rate), 50.0)


def epoch(number: int, validation: float | None) -> EpochDone:
    return EpochDone({"epoch": number, "validation_loss": validation, "validation_accuracy": None})


def test_curves_share_the_epochs_as_their_x() -> None:
    record = RunRecord(started())
    record.take(iterations(1, 4, 3, 2, 1))
    record.take(epoch(1, 0.5))
    record.take(iterations(5, 0.9))
    assert record.loss.positions.tolist() == [0.25, 0.5, 0.75, 1.0, 1.25]
    assert record.loss.values.tolist() == pytest.approx([4, 3, 2, 1, 0.9])
    assert record.validation.positions.tolist() == [1.0]
    assert (record.iteration, record.epoch, record.epochs_done) == (5, 2, 1)


def test_smoothing_is_the_mean_of_an_epoch_however_the_messages_are_cut() -> None:
    losses = np.random.default_rng(0).random(50)
    expected = [losses[max(0, index - 3) : index + 1].mean() for index in range(50)]
    for parts in (1, 7, 50):
        record = RunRecord(started(epochs=20))
        for part in np.array_split(np.arange(50), parts):
            record.take(iterations(int(part[0]) + 1, *losses[part]))
        assert record.smoothed.values == pytest.approx(expected, rel=1e-6)


def test_a_loss_that_is_no_number_does_not_spoil_the_smoothed_curve() -> None:
    record = RunRecord(started())
    record.take(iterations(1, 1, np.nan, np.inf, 3))
    assert record.smoothed.values == pytest.approx([1, 1, 1, 2])


def test_an_epoch_without_validation_is_a_gap() -> None:
    record = RunRecord(started())
    record.take(epoch(1, 2.0))
    record.take(epoch(2, None))
    record.take(epoch(3, 1.0))
    assert record.validation.values[[0, 2]].tolist() == [2.0, 1.0]
    assert np.isnan(record.validation.values[1])
    assert record.best_epoch == 3
    assert record.accuracy.value_at(1) is None


def test_time_stands_still_while_it_is_paused() -> None:
    clock = Clock()
    record = RunRecord(started(), clock)
    assert record.left is None
    clock.now += 6
    record.take(iterations(1, *[1.0] * 4))
    assert record.elapsed == 6
    assert record.left == pytest.approx(12)  # 8 iterations to go, 1.5 s each
    record.take(StateChanged("paused", 4))
    clock.now += 100
    assert record.elapsed == 6
    record.take(StateChanged("running", 4))
    clock.now += 1
    assert record.elapsed == 7


def test_going_on_from_a_checkpoint_forgets_what_came_after_it() -> None:
    record = RunRecord(started())
    record.take(iterations(1, 9, 8, 7, 6))
    record.take(epoch(1, 0.5))
    record.take(iterations(5, 5, 4))
    record.change_rate(0.2)
    record.take(WorkerDied("training", -9, "it was killed", resumable=True))
    assert (record.phase, record.is_resumable) == ("died", True)
    record.take(started(iteration=4))
    assert (record.phase, record.is_resumable) == ("running", False)
    assert record.loss.values.tolist() == [9, 8, 7, 6]
    assert record.rate_changes == []
    record.take(iterations(5, 1))
    assert record.loss.values.tolist() == [9, 8, 7, 6, 1]
    assert record.smoothed.values[-1] == pytest.approx((8 + 7 + 6 + 1) / 4)
    assert len(record.validation) == 1


def test_a_run_resumed_by_another_app_starts_in_the_middle() -> None:
    record = RunRecord(started(iteration=6))
    record.take(iterations(7, 1, 2))
    record.take(epoch(2, 0.3))
    assert record.loss.positions.tolist() == [7 / 4, 8 / 4]
    assert record.validation.positions.tolist() == [2.0]


def test_what_was_lost_on_the_way_is_a_gap() -> None:
    record = RunRecord(started())
    record.take(iterations(3, 7))
    assert np.isnan(record.loss.values[:2]).all()
    assert record.loss.values[2] == 7


def test_the_history_of_the_filters_thins_out() -> None:
    record = RunRecord(started(epochs=1000))
    bank = np.zeros((2, 1, 3, 3), np.float32)
    for iteration in range(2000):
        record.take(Filters("conv1", bank, None, iteration))
    kept = [moment.iteration for moment in record.history]
    assert kept[:4] == [0, 1, 3, 5]
    assert len(kept) < 35
    assert record.filters is not None
    assert record.filters.iteration == 1999


def test_how_it_ended() -> None:
    record = RunRecord(started())
    record.take(TrainingEnded({"reason": "stopped", "epochs": 1}))
    assert (record.is_over, record.is_resumable) == (True, True)
    record.take(started(iteration=0))
    record.take(TrainingEnded({"reason": "done", "epochs": 3}))
    assert (record.is_over, record.is_resumable) == (True, False)
    other = RunRecord(started())
    other.take(TrainingFailed((Problem("the loss is NaN", node="fc"),)))
    assert other.phase == "failed"
    assert other.problems[0].node == "fc"
    assert not other.is_resumable
