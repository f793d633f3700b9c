import numpy as np
import pytest

from engine.graph.file import graph_from_json
from engine.ops.library.linear import Linear
from engine.ops.spec import Array
from engine.stepping.gradcheck import TOLERANCE, check_gradients, relative_error
from engine.stepping.run import run_pass
from tests.engine.graph.graphs import CIRCUIT, changed, circuit, cnn


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
