"""Losses on labels as data sets give them, and on labels that are wrong."""

from typing import Any

import numpy as np
import pytest
import torch

from engine.compiling.build import build_module
from engine.errors import DataError
from engine.graph.file import graph_from_json
from engine.ops.registry import make_op, registry
from engine.ops.shapes import N
from engine.ops.spec import Array
from tests.engine.graph.graphs import CNN, changed

LOSSES = [op.name for op in registry().values() if op.is_loss]
BY_CLASS = {"CrossEntropyLoss", "NLLLoss", "MultiMarginLoss"}


def loss_graph(loss: str, sizes: list[int]) -> dict[str, Any]:
    nodes = [
        {"id": "x", "op": "Input", "params": {"shape": sizes}},
        {"id": "s", "op": "Sigmoid"},
        {"id": "t", "op": "Target"},
        {"id": "loss", "op": loss},
    ]
    return changed(CNN, nodes=nodes, edges=[["x", "s"], ["s", "loss.input"], ["t", "loss.target"]])


@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides")
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_whole_numbers_as_labels_can_be_learned_from(loss: str, dtype: torch.dtype) -> None:
    sizes = [3] if loss in BY_CLASS else []
    module = build_module(graph_from_json(loss_graph(loss, sizes)))
    x = torch.randn(4, *sizes, dtype=dtype, requires_grad=True)
    value = module(x, torch.tensor([1, 0, 1, 1]))
    assert value.shape == ()
    value.backward()
    assert x.grad is not None
    assert x.grad.isfinite().all()


SCORES = np.array([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]])


@pytest.mark.parametrize(
    ("loss", "inputs", "words"),
    [
        ("CrossEntropyLoss", {"input": SCORES, "target": np.array([0, 3])}, "a label is 3"),
        ("CrossEntropyLoss", {"input": SCORES, "target": np.array([0, -1])}, "a label is -1"),
        ("NLLLoss", {"input": SCORES, "target": np.array([3, 0])}, "there are 3 scores"),
        ("MultiMarginLoss", {"input": SCORES, "target": np.array([0.5, 0])}, "a label is 0.5"),
        ("BCELoss", {"input": SCORES[0], "target": np.array([0, 1, 2])}, "a target is 2"),
        ("BCELoss", {"input": -SCORES[0], "target": np.array([0, 1, 1])}, "Put a Sigmoid before"),
        ("BCELoss", {"input": np.array([np.nan]), "target": np.array([0])}, "a prediction is nan"),
        ("BCEWithLogitsLoss", {"input": SCORES[0], "target": np.array([0, 1, 7])}, "CrossEntropyLoss"),
        ("HingeLoss", {"input": SCORES[0], "target": np.array([1, -1, 0])}, "Expected −1 or 1, found 0"),
    ],
)
def test_wrong_labels_are_refused_with_a_way_to_mend_them(
    loss: str, inputs: dict[str, Array], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        make_op(loss).check_values(inputs)


@pytest.mark.parametrize("loss", LOSSES)
def test_right_labels_are_not_refused(loss: str) -> None:
    op = registry()[loss]
    for sample in op.samples():
        op.from_values(sample.params).check_values(sample.inputs)


def test_targets_that_pytorch_would_repeat_are_a_warning() -> None:
    assert make_op("MSELoss").warnings({"input": (N, 3), "target": ()})
    assert not make_op("MSELoss").warnings({"input": (N, 3), "target": (N, 3)})


def test_the_divergence_of_targets_that_hold_zeros_is_finite() -> None:
    x, t = np.log([[0.25, 0.75]]), np.array([[0.0, 1.0]])
    value = make_op("KLDivLoss", {"reduction": "batchmean"}).forward(x, t)
    assert value == pytest.approx(-np.log(0.75))
