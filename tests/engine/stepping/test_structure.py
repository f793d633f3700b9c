"""Local gradients that can be looked at: their structure, rows and columns, against whole Jacobians."""

from typing import Any

import numpy as np
import pytest
import torch

from engine.errors import GraphError
from engine.graph.file import graph_from_json
from engine.ops.registry import registry
from engine.ops.spec import Op, Sample
from engine.stepping.jacobian import jacobian
from engine.stepping.one_pass import Pass
from engine.stepping.run import run_pass
from engine.stepping.structure import local_column_at, local_row_at, local_structure
from tests.engine.graph.graphs import CIRCUIT, changed, cnn
from tests.engine.ops.single import run_in_torch

PORTS = [("conv1", "input"), ("conv1", "weight"), ("relu1", "input"), ("pool1", "input"), ("flat", "input")]
PORTS += [("fc", "weight"), ("fc", "bias"), ("loss", "input")]


@pytest.fixture(scope="module")
def cnn_pass() -> Pass:
    return run_pass(cnn(), index=3, batch=2, seed=1)


def dense(run: Pass, node_id: str, name: str) -> torch.Tensor:
    """The Jacobian, row after row."""
    output, by = run.values[node_id], run.arguments(node_id)[name]
    rows = []
    for place in range(output.numel()):
        unit = torch.zeros(output.numel(), dtype=torch.float64)
        unit[place] = 1
        rows.append(torch.autograd.grad(output, by, unit.reshape(output.shape), retain_graph=True)[0])
    return torch.stack(rows)


@pytest.mark.parametrize(("node", "name"), PORTS)
def test_rows_and_columns_are_those_of_the_jacobian(cnn_pass: Pass, node: str, name: str) -> None:
    whole = dense(cnn_pass, node, name).numpy()
    output, by = cnn_pass.values[node], cnn_pass.arguments(node)[name]
    rng = np.random.default_rng(0)
    for place in rng.integers(output.numel(), size=3):
        index = tuple(int(i) for i in np.unravel_index(place, tuple(output.shape))) if output.dim() else ()
        np.testing.assert_allclose(local_row_at(cnn_pass, node, name, index), whole[place])
    for place in rng.integers(by.numel(), size=3):
        index = tuple(int(i) for i in np.unravel_index(place, tuple(by.shape)))
        column = whole.reshape(len(whole), -1)[:, place].reshape(output.shape)
        np.testing.assert_allclose(local_column_at(cnn_pass, node, name, index), column, atol=1e-15)
    matrix = local_structure(cnn_pass, node, name).matrix
    assert matrix is not None
    np.testing.assert_allclose(matrix, whole.reshape(matrix.shape), atol=1e-15)


@pytest.mark.parametrize(
    ("node", "name", "kind"),
    [
        ("relu1", "input", "diagonal"),
        ("flat", "input", "diagonal"),
        ("conv1", "input", "sparse"),
        ("conv1", "weight", "sparse"),
        ("pool1", "input", "sparse"),
        ("fc", "bias", "diagonal"),
        ("loss", "input", "sparse"),
    ],
)
def test_a_large_one_tells_its_structure(cnn_pass: Pass, node: str, name: str, kind: str) -> None:
    found = local_structure(cnn_pass, node, name, max_entries=0)
    assert found.kind == kind
    assert found.matrix is None
    assert found.entries == np.prod(found.output_shape) * np.prod(found.input_shape)
    assert (found.diagonal is not None) == (kind == "diagonal")
    if found.diagonal is not None:
        whole = dense(cnn_pass, node, name).reshape(found.diagonal.size, -1).numpy()
        np.testing.assert_allclose(found.diagonal.reshape(-1), whole.sum(1))
        assert ((whole != 0).sum(1) <= 1).all()


def test_what_is_broadcast_has_a_diagonal_in_the_output_s_shape() -> None:
    nodes = [
        {"id": "x", "op": "Value", "params": {"value": [[1, 2, 3], [4, 5, 6]]}},
        {"id": "s", "op": "Value", "params": {"value": [7, 8, 9]}},
        {"id": "p", "op": "Multiply"},
        {"id": "f", "op": "Sum"},
    ]
    edges = [["x", "p.a"], ["s", "p.b"], ["p", "f"]]
    run = run_pass(graph_from_json(changed(CIRCUIT, nodes=nodes, edges=edges)))
    found = local_structure(run, "p", "b", max_entries=0)
    assert found.kind == "diagonal"
    assert found.diagonal is not None
    np.testing.assert_array_equal(found.diagonal, [[1, 2, 3], [4, 5, 6]])


@pytest.mark.parametrize(
    ("op", "sample"),
    [
        pytest.param(op, sample, id=f"{op.name}-{number}")
        for op in registry().values()
        if op.fed_by is None
        for number, sample in enumerate(op.samples()[:3])
    ],
)
def test_every_op_s_jacobian_by_rows_or_columns(op: type[Op[Any]], sample: Sample) -> None:
    torch_run = run_in_torch(op.from_values(sample.params), sample)
    upstream = torch_run.upstream.numpy().reshape(-1)
    for leaf in [*torch_run.inputs.values(), *torch_run.parameters.values()]:
        if leaf.grad is not None:
            product = upstream @ jacobian(torch_run.output, leaf).reshape(len(upstream), leaf.numel())
            np.testing.assert_allclose(product, leaf.grad.numpy().reshape(-1), rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize(
    ("node", "name", "index", "words"),
    [
        ("nowhere", "input", (0,), "no node"),
        ("conv1", "colour", (0,), "neither a port nor a parameter"),
        ("loss", "target", (0,), "no derivative by target"),
        ("relu1", "input", (0, 9, 0, 0), "no element"),
    ],
)
def test_what_cannot_be_shown_says_why(
    cnn_pass: Pass, node: str, name: str, index: tuple[int, ...], words: str
) -> None:
    for line in (local_row_at, local_column_at):
        with pytest.raises(GraphError, match=words):
            line(cnn_pass, node, name, index)
