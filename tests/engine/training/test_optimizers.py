import numpy as np
import pytest
import torch

from engine.training.config import TrainingConfig
from engine.training.regularization import Regularization


def steps(optimizer: dict[str, object], count: int = 4) -> list[float]:
    """The values of w under f(w) = w³, whose gradient is 3w², from w = 1 on."""
    weight = torch.nn.Parameter(torch.ones(1))
    built = TrainingConfig.read({"optimizer": optimizer}).optimizer.build([weight])
    values = []
    for _ in range(count):
        built.zero_grad()
        weight.grad = 3 * weight.detach() ** 2
        built.step()
        values.append(weight.item())
    return values


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("dampening", [0.0, 0.5])
def test_sgd_follows_its_formula(
    momentum: float, nesterov: bool, weight_decay: float, dampening: float
) -> None:
    if nesterov and (momentum == 0 or dampening != 0):
        return
    w, v, expected = 1.0, 0.0, []
    for step in range(4):
        gradient = 3 * w**2 + weight_decay * w
        v = gradient if step == 0 else momentum * v + (1 - dampening) * gradient
        move = gradient if momentum == 0 else gradient + momentum * v if nesterov else v
        w -= 0.05 * move
        expected.append(w)
    settings = {
        "momentum": momentum,
        "nesterov": nesterov,
        "weight_decay": weight_decay,
        "dampening": dampening,
    }
    np.testing.assert_allclose(steps({"name": "SGD", "lr": 0.05, **settings}), expected, rtol=1e-5)


def test_adam_follows_its_formula() -> None:
    w, m, s, expected = 1.0, 0.0, 0.0, []
    for step in range(1, 5):
        gradient = 3 * w**2 + 0.1 * w
        m, s = 0.8 * m + 0.2 * gradient, 0.9 * s + 0.1 * gradient**2
        w -= 0.05 * (m / (1 - 0.8**step)) / (np.sqrt(s / (1 - 0.9**step)) + 1e-8)
        expected.append(w)
    settings = {"name": "Adam", "lr": 0.05, "betas": [0.8, 0.9], "weight_decay": 0.1}
    np.testing.assert_allclose(steps(settings), expected, rtol=1e-5)


def test_fused_kernels_follow_the_memory_layout() -> None:
    """A convolution's weights lie channels last; its momentum has to lie so too."""
    plain, laid_out = (torch.nn.Parameter(torch.arange(24.0).reshape(2, 3, 2, 2)) for _ in range(2))
    laid_out.data = laid_out.data.contiguous(memory_format=torch.channels_last)
    sgd = TrainingConfig.read({"optimizer": {"lr": 0.1, "momentum": 0.9}}).optimizer
    for weight in (plain, laid_out):
        optimizer = sgd.build([weight])
        for _ in range(3):
            optimizer.zero_grad()
            torch.autograd.backward((weight**2).sum())
            optimizer.step()
    torch.testing.assert_close(laid_out.detach().contiguous(), plain.detach(), rtol=1e-6, atol=1e-6)


def test_penalties_have_the_gradients_autograd_finds() -> None:
    weight = torch.nn.Parameter(torch.tensor([[-2.0, 0.5], [1.0, -0.1]]))
    other = torch.nn.Parameter(weight.detach().clone())
    torch.autograd.backward((weight**3).sum())
    Regularization(l1=0.3, l2=0.2).add_gradients([weight])
    torch.autograd.backward((other**3).sum() + 0.3 * other.abs().sum() + 0.2 * (other**2).sum())
    torch.testing.assert_close(weight.grad, other.grad)


def test_max_norm_scales_each_neurons_weights_back() -> None:
    weight = torch.nn.Parameter(torch.tensor([[3.0, 4.0], [0.3, 0.4]]))
    filters = torch.nn.Parameter(torch.full((2, 1, 2, 2), 1.0))
    Regularization(max_norm=1.0).limit_norms([weight, filters])
    torch.testing.assert_close(weight.detach(), torch.tensor([[0.6, 0.8], [0.3, 0.4]]))
    torch.testing.assert_close(filters.detach(), torch.full((2, 1, 2, 2), 0.5))
