import itertools

import numpy as np
import pytest

from engine.graph.file import graph_from_json
from engine.ops.library.linear import Linear
from engine.ops.spec import Array
from engine.stepping.gradcheck import TOLERANCE, check_gradients, relative_error
from engine.stepping.run import run_pass
from tests.engine.graph.graphs import CIRCUIT, CNN, changed, circuit, cnn


def test_all_three_witnesses_agree_on_a_circuit() -> None:
    check = check_gradients(run_pass(circuit()))
    assert check.ok
    assert {node_id: set(checks) for node_id, checks in check.nodes.items()} == {
        "q": {"a", "b"},
        "f": {"a", "b"},
    }
    assert set(check.graph) == {"x", "y", "z"}


def test_all_three_witnesses_agree_on_a_cnn() -> None:
    run = run_pass(cnn(), index=5, batch=2)
    before = run.trace(0)
    check = check_gradients(run)
    assert check.ok
    assert set(check.nodes) == {"conv1", "relu1", "pool1", "flat", "fc", "loss"}
    assert set(check.nodes["conv1"]) == {"input", "weight", "bias"}
    assert set(check.graph) == {"x", "conv1.weight", "conv1.bias", "fc.weight", "fc.bias"}
    assert all(found.probes for checks in check.nodes.values() for found in checks.values())
    after = run.trace(0)
    np.testing.assert_array_equal(
        before.nodes["conv1"].params["weight"].value, after.nodes["conv1"].params["weight"].value
    )


def test_one_tensor_at_both_ports_is_nudged_at_one_of_them() -> None:
    nodes = [{"id": "x", "op": "Value", "params": {"value": 3.0}}, {"id": "f", "op": "Multiply"}]
    edges = [["x", "f.a"], ["x", "f.b"]]
    assert check_gradients(run_pass(graph_from_json(changed(CIRCUIT, nodes=nodes, edges=edges)))).ok


def test_a_wrong_derivative_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Linear.backward

    def forgets_the_transpose(self: Linear, upstream: Array, *arguments: Array) -> tuple[Array | None, ...]:
        dx, dw, db = right(self, upstream, *arguments)
        assert dw is not None
        return dx, -dw, db

    monkeypatch.setattr(Linear, "backward", forgets_the_transpose)
    check = check_gradients(run_pass(cnn()))
    assert not check.ok
    assert not check.nodes["fc"]["weight"].ok
    assert check.nodes["fc"]["weight"].numeric_error < TOLERANCE
    assert check.nodes["fc"]["input"].ok


def test_a_kink_is_left_out_and_counted() -> None:
    nodes = [{"id": "x", "op": "Value", "params": {"value": 0.0}}, {"id": "f", "op": "ReLU"}]
    found = check_gradients(run_pass(graph_from_json(changed(CIRCUIT, nodes=nodes, edges=[["x", "f"]]))))
    assert found.nodes["f"]["input"].kinks == 1
    assert found.nodes["f"]["input"].probes == 0


def test_the_relative_error_is_cs231n_s() -> None:
    assert relative_error(np.array(1.0), np.array(1.01)) == pytest.approx(0.01 / 1.01)
    assert relative_error(np.array(0.0), np.array(0.0)) == 0


def test_all_three_witnesses_agree_on_normalization_dropout_and_layers_that_fork() -> None:
    """Masks and batch statistics are those of the pass; a bias before a BatchNorm has gradient 0."""
    ops: list[tuple[str, str, dict[str, object]]] = [
        ("x", "Input", {"shape": [1, 8, 8]}),
        ("conv", "Conv2d", {"out_channels": 4, "stride": 2}),
        ("bn", "BatchNorm2d", {}),
        ("lrn", "LocalResponseNorm", {"alpha": 1.0}),
        ("up", "Upsample", {"mode": "bilinear"}),
        ("tconv", "ConvTranspose2d", {"out_channels": 2}),
        ("drop2", "Dropout2d", {"p": 0.3}),
        ("gn", "GroupNorm", {}),
        ("pool", "AdaptiveAvgPool2d", {"output_size": 3}),
        ("side", "AvgPool2d", {"kernel_size": 1}),
        ("cat", "Concat", {}),
        ("row", "Reshape", {}),
        ("drop", "Dropout", {}),
        ("ln", "LayerNorm", {}),
        ("fc", "Linear", {"out_features": 10}),
        ("bn1", "BatchNorm1d", {}),
        ("log", "LogSoftmax", {}),
        ("t", "Target", {}),
        ("loss", "NLLLoss", {}),
    ]
    chain = ["x", "conv", "bn", "lrn", "up", "tconv", "drop2", "gn", "pool"]
    edges = [[one, other] for one, other in itertools.pairwise(chain)]
    edges += [["bn", "side"], ["pool", "cat.0"], ["side", "cat.1"]]
    edges += [["cat", "row"], ["row", "drop"], ["drop", "ln"], ["ln", "fc"], ["fc", "bn1"], ["bn1", "log"]]
    edges += [["log", "loss.input"], ["t", "loss.target"]]
    nodes = [{"id": node, "op": op, "params": params} for node, op, params in ops]
    check = check_gradients(run_pass(graph_from_json(changed(CNN, nodes=nodes, edges=edges)), batch=3))
    assert len(check.nodes) == len(nodes) - 2
    assert check.ok


def test_numbers_that_are_none_agree_with_their_like_alone() -> None:
    nan, inf = np.nan, np.inf
    one, other = np.array([nan, inf, inf, nan, 1.0]), np.array([nan, inf, -inf, 1.0, inf])
    np.testing.assert_array_equal(relative_error(one, other), [0, 0, inf, inf, inf])


def test_outside_of_a_domain_nothing_is_nudged_and_the_others_agree() -> None:
    nodes = [
        {"id": "x", "op": "Value", "params": {"value": [-1.0, 0.0, 2.0]}},
        {"id": "l", "op": "Log"},
        {"id": "f", "op": "Sum"},
    ]
    found = check_gradients(
        run_pass(graph_from_json(changed(CIRCUIT, nodes=nodes, edges=[["x", "l"], ["l", "f"]])))
    )
    assert found.ok
    assert found.nodes["l"]["input"].reference_error == 0
    assert found.nodes["l"]["input"].kinks == 3


def test_where_terms_cancel_rounding_is_no_error() -> None:
    nodes = [{"id": "x", "op": "Value", "params": {"value": [0.3] * 12}}, {"id": "d", "op": "Subtract"}]
    nodes.append({"id": "f", "op": "Sum"})
    edges = [["x", "d.a"], ["x", "d.b"], ["d", "f"]]
    assert check_gradients(run_pass(graph_from_json(changed(CIRCUIT, nodes=nodes, edges=edges)))).ok
