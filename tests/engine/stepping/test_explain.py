import math
from typing import Any

import numpy as np
import pytest

from engine.errors import GraphError
from engine.graph.file import graph_from_json
from engine.ops.registry import registry
from engine.ops.spec import Array, Op, Sample
from engine.stepping.explain import explain, local_column
from engine.stepping.one_pass import Pass
from engine.stepping.run import run_pass
from tests.engine.graph.graphs import CIRCUIT, changed, circuit, cnn
from tests.engine.ops.single import run_in_torch

CASES = [
    pytest.param(op, sample, id=f"{op.name}-{number}")
    for op in registry().values()
    if op.fed_by is None
    for number, sample in enumerate(op.samples())
]


@pytest.fixture(scope="module")
def cnn_pass() -> Pass:
    return run_pass(cnn(), index=3, batch=2, seed=1)


def test_a_scalar_is_one_product() -> None:
    found = explain(run_pass(circuit()), "q", "a", ())
    assert found.gradient == -4
    assert [(term.upstream, term.local, term.product) for term in found.terms] == [(-4, 1, -4)]


def test_a_fork_collects_from_every_reader() -> None:
    nodes = [
        {"id": "x", "op": "Value", "params": {"value": 3.0}},
        {"id": "sq", "op": "Multiply"},
        {"id": "f", "op": "Add"},
    ]
    edges = [["x", "sq.a"], ["x", "sq.b"], ["sq", "f.a"], ["x", "f.b"]]
    found = explain(run_pass(graph_from_json(changed(CIRCUIT, nodes=nodes, edges=edges))), "x", None, ())
    assert found.gradient == 7
    assert [(term.node, term.product) for term in found.terms] == [("sq", 3), ("sq", 3), ("f", 1)]


@pytest.mark.parametrize(
    ("node", "name", "index"),
    [
        ("conv1", "weight", (2, 0, 1, 1)),
        ("conv1", "bias", (3,)),
        ("conv1", "input", (1, 0, 4, 4)),
        ("relu1", "input", (0, 1, 2, 2)),
        ("pool1", "input", (0, 1, 3, 3)),
        ("fc", "weight", (3, 20)),
        ("fc", "input", (1, 5)),
        ("loss", "input", (0, 3)),
        ("x", None, (0, 0, 3, 3)),
    ],
)
def test_the_terms_add_up_to_the_gradient(
    cnn_pass: Pass, node: str, name: str | None, index: tuple[int, ...]
) -> None:
    found = explain(cnn_pass, node, name, index)
    trace = cnn_pass.trace(0).nodes[node]
    gradients: dict[str | None, Array | None] = {
        None: trace.upstream,
        **{port: seen.downstream for port, seen in trace.inputs.items()},
        **{param: seen.grad for param, seen in trace.params.items()},
    }
    gradient = gradients[name]
    assert gradient is not None
    assert found.gradient == gradient[index]
    assert math.fsum(term.product for term in found.terms) == pytest.approx(
        found.gradient, rel=1e-9, abs=1e-15
    )
    sizes = [abs(term.product) for term in found.terms]
    assert sizes == sorted(sizes, reverse=True)


def test_a_weight_of_a_filter_meets_every_window_and_the_rest_is_counted(cnn_pass: Pass) -> None:
    found = explain(cnn_pass, "conv1", "bias", (0,))
    assert len(found.terms) == 2 * 8 * 8
    assert found.zero_terms == 2 * 3 * 8 * 8
    assert {term.local for term in found.terms} == {1.0}


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_every_column_of_every_op_s_local_gradient(op: type[Op[Any]], sample: Sample) -> None:
    """upstream · column equals what autograd hands back, for each of a few elements of each input."""
    torch_run = run_in_torch(op.from_values(sample.params), sample)
    for leaf in [*torch_run.inputs.values(), *torch_run.parameters.values()]:
        if leaf.grad is None:
            continue
        gradient = leaf.grad.numpy().reshape(-1)
        for place in {0, leaf.numel() // 2, leaf.numel() - 1}:
            column = local_column(torch_run.output, leaf, place)
            assert np.sum(torch_run.upstream.numpy() * column) == pytest.approx(
                gradient[place], rel=1e-8, abs=1e-11
            )


@pytest.mark.parametrize(
    ("node", "name", "index", "words"),
    [
        ("nowhere", None, (), "no node"),
        ("conv1", "colour", (0,), "neither a port nor a parameter"),
        ("conv1", "bias", (4,), "no element 4"),
        ("conv1", "bias", (-1,), "no element"),
        ("conv1", "bias", (), "no element"),
        ("t", None, (0,), "no gradient"),
        ("loss", "target", (0,), "no gradient"),
    ],
)
def test_what_cannot_be_explained_says_why(
    cnn_pass: Pass, node: str, name: str | None, index: tuple[int, ...], words: str
) -> None:
    with pytest.raises(GraphError, match=words):
        explain(cnn_pass, node, name, index)
