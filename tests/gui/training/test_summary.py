import numpy as np

from engine.runtime.messages import EpochDone, Iterations, TrainingEnded, TrainingStarted
from gui.run_record import RunRecord
from gui.training.summary import summary_rows


def test_what_a_run_came_to() -> None:
    samples = {"train": 1257, "validation": 180, "test": 360}
    record = RunRecord(TrainingStarted("/runs/a-1", "cpu", 6090, samples, 2, 20))
    record.take(Iterations(1, np.ones(20, np.float32), np.ones(20), 1.0))
    assert summary_rows(record) == [("parameters", "6,090"), ("samples", "1,257 / 180 / 360")]
    record.take(EpochDone({"epoch": 1, "validation_loss": 0.5, "validation_accuracy": 0.9}))
    record.take(EpochDone({"epoch": 2, "validation_loss": 0.6, "validation_accuracy": None}))
    end = {"reason": "done", "test_loss": 0.0489, "test_accuracy": 0.9861, "checkpoint": "/runs/a-1/best"}
    record.take(TrainingEnded(end))
    assert summary_rows(record)[2:] == [
        ("best epoch", "1"),
        ("validation", "0.5, 90.0%"),
        ("test", "0.0489, 98.6%"),
        ("checkpoint", "best"),
    ]


def test_a_regression_without_validation() -> None:
    record = RunRecord(TrainingStarted("/runs/a-1", "cpu", 3, {"train": 5}, 2, 20))
    record.take(
        TrainingEnded({"reason": "done", "test_loss": 0.5, "test_accuracy": None, "checkpoint": None})
    )
    assert summary_rows(record)[2:] == [("test", "0.5")]
