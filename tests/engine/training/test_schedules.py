from typing import Any

import numpy as np
import pytest
import torch

from engine.errors import TrainingError
from engine.training.config import TrainingConfig
from engine.training.records import Epoch
from engine.training.schedules import SCHEDULES, Constant, Moment, Schedule, StepLR, Warmup, preview
from tests.engine.training.nets import Watcher, linear, trainer_of


def read(settings: dict[str, Any]) -> Schedule:
    return TrainingConfig.read({"schedule": settings}).schedule


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


PYTORCHS = [
    {"name": "StepLR", "step_size": 3, "gamma": 0.3},
    {"name": "MultiStepLR", "milestones": [2, 3, 7], "gamma": 0.3},
    {"name": "ExponentialLR", "gamma": 0.8},
    {"name": "PolynomialLR", "power": 0.5, "total_iters": 10},
    {"name": "CosineAnnealingLR", "T_max": 4, "eta_min": 0.01},
    {"name": "OneCycleLR", "max_lr": 0.05, "total_steps": 10},
    {
        "name": "OneCycleLR",
        "max_lr": 0.05,
        "total_steps": 10,
        "pct_start": 0.55,
        "anneal_strategy": "linear",
        "div_factor": 4.0,
        "final_div_factor": 20.0,
    },
    {"name": "OneCycleLR", "max_lr": 0.05, "total_steps": 10, "pct_start": 0.2},
    {"name": "OneCycleLR", "max_lr": 0.05, "total_steps": 10, "pct_start": 1.0},
]


@pytest.mark.parametrize("settings", PYTORCHS, ids=str)
def test_it_is_pytorchs(settings: dict[str, Any]) -> None:
    """With one iteration an epoch, so that both count the same."""
    arguments = {key: value for key, value in settings.items() if key != "name"}
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.05, momentum=0.9)
    theirs = getattr(torch.optim.lr_scheduler, settings["name"])(optimizer, **arguments)
    expected = []
    for step in range(10):
        expected.append(float(theirs.get_last_lr()[0]))
        optimizer.step()
        if step < 9:
            theirs.step()
    known_from_training = {"max_lr", "total_steps", "total_iters"}
    own = {key: value for key, value in settings.items() if key not in known_from_training}
    np.testing.assert_allclose(preview(read(own), 0.05, 10, 1), expected, rtol=1e-6)


@pytest.mark.parametrize("mode", ["rel", "abs"])
@pytest.mark.parametrize(("patience", "cooldown", "min_lr"), [(0, 0, 0.0), (1, 2, 0.0), (2, 0, 0.003)])
def test_reduce_on_plateau_is_pytorchs(mode: str, patience: int, cooldown: int, min_lr: float) -> None:
    losses = np.concatenate(
        [np.linspace(2, 1, 5), np.full(9, 1.0), [0.95, 0.99, 0.999, 0.5], np.full(6, 0.6)]
    )
    settings: dict[str, Any] = {
        "factor": 0.5, "patience": patience, "threshold": 0.02, "threshold_mode": mode,
        "cooldown": cooldown, "min_lr": min_lr,
    }  # fmt: skip
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.05)
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **settings)
    ours = read({"name": "ReduceLROnPlateau", **settings})
    history: list[Epoch] = []
    for number, loss in enumerate(losses.tolist()):
        moment = Moment(3 * number, 3, 3 * len(losses), history)
        assert ours.rate(0.05, moment) == pytest.approx(optimizer.param_groups[0]["lr"])
        history.append(Epoch(number + 1, 0.0, loss, None, 0.05, 1.0))
        theirs.step(loss)
    assert optimizer.param_groups[0]["lr"] < 0.05


def test_without_validation_the_training_loss_is_watched() -> None:
    history = [Epoch(number, 1.0, None, None, 0.05, 1.0) for number in range(1, 5)]
    ours = read({"name": "ReduceLROnPlateau", "patience": 2})
    assert [ours.rate(1.0, Moment(0, 1, 10, history[:count])) for count in range(5)] == [1, 1, 1, 1, 0.1]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"name": "InverseTime", "decay": 0.5}, [1, 1 / 1.5, 1 / 2, 1 / 2.5, 1 / 3, 1 / 3.5]),
        ({"name": "InverseTime", "decay": 1.0, "unit": "epoch"}, [1, 1, 1 / 2, 1 / 2, 1 / 3, 1 / 3]),
        ({"name": "ExponentialDecay", "decay": 0.5}, np.exp(-0.5 * np.arange(6))),
        ({"name": "ExponentialDecay", "decay": 1.0, "unit": "epoch"}, np.exp([0, 0, -1, -1, -2, -2])),
        ({"name": "PolynomialLR", "power": 0.5}, np.sqrt(1 - np.arange(6) / 6)),
        ({"name": "PolynomialLR"}, 1 - np.arange(6) / 6),
        ({"name": "ExponentialLR"}, [1, 1, 0.97, 0.97, 0.97**2, 0.97**2]),
        ({"name": "MultiStepLR", "milestones": [1, 2], "gamma": 0.5}, [1, 1, 0.5, 0.5, 0.25, 0.25]),
        ({"name": "MultiStepLR", "milestones": [1, 3], "unit": "iteration"}, [1, 0.1, 0.1, 0.01, 0.01, 0.01]),
        ({"name": "CosineAnnealingLR"}, 0.5 + 0.5 * np.cos(np.pi * np.arange(6) / 6)),
        ({"name": "CosineAnnealingLR", "T_max": 1}, [1, 0.5, 0, 0.5, 1, 0.5]),
        ({"name": "ExponentialDecay", "decay": 1.0, "warmup": 2}, [0.5, *np.exp(-np.arange(1.0, 6))]),
    ],
    ids=str,
)
def test_two_iterations_an_epoch_by_hand(settings: dict[str, Any], expected: Any) -> None:
    np.testing.assert_allclose(preview(read(settings), 1.0, 6, 2), expected, atol=1e-12)


@pytest.mark.parametrize("name", SCHEDULES.classes)
@pytest.mark.parametrize(("iterations", "an_epoch"), [(1, 1), (7, 3), (40, 40)])
def test_every_schedule_has_a_course_for_any_length(name: str, iterations: int, an_epoch: int) -> None:
    schedule = read({"name": name})
    rates = preview(schedule, 0.1, iterations, an_epoch)
    assert rates.shape == (iterations,)
    assert np.isfinite(rates).all()
    assert (rates >= 0).all()
    assert rates.max() <= 0.1 + 1e-12
    warm = preview(read({"name": name, "warmup": 4}), 0.1, iterations, an_epoch)
    np.testing.assert_allclose(warm, rates * np.minimum(1, (np.arange(iterations) + 1) / 4))
    assert TrainingConfig.read(TrainingConfig(schedule=schedule).to_json()).schedule == schedule


@pytest.mark.parametrize("name", SCHEDULES.classes)
def test_every_schedule_trains(name: str) -> None:
    watcher = Watcher()
    trainer_of(linear({"schedule": {"name": name}, "batch_size": 70}), callbacks=[watcher]).run()
    expected = preview(read({"name": name}), 0.05, 6, 2)
    np.testing.assert_allclose([step.lr for step in watcher.steps], expected)


def test_milestones_rise() -> None:
    with pytest.raises(TrainingError, match="rising order"):
        read({"name": "MultiStepLR", "milestones": [5, 5]})


def test_names_are_the_contract_s() -> None:
    contract = (
        "Constant StepLR MultiStepLR ExponentialLR PolynomialLR InverseTime ExponentialDecay "
        "CosineAnnealingLR OneCycleLR ReduceLROnPlateau"
    )
    assert list(SCHEDULES.classes) == contract.split()
