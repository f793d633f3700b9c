from pathlib import Path

import numpy as np
import pytest
import torch

from engine.compiling.build import build_module
from engine.examples import read_example
from engine.graph.shape_check import SampleShapes
from engine.inspecting.filters import filters_of_weights, first_filters, first_layer
from engine.training.checkpoint import load_weights, save_checkpoint
from tests.engine.training.nets import convolutional, linear, trainer_of

DIGITS = SampleShapes((1, 8, 8), (), 10)


def test_a_convolutions_filters_are_its_weights() -> None:
    graph = convolutional()
    module = build_module(graph, DIGITS, seed=0).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's own gap
    bank = first_filters(graph, module, DIGITS)
    assert bank is not None
    assert bank.node == "conv"
    assert bank.gradients is None
    assert bank.weights.flags.c_contiguous
    np.testing.assert_array_equal(bank.weights, module.get_parameter("conv.weight").detach().numpy())


def test_a_linear_layers_rows_are_laid_out_as_the_picture() -> None:
    graph = linear()
    module = build_module(graph, DIGITS, seed=0)
    bank = first_filters(graph, module, DIGITS)
    assert bank is not None
    assert bank.weights.shape == (10, 1, 8, 8)
    row = module.get_parameter("fc.weight").detach().numpy()[3]
    np.testing.assert_array_equal(bank.weights[3, 0, 1], row[8:16])
    unknown = first_filters(graph, module)
    assert unknown is not None
    assert unknown.weights.shape == (10, 1, 1, 64)


def test_gradients_come_with_them_once_there_are_some() -> None:
    trainer = trainer_of(convolutional({"epochs": 1}))
    trainer.run()
    bank = first_filters(trainer.graph, trainer.net.module, trainer.data.shapes)
    assert bank is not None
    assert bank.gradients is not None
    gradient = trainer.net.module.get_parameter("conv.weight").grad
    assert gradient is not None
    np.testing.assert_array_equal(bank.gradients, gradient.numpy())


def test_what_was_taken_does_not_change_while_training_goes_on() -> None:
    graph = convolutional()
    module = build_module(graph, DIGITS, seed=0)
    bank = first_filters(graph, module, DIGITS)
    assert bank is not None
    before = bank.weights.copy()
    with torch.no_grad():
        module.get_parameter("conv.weight").add_(1)
    np.testing.assert_array_equal(bank.weights, before)


def test_a_checkpoint_has_them_too(tmp_path: Path) -> None:
    trainer = trainer_of(convolutional({"epochs": 1}))
    trainer.run()
    save_checkpoint(trainer.checkpoint(), tmp_path / "c.safetensors")
    bank = filters_of_weights(convolutional(), load_weights(tmp_path / "c.safetensors", convolutional()))
    assert bank is not None
    np.testing.assert_array_equal(
        bank.weights, trainer.net.module.get_parameter("conv.weight").detach().numpy()
    )


@pytest.mark.parametrize(
    ("name", "expected"), [("digits-cnn", "conv1"), ("digits-linear", "fc"), ("scalar", None)]
)
def test_the_first_layer_is_the_first_that_reads_data(name: str, expected: str | None) -> None:
    assert first_layer(read_example(name)) == expected


def test_a_graph_without_layers_has_none() -> None:
    graph = read_example("scalar")
    assert first_filters(graph, build_module(graph)) is None
