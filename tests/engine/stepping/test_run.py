"""The trace against torch.autograd on code written by hand."""

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from engine.compiling.build import build_module
from engine.data.config import data_config
from engine.data.feed import feed
from engine.errors import BackstepError
from engine.graph.edits import AddNode, Connect, SetParams, SetSetting
from engine.graph.file import graph_from_json
from engine.graph.model import Edge, make_node
from engine.stepping.gradcheck import check_gradients
from engine.stepping.run import run_pass, trace_graph
from tests.engine.graph.graphs import CIRCUIT, CNN, changed, circuit, cnn


def test_the_lecture_s_circuit() -> None:
    """CS231n's first circuit: f = (x + y) z at −2, 5, −4."""
    trace = trace_graph(circuit())
    assert trace.loss == -12
    assert trace.order == ("x", "y", "z", "q", "f")
    values = {node_id: node.value.item() for node_id, node in trace.nodes.items()}
    assert values == {"x": -2, "y": 5, "z": -4, "q": 3, "f": -12}
    upstream = {
        node_id: node.upstream.item() for node_id, node in trace.nodes.items() if node.upstream is not None
    }
    assert upstream == {"x": -4, "y": -4, "z": 3, "q": -4, "f": 1}
    local = {
        port: seen.local.item() for port, seen in trace.nodes["f"].inputs.items() if seen.local is not None
    }
    assert local == {"a": -4, "b": 3}
    assert trace.backward_order() == ["f", "q", "z", "y", "x"]
    assert trace.batch == 0


def test_where_wires_fork_the_parts_add_up() -> None:
    nodes = [
        {"id": "x", "op": "Value", "params": {"value": 3.0}},
        {"id": "sq", "op": "Multiply"},
        {"id": "f", "op": "Add"},
    ]
    edges = [["x", "sq.a"], ["x", "sq.b"], ["sq", "f.a"], ["x", "f.b"]]
    trace = trace_graph(graph_from_json(changed(CIRCUIT, nodes=nodes, edges=edges)))
    parts = {key: part.item() for key, part in trace.parts("x").items()}
    assert parts == {("sq", "a"): 3, ("sq", "b"): 3, ("f", "b"): 1}
    assert trace.nodes["x"].upstream == 2 * 3 + 1


def test_a_cnn_against_autograd_by_hand() -> None:
    graph = cnn()
    SetSetting("training", {"preprocess": [{"name": "Standardize"}], "seed": 4}).apply(graph)
    trace = trace_graph(graph, index=10, batch=3)
    data = feed(data_config(graph.training), 10, 3)
    torch.manual_seed(4)
    conv, fc = torch.nn.Conv2d(1, 4, 3, padding=1).double(), torch.nn.Linear(64, 10)
    fc = fc.double()
    x = torch.from_numpy(data.features).double().requires_grad_()
    a = conv(x)
    b = a.relu()
    c = F.max_pool2d(b, 2)
    d = c.flatten(1)
    e = fc(d)
    loss = F.cross_entropy(e, torch.from_numpy(data.targets))
    by_hand = {"x": x, "conv1": a, "relu1": b, "pool1": c, "flat": d, "fc": e, "loss": loss}
    gradients = torch.autograd.grad(loss, list(by_hand.values()), retain_graph=True)
    for (node_id, tensor), gradient in zip(by_hand.items(), gradients, strict=True):
        node = trace.nodes[node_id]
        np.testing.assert_allclose(node.value, tensor.detach().numpy(), rtol=1e-12)
        assert node.upstream is not None
        np.testing.assert_allclose(node.upstream, gradient.numpy(), rtol=1e-10, atol=1e-15)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    for node_id, layer in (("conv1", conv), ("fc", fc)):
        for name, tensor in layer.named_parameters():
            assert tensor.grad is not None
            param = trace.nodes[node_id].params[name]
            np.testing.assert_array_equal(param.value, tensor.detach().numpy())
            assert param.grad is not None
            np.testing.assert_allclose(param.grad, tensor.grad.numpy(), rtol=1e-10, atol=1e-15)
    assert trace.nodes["t"].upstream is None
    assert trace.nodes["loss"].inputs["target"].downstream is None
    assert trace.labels == tuple(str(number) for number in data.targets)


def test_upstream_times_local_is_downstream_at_every_node() -> None:
    trace = trace_graph(cnn(), max_jacobian=1_000_000)
    checked = 0
    for node in trace.nodes.values():
        if node.upstream is None:
            continue
        seen = [(s.local, s.downstream) for s in node.inputs.values()]
        seen += [(p.local, p.grad) for p in node.params.values()]
        for local, downstream in seen:
            if downstream is None:
                continue
            assert local is not None
            product = node.upstream.reshape(-1) @ local.reshape(node.value.size, -1)
            np.testing.assert_allclose(product, downstream.reshape(-1), rtol=1e-9, atol=1e-14)
            checked += 1
    assert checked == 6 + 4


def test_a_large_local_gradient_is_left_out() -> None:
    trace = trace_graph(cnn(), max_jacobian=640)
    assert trace.nodes["fc"].inputs["input"].local is not None
    assert trace.nodes["relu1"].inputs["input"].local is None


def test_the_same_seed_gives_the_same_numbers_and_weights_can_be_given() -> None:
    first, again, other = (trace_graph(cnn(), seed=seed) for seed in (1, 1, 2))
    assert first.loss == again.loss != other.loss
    weights = {
        f"{node.id}.{name}": param.value.astype(np.float32)
        for node in other.nodes.values()
        for name, param in node.params.items()
    }
    assert trace_graph(cnn(), seed=1, weights=weights).loss == other.loss


def test_a_constant_without_gradient_has_none_rather_than_zero() -> None:
    graph = circuit()
    SetParams("z", {"requires_grad": False}).apply(graph)
    trace = trace_graph(graph)
    assert trace.nodes["z"].upstream is None
    assert trace.nodes["f"].inputs["b"].downstream is None
    assert trace.nodes["f"].inputs["b"].local is None
    assert trace.nodes["x"].upstream == -4


def test_an_unfinished_branch_beside_the_output_does_not_matter() -> None:
    graph = circuit()
    SetSetting("output", "f").apply(graph)
    AddNode(make_node("later", "Add")).apply(graph)
    AddNode(make_node("side", "ReLU")).apply(graph)
    Connect(Edge("q", "side", "input")).apply(graph)
    trace = trace_graph(graph)
    assert "later" not in trace.nodes
    assert trace.nodes["side"].value == 3
    assert trace.nodes["side"].upstream is None
    assert trace.nodes["q"].upstream == -4


@pytest.mark.parametrize(
    ("base", "keys", "node", "words"),
    [
        (CIRCUIT, {"nodes": [], "edges": []}, None, "empty"),
        (CIRCUIT, {"edges": []}, "q", "several nodes"),
        (CIRCUIT, {"edges": CIRCUIT["edges"][:3]}, "f", "nothing flows into 'b'"),
        (CNN, {"training": {"dataset": {"name": "nothing"}}}, None, "nothing"),
        (CNN, {"training": {"dataset": {"name": "digits"}}, "input": [3, 8, 8]}, "x", "1×8×8"),
        (CNN, {"classes": 5}, "loss", "there are 5 scores"),
        (CNN, {"output": "fc"}, "fc", "single number"),
    ],
)
def test_what_cannot_run_names_the_node(
    base: dict[str, Any], keys: dict[str, Any], node: str, words: str
) -> None:
    keys = dict(keys)
    shape, classes = keys.pop("input", None), keys.pop("classes", None)
    graph = graph_from_json(changed(base, **keys))
    if shape:
        SetParams("x", {"shape": shape}).apply(graph)
    if classes:
        SetParams("fc", {"out_features": classes}).apply(graph)
    with pytest.raises(BackstepError, match=words) as error:
        trace_graph(graph, index=9)
    assert error.value.problems[0].node == node


def test_a_nan_is_a_value_not_a_crash() -> None:
    graph = circuit()
    SetParams("x", {"value": 1e308}).apply(graph)
    SetParams("y", {"value": 1e308}).apply(graph)
    assert trace_graph(graph).loss == -np.inf


def test_the_first_number_that_is_none_is_named() -> None:
    graph = circuit()
    assert trace_graph(graph).first_bad is None
    AddNode(make_node("r", "Log")).apply(graph)
    AddNode(make_node("end", "Add")).apply(graph)
    for edge in (Edge("x", "r", "input"), Edge("r", "end", "a"), Edge("f", "end", "b")):
        Connect(edge).apply(graph)
    bad = trace_graph(graph).first_bad
    assert bad is not None
    assert (bad.node, bad.what, bad.nans, bad.infinities) == ("r", "value", 1, 0)
    assert bad.sentence() == "r: its value is the first that holds NaN (1 element)"


def test_an_infinite_gradient_behind_finite_values_is_named() -> None:
    nodes = [
        {"id": "x", "op": "Value", "params": {"value": [0, 4]}},
        {"id": "s", "op": "Sqrt"},
        {"id": "f", "op": "Sum"},
    ]
    bad = trace_graph(
        graph_from_json(changed(CIRCUIT, nodes=nodes, edges=[["x", "s"], ["s", "f"]]))
    ).first_bad
    assert bad is not None
    assert (bad.node, bad.what, bad.nans, bad.infinities) == ("s", "input", 0, 1)
    assert bad.sentence() == "s: the gradient of its input is the first that holds infinity (1 element)"


def test_every_node_knows_how_long_it_took() -> None:
    trace = trace_graph(cnn())
    assert all(node.seconds > 0 for node in trace.nodes.values())
    assert trace.backward_seconds > 0


def test_numbers_of_the_file_are_taken_in_full() -> None:
    graph = circuit()
    SetParams("x", {"value": 0.1}).apply(graph)
    assert trace_graph(graph).nodes["x"].value == 0.1


def test_a_node_that_hands_its_input_on_is_a_node_of_its_own() -> None:
    nodes = [
        {"id": "x", "op": "Value", "params": {"value": [1.0, 2.0]}},
        {"id": "same", "op": "Identity"},
        {"id": "f", "op": "Sum"},
        {"id": "later", "op": "Square"},
    ]
    edges = [["x", "same"], ["same", "f"], ["f", "later"]]
    trace = trace_graph(graph_from_json(changed(CIRCUIT, nodes=nodes, edges=edges, output="f")))
    assert trace.nodes["later"].inputs["input"].downstream is None
    for node_id in ("x", "same"):
        np.testing.assert_array_equal(trace.nodes[node_id].upstream, [1, 1])


@pytest.mark.parametrize(
    ("op", "scores", "target", "expected"),
    [
        ("CrossEntropyLoss", [[3.2, 5.1, -1.7]], [0], 2.040355),
        ("CrossEntropyLoss", [3.2, 5.1, -1.7], 0, 2.040355),
        ("MultiMarginLoss", [[3.2, 5.1, -1.7]], [0], 2.9 / 3),
    ],
)
def test_a_constant_can_be_the_right_class(op: str, scores: Any, target: Any, expected: float) -> None:
    nodes = [
        {"id": "s", "op": "Value", "params": {"value": scores}},
        {"id": "t", "op": "Value", "params": {"value": target}},
        {"id": "loss", "op": op},
    ]
    edges = [["s", "loss.input"], ["t", "loss.target"]]
    graph = graph_from_json(changed(CIRCUIT, nodes=nodes, edges=edges))
    run = run_pass(graph)
    trace = run.trace(100)
    assert trace.loss == pytest.approx(expected, abs=1e-6)
    assert trace.nodes["t"].upstream is None
    assert trace.nodes["loss"].inputs["target"].downstream is None
    assert check_gradients(run).ok
    assert build_module(graph)().item() == pytest.approx(expected, abs=1e-6)
    SetParams("t", {"value": np.full(np.shape(target), 3).tolist()}).apply(graph)
    with pytest.raises(BackstepError, match="there are 3 scores"):
        run_pass(graph)
    SetParams("t", {"value": np.full(np.shape(target), 0.5).tolist()}).apply(graph)
    with pytest.raises(BackstepError, match=r"a label is 0\.5"):
        run_pass(graph)
