from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.metrics import mean_absolute_error, mean_squared_error

from engine.data.config import data_config
from engine.data.prepared import PreparedData
from engine.data.sources.spec import Samples
from engine.data.split import Split
from engine.training.metrics import Metrics, count_right, evaluate
from tests.engine.training.nets import convolutional, trainer_of


class Doubling:
    """Stands for a net that answers twice its input."""

    module = torch.nn.Identity()

    def evaluate(self, features: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        prediction = 2 * features
        return (prediction - targets).square().mean(), prediction

    def total(self, loss: float, count: int) -> float:
        return loss * count


def test_a_regressions_errors_are_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(600, 2)).astype(np.float32)
    targets = rng.normal(size=(600, 2)).astype(np.float32)
    split = Split(np.arange(10), np.array([], np.int64), np.arange(10, 600))
    data = PreparedData(data_config({}), Samples(features, targets), split)
    net: Any = Doubling()
    found = evaluate(net, data, "test", nullcontext())
    assert found.accuracy is None
    assert found.mse == pytest.approx(mean_squared_error(targets[10:], 2 * features[10:]), rel=1e-5)
    assert found.mae == pytest.approx(mean_absolute_error(targets[10:], 2 * features[10:]), rel=1e-5)
    assert found.loss == pytest.approx(found.mse)
    assert evaluate(net, data, "validation", nullcontext()) == Metrics()


def test_counting_right_answers() -> None:
    answers = torch.tensor([[0.1, 0.9], [0.8, 0.2], [0.4, 0.6]])
    right = count_right(answers, torch.tensor([1, 0, 0]))
    assert right is not None
    assert right.item() == 2
    assert count_right(answers, torch.zeros(3)) is None
    assert count_right(answers[:, 0], torch.tensor([1, 0, 0])) is None


def test_evaluation_leaves_the_net_in_training_mode_and_as_it_was() -> None:
    trainer = trainer_of(convolutional())
    before = {name: tensor.clone() for name, tensor in trainer.net.module.state_dict().items()}
    trainer.net.module.train()
    evaluate(trainer.net, trainer.data, "test", nullcontext())
    assert trainer.net.module.training
    for name, tensor in trainer.net.module.state_dict().items():
        assert torch.equal(tensor, before[name])
        assert tensor.grad is None
