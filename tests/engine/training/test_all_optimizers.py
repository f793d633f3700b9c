"""What holds of every registered optimizer, by its own declaration."""

import inspect
from typing import Any

import pytest
import torch

from engine.training.config import TrainingConfig
from engine.training.control import Change
from engine.training.optimizers import OPTIMIZERS, Optimizer, RandomSearch
from engine.training.records import End
from tests.engine.training.nets import Watcher, convolutional, linear, trainer_of
from tests.engine.training.test_control import Script

PYTORCHS = [name for name in OPTIMIZERS.classes if hasattr(torch.optim, name)]
# Settings that differ from every default, by name.
OTHERS: dict[str, Any] = {
    "lr": 0.02,
    "momentum": 0.8,
    "nesterov": True,
    "weight_decay": 0.1,
    "dampening": 0.0,
    "betas": [0.7, 0.95],
    "eps": 1e-4,
    "amsgrad": True,
    "lr_decay": 0.1,
    "initial_accumulator_value": 0.3,
    "rho": 0.8,
    "alpha": 0.9,
    "centered": True,
    "scale": 0.1,
}


def default(name: str) -> Optimizer:
    return OPTIMIZERS.classes[name](name=name)


def other(name: str) -> Optimizer:
    keys = [key for key in OPTIMIZERS.classes[name].model_fields if key != "name"]
    settings = {key: OTHERS[key] for key in keys}
    return TrainingConfig.read({"optimizer": {"name": name, **settings}}).optimizer


def minimise(optimizer: torch.optim.Optimizer, weight: torch.nn.Parameter, steps: int) -> None:
    for _ in range(steps):
        optimizer.zero_grad()
        torch.autograd.backward((weight**4).sum() + weight.sum())
        optimizer.step()


@pytest.mark.parametrize("name", OPTIMIZERS.classes)
def test_names_are_the_contract_s(name: str) -> None:
    assert name in ["SGD", "Adagrad", "Adadelta", "RMSprop", "Adam", "AdamW", "RandomSearch"]
    assert len(OPTIMIZERS.classes) == 7


@pytest.mark.parametrize("name", PYTORCHS)
def test_arguments_and_defaults_are_pytorchs(name: str) -> None:
    theirs = inspect.signature(getattr(torch.optim, name)).parameters
    for key, value in default(name).hyperparameters().items():
        assert key in theirs
        if name != "SGD" or key != "lr":
            assert value == theirs[key].default, key


@pytest.mark.parametrize("name", PYTORCHS)
@pytest.mark.parametrize("choose", [default, other])
def test_steps_are_pytorchs(name: str, choose: Any) -> None:
    start = torch.tensor([[1.0, -0.5], [0.3, 2.0]])
    ours, theirs = torch.nn.Parameter(start.clone()), torch.nn.Parameter(start.clone())
    settings = choose(name)
    minimise(settings.build([ours]), ours, 10)
    plain = getattr(torch.optim, name)([theirs], **settings.hyperparameters(), foreach=False)
    minimise(plain, theirs, 10)
    assert not torch.equal(ours, start)
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS.classes)
def test_it_learns(name: str) -> None:
    watcher = Watcher()
    optimizer = {"name": name, **({"lr": 0.05} if name in ("SGD", "Adagrad") else {})}
    trainer_of(linear({"epochs": 10, "optimizer": optimizer}), callbacks=[watcher]).run()
    assert watcher.epochs[-1].train_loss < 0.9 * watcher.epochs[0].train_loss


@pytest.mark.parametrize("name", OPTIMIZERS.classes)
def test_settings_may_change_while_it_trains(name: str) -> None:
    """Also those that need another memory of each parameter, such as momentum."""
    changes = {f"optimizer.{key}": value for key, value in other(name).model_dump().items() if key != "name"}
    watcher, script = Watcher(), Script({3: [Change(changes)]}, [])
    script.trainer = trainer_of(
        convolutional({"optimizer": {"name": name}}), callbacks=[watcher], control=script
    )
    assert isinstance(script.trainer.run(), End)
    assert not [call for call in watcher.calls if call.startswith("refused")]
    assert script.trainer.config.optimizer == other(name)
    assert watcher.steps[-1].lr == 0.02


@pytest.mark.parametrize("name", OPTIMIZERS.classes)
def test_settings_may_change_when_it_is_resumed(name: str) -> None:
    before = trainer_of(convolutional({"epochs": 1, "optimizer": {"name": name}}))
    before.run()
    training = {"epochs": 2, "optimizer": other(name).model_dump(mode="json")}
    after = trainer_of(convolutional(training), resume_from=before.checkpoint())
    assert isinstance(after.run(), End)


def test_a_nudge_is_kept_only_if_the_loss_falls() -> None:
    weight = torch.nn.Parameter(torch.tensor([3.0, -2.0]))
    nudges = RandomSearch(scale=0.5).build([weight])
    torch.manual_seed(0)
    losses, moved = [], 0
    for _ in range(50):
        before = weight.detach().clone()
        losses.append(float(nudges.step(lambda: float((weight**2).sum())) or 0))
        moved += int(not torch.equal(before, weight))
    assert losses == sorted(losses, reverse=True)
    assert 0 < moved < 50
    assert losses[-1] < 1
    with pytest.raises(ValueError, match="closure"):
        nudges.step()
