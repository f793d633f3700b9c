import numpy as np
import pytest
import torch

from engine.training.config import TrainingConfig
from engine.training.schedules import Constant, Schedule, StepLR, Warmup, preview


def test_constant() -> None:
    np.testing.assert_array_equal(preview(Constant(), 0.1, 4, 2), [0.1] * 4)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (StepLR(step_size=2, gamma=0.5), [1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5]),
        (StepLR(step_size=4, gamma=0.5, unit="iteration"), [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25]),
        (
            StepLR(step_size=1, gamma=0.1, warmup=Warmup(iterations=4)),
            [0.25, 0.5, 0.75, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.001],
        ),
        (Constant(warmup=Warmup(iterations=5)), [0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1, 1, 1]),
    ],
)
def test_the_course_worked_out_by_hand_for_three_iterations_an_epoch(
    schedule: Schedule, expected: list[float]
) -> None:
    np.testing.assert_allclose(preview(schedule, 1.0, 10, 3), expected)


def test_step_lr_is_pytorchs() -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.05)
    theirs = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.3)
    expected = []
    for _ in range(10):
        expected.append(float(theirs.get_last_lr()[0]))
        optimizer.step()
        theirs.step()
    ours = TrainingConfig.read({"schedule": {"name": "StepLR", "step_size": 3, "gamma": 0.3}}).schedule
    np.testing.assert_allclose(preview(ours, 0.05, 10, 1), expected)
