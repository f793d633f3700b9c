"""An optimizer's step taken apart, against torch.optim's."""

from typing import Any

import numpy as np
import pytest
import torch

from engine.errors import BackstepError
from engine.ops.spec import Array
from engine.stepping.update import Update, update_step

CASES: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.01}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    ("Adam", {}),
    ("Adam", {"lr": 0.01, "betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.1}),
    ("Adam", {"amsgrad": True}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.3, "amsgrad": True}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.2, "weight_decay": 0.1, "initial_accumulator_value": 0.5}),
    ("RMSprop", {}),
    ("RMSprop", {"alpha": 0.9, "momentum": 0.8, "weight_decay": 0.1}),
    ("RMSprop", {"alpha": 0.9, "centered": True}),
    ("RMSprop", {"centered": True, "momentum": 0.5, "eps": 1e-3}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.5, "rho": 0.8, "eps": 1e-4, "weight_decay": 0.1}),
]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("name", "settings"), CASES)
def test_five_steps_are_those_of_torch(name: str, settings: dict[str, Any], dtype: type) -> None:
    rng = np.random.default_rng(0)
    value: Array = rng.standard_normal((3, 4)).astype(dtype)
    parameter = torch.nn.Parameter(torch.from_numpy(value.copy()))
    optimizer = getattr(torch.optim, name)([parameter], **settings)
    tolerance = 1e-12 if dtype is np.float64 else 2e-6
    state: Any = None
    for number in range(5):
        gradient: Array = (rng.standard_normal((3, 4)) * 10.0**-number).astype(dtype)
        parameter.grad = torch.from_numpy(gradient)
        optimizer.step()
        update = update_step(name, settings, value, gradient, state)
        expected = parameter.detach().numpy()
        np.testing.assert_allclose(update.value, expected, rtol=tolerance, atol=tolerance)
        assert update.value.dtype == dtype
        remembered = {
            memory: tensor for memory, tensor in optimizer.state[parameter].items() if tensor is not None
        }
        assert set(remembered) == set(update.state)
        for memory, tensor in remembered.items():
            np.testing.assert_allclose(update.state[memory], tensor.numpy(), rtol=tolerance, atol=tolerance)
        value, state = update.value, update.state


def test_it_goes_on_from_torch_s_own_state() -> None:
    parameter = torch.nn.Parameter(torch.tensor([1.0, -2.0], dtype=torch.float64))
    optimizer = torch.optim.Adam([parameter], lr=0.1)
    gradient = torch.tensor([0.5, 0.25], dtype=torch.float64)
    parameter.grad = gradient
    optimizer.step()
    before = parameter.detach().numpy().copy()
    state = {name: tensor.clone() for name, tensor in optimizer.state[parameter].items()}
    optimizer.step()
    update = update_step("Adam", {"lr": 0.1}, before, gradient.numpy(), state)
    np.testing.assert_allclose(update.value, parameter.detach().numpy(), rtol=1e-12)


def names(update: Update) -> list[str]:
    return [quantity.name for quantity in update.quantities]


def test_the_quantities_stand_in_the_order_of_computing() -> None:
    value, gradient = np.array([1.0, -2.0]), np.array([0.5, 0.25])
    adam = update_step("Adam", {"lr": 0.1}, value, gradient)
    assert names(adam) == [
        "value",
        "gradient",
        "step number",
        "mean of gradients",
        "mean of squares",
        "mean, corrected",
        "mean of squares, corrected",
        "effective rate",
        "step",
        "new value",
    ]
    np.testing.assert_allclose(adam.quantity("mean of gradients"), 0.1 * gradient)
    np.testing.assert_allclose(adam.quantity("mean, corrected"), gradient)
    np.testing.assert_allclose(adam.quantity("step"), [-0.1, -0.1], rtol=1e-6)
    plain = update_step("SGD", {"lr": 0.1}, value, gradient)
    assert names(plain) == ["value", "gradient", "step", "new value"]
    np.testing.assert_allclose(plain.quantity("step"), [-0.05, -0.025])
    with pytest.raises(KeyError):
        plain.quantity("velocity")


def test_every_quantity_that_is_computed_has_its_formula() -> None:
    for name, settings in CASES:
        update = update_step(name, settings, np.ones(2), np.ones(2))
        given = {quantity.name for quantity in update.quantities if not quantity.formula}
        assert given <= {"value", "gradient", "mean of squared steps"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # ziamath reads its font in an old way
def test_every_formula_can_be_laid_out() -> None:
    from ziamath.zmath import Latex

    penalties = {"l1": 0.1, "l2": 0.2, "max_norm": 3.0}
    for name, settings in CASES:
        update = update_step(name, settings, np.ones((1, 2)), np.ones((1, 2)), None, penalties)
        for quantity in update.quantities:
            for tex in filter(None, (quantity.symbol, quantity.formula)):
                assert "<svg" in Latex(tex).svg()


def test_penalties_and_the_limit_of_a_norm() -> None:
    weight = torch.tensor([[3.0, -4.0], [0.1, 0.2]], dtype=torch.float64, requires_grad=True)
    loss = weight.sum() + 0.1 * weight.abs().sum() + 0.01 * (weight**2).sum()
    (expected_gradient,) = torch.autograd.grad(loss, weight)
    update = update_step(
        "SGD",
        {"lr": 0.1},
        weight.detach().numpy(),
        np.ones((2, 2)),
        regularization={"l1": 0.1, "l2": 0.01, "max_norm": 1.0},
    )
    np.testing.assert_allclose(update.quantity("gradient with regularization"), expected_gradient.numpy())
    stepped = weight.detach() - 0.1 * expected_gradient
    np.testing.assert_allclose(update.quantity("new value"), stepped.numpy())
    np.testing.assert_allclose(update.value, stepped.renorm(2, 0, 1.0).numpy(), rtol=1e-12)


def test_an_optimizer_without_such_steps_is_refused_in_words() -> None:
    with pytest.raises(BackstepError, match="RandomSearch cannot be taken apart"):
        update_step("RandomSearch", {}, np.ones(1), np.ones(1))
