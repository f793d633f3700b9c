"""What stepping costs, on a net of LeNet's size: a pass, an explanation, a Jacobian, a check."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.compiling.build import module_from_source
from engine.compiling.source import module_source
from engine.data.feed import Feed
from engine.examples import read_example
from engine.graph.file import graph_to_json
from engine.graph.model import Edge, Graph, make_node
from engine.graph.shape_check import SampleShapes, check_shapes
from engine.runtime.last_pass import LastPass
from engine.runtime.messages import ExplainRequest, TraceRequest
from engine.stepping.explain import explain
from engine.stepping.jacobian import jacobian
from engine.stepping.one_pass import Pass

pytestmark = pytest.mark.benchmark

_ROOT = Path(__file__).parents[2]
_SHAPES = SampleShapes((1, 28, 28), (), 10)
_LENET: list[tuple[str, str, dict[str, object]]] = [
    ("x", "Input", {"shape": [1, 28, 28]}),
    ("conv1", "Conv2d", {"out_channels": 6, "kernel_size": 5, "padding": 2}),
    ("relu1", "ReLU", {}),
    ("pool1", "MaxPool2d", {}),
    ("conv2", "Conv2d", {"out_channels": 16, "kernel_size": 5}),
    ("relu2", "ReLU", {}),
    ("pool2", "MaxPool2d", {}),
    ("flat", "Flatten", {}),
    ("fc1", "Linear", {"out_features": 120}),
    ("relu3", "ReLU", {}),
    ("fc2", "Linear", {"out_features": 84}),
    ("relu4", "ReLU", {}),
    ("fc3", "Linear", {"out_features": 10}),
    ("loss", "CrossEntropyLoss", {}),
]


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """As in the interactive worker."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def milliseconds(run: Callable[[], object], rounds: int = 60) -> float:
    """The best time of a call, after a few that warm up: what it costs where nothing else runs."""
    times = []
    for _ in range(rounds + 5):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return min(times[5:])


def lenet() -> Graph:
    graph = Graph("lenet")
    for node_id, op, params in _LENET:
        graph.add_node(make_node(node_id, op, params))
    graph.add_node(make_node("t", "Target"))
    ids = [node_id for node_id, _, _ in _LENET]
    for source, target in pairwise(ids):
        graph.add_edge(Edge(source, target, "input"))
    graph.add_edge(Edge("t", "loss", "target"))
    return graph


@pytest.mark.parametrize("batch", [1, 16])
def test_a_pass_against_a_plain_forward_and_backward(batch: int) -> None:
    graph = lenet()
    module = module_from_source(module_source(graph, check_shapes(graph, _SHAPES)), 0).double().train()
    rng = np.random.default_rng(0)
    features = rng.standard_normal((batch, 1, 28, 28)).astype(np.float32)
    targets = rng.integers(0, 10, batch)
    data = Feed(features, targets, (), None, _SHAPES, features)
    x, t = torch.as_tensor(features).double(), torch.as_tensor(targets)

    def plain() -> None:
        module.zero_grad()
        module(x, t).backward()

    def values() -> Pass:
        run = Pass(graph, module, "loss", data, 0, batch)
        for node_id in ["x", "t", *(node_id for node_id, _, _ in _LENET[1:])]:
            run.forward(node_id)
        return run

    def gradients() -> Pass:
        run = values()
        run.backward()
        return run

    base = milliseconds(plain)
    costs = {
        "all values": milliseconds(values),
        "and all gradients": milliseconds(gradients),
        "and the trace of them": milliseconds(lambda: gradients().trace(0)),
    }
    told = ", ".join(f"{what} {cost:.2f} ms ({cost / base:.2f})" for what, cost in costs.items())
    print(f"batch {batch}: plain forward and backward {base:.2f} ms; {told}")
    assert costs["all values"] <= 1.25 * base
    assert costs["and all gradients"] <= (2.2 if batch == 1 else 1.5) * base


def test_an_explanation_in_the_worker() -> None:
    graph = graph_to_json(read_example("digits-cnn"))
    last = LastPass()
    last.of(TraceRequest(graph, batch=16))

    def ask(node: str, name: str, element: tuple[int, ...]) -> Callable[[], object]:
        request = ExplainRequest(graph=graph, batch=16, node=node, name=name, element=element)
        return lambda: explain(last.of(request), node, name, element)

    costs = {
        "conv1.weight": milliseconds(ask("conv1", "weight", (2, 0, 1, 1))),
        "conv2.input": milliseconds(ask("conv2", "input", (3, 2, 2, 2))),
        "fc.weight": milliseconds(ask("fc", "weight", (3, 20))),
    }
    print(", ".join(f"{what} {cost:.2f} ms" for what, cost in costs.items()))
    assert max(costs.values()) < 5


def test_a_jacobian_of_a_million_entries() -> None:
    row = torch.randn(1, 1000, dtype=torch.float64, requires_grad=True)
    picture = torch.randn(1, 4, 15, 15, dtype=torch.float64, requires_grad=True)
    conv = torch.nn.Conv2d(4, 4, 3, padding=1).double()
    outputs = {
        "ReLU": (row.relu(), row),
        "Softmax": (row.softmax(1), row),
        "Conv2d by input": (conv(picture), picture),
        "Conv2d by weight": (conv(picture.repeat(7, 1, 1, 1)), conv.weight),
    }
    for what, (output, by) in outputs.items():
        cost = milliseconds(partial(jacobian, output, by), rounds=9)
        print(f"{what}, {output.numel() * by.numel():,} entries: {cost:.1f} ms")
        assert cost < 50


def test_a_linear_layer_s_jacobian_of_a_million_entries() -> None:
    graph = Graph("linear")
    graph.add_node(make_node("x", "Value", {"value": [[0.5] * 1000]}))
    graph.add_node(make_node("fc", "Linear", {"out_features": 1000}))
    graph.add_edge(Edge("x", "fc", "input"))
    module = module_from_source(module_source(graph, check_shapes(graph)), 0).double()
    run = Pass(graph, module, "fc", None)
    run.forward("x")
    run.forward("fc")
    cost = milliseconds(lambda: run.local_gradient("fc", "input", 10**6), rounds=9)
    print(f"{cost:.1f} ms")
    assert cost < 50


def test_the_shapes_of_a_thousand_nodes() -> None:
    graph = Graph("long")
    graph.add_node(make_node("x", "Input", {"shape": [16, 8, 8]}))
    source = "x"
    for number in range(1000):
        op = ("Conv2d", "ReLU", "Sigmoid", "Add")[number % 4]
        node_id = f"n{number}"
        graph.add_node(make_node(node_id, op, {"padding": 1} if op == "Conv2d" else None))
        for port in graph.ports(node_id):
            graph.add_edge(Edge(source, node_id, port.name))
        source = node_id
    assert not check_shapes(graph).problems
    cost = milliseconds(lambda: check_shapes(graph), rounds=15)
    print(f"{cost:.1f} ms")
    assert cost < 50


def test_check_as_a_command(tmp_path: Path) -> None:
    """Modules compiled once, as where Backstep is installed."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "PYTHONPYCACHEPREFIX": str(tmp_path / "bytecode")}
    example = _ROOT / "resources/examples/digits-cnn.graph.json"

    def check() -> None:
        command = [sys.executable, "-m", "gui", "check", str(example)]
        subprocess.run(command, cwd=_ROOT, env=environment, check=True, capture_output=True)

    cost = milliseconds(check, rounds=7) / 1000
    print(f"{cost:.2f} s")
    assert cost < 0.6
