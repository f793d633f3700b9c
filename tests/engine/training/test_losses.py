import math

import pytest
import torch

from engine.training.losses import BadLossError, LossOf, LossReader
from engine.training.progress import Tally


def test_on_the_cpu_losses_are_read_at_once() -> None:
    reader = LossReader(torch.device("cpu"))
    reader.add(1, 32, 0.1, torch.tensor(2.5))
    assert reader.is_due
    assert reader.read() == [LossOf(1, 32, 0.1, 2.5)]
    assert reader.read() == []
    with pytest.raises(BadLossError) as caught:
        reader.add(2, 32, 0.1, torch.tensor(math.nan))
    assert caught.value.iteration == 2


def test_on_other_devices_they_are_gathered_and_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("time.perf_counter", lambda: now)
    reader = LossReader(torch.device("cuda"))  # tells when to read; the tensors may lie anywhere
    for iteration in (1, 2):
        reader.add(iteration, 32, 0.1, torch.tensor(iteration / 2, requires_grad=True))
        assert not reader.is_due
    now += 0.04
    due = [reader.is_due]
    assert reader.read() == [LossOf(1, 32, 0.1, 0.5), LossOf(2, 32, 0.1, 1.0)]
    due.append(reader.is_due)
    assert due == [True, False]
    reader.add(3, 32, 0.1, torch.tensor(1.0))
    reader.add(4, 32, 0.1, torch.tensor(math.inf))
    with pytest.raises(BadLossError) as caught:
        reader.read()
    assert caught.value.iteration == 4


def test_predictions_are_judged_some_batches_at_a_time() -> None:
    reader, tally = LossReader(torch.device("cpu")), Tally()
    for _ in range(70):
        reader.add_prediction(torch.tensor([[1.0, 0.0], [1.0, 0.0]]), torch.tensor([0, 1]))
    reader.read_judgements(tally)
    assert (tally.right, tally.judged, tally.accuracy) == (70, 140, 0.5)
    reader.read_judgements(tally)
    assert tally.judged == 140


def test_values_to_be_predicted_are_not_judged() -> None:
    reader, tally = LossReader(torch.device("cpu")), Tally()
    reader.add_prediction(torch.zeros(3, 1), torch.zeros(3, 1))
    reader.read_judgements(tally)
    assert tally.accuracy is None
