"""How what learns starts, and what freezes it."""

from typing import Any

import pytest
import torch

from engine.compiling.build import build_module
from engine.errors import ParamError
from engine.graph.file import graph_from_json
from engine.graph.shape_check import check_shapes
from engine.ops.registry import make_op, registry
from engine.stepping.run import trace_graph
from tests.engine.graph.graphs import CIRCUIT, changed

ROW = {
    "nodes": [
        {"id": "w", "op": "Parameter", "params": {"value": [2.0, -3.0]}},
        {"id": "x", "op": "Value", "params": {"value": [-1.0, -2.0]}},
        {"id": "f", "op": "MatMul"},
    ],
    "edges": [["w", "f.a"], ["x", "f.b"]],
}


def test_a_parameter_is_learned_counted_and_traced() -> None:
    graph = graph_from_json(changed(CIRCUIT, **ROW))
    assert check_shapes(graph).parameter_count == 2
    module = build_module(graph)
    assert dict(module.named_parameters())["w"].tolist() == [2.0, -3.0]
    trace = trace_graph(graph)
    assert trace.loss == 4
    assert trace.nodes["w"].upstream is not None
    assert trace.nodes["w"].upstream.tolist() == [-1.0, -2.0]
    assert trace.nodes["w"].params == {}


@pytest.mark.parametrize("name", ["xavier_uniform", "kaiming_normal", "orthogonal", "normal", "constant"])
def test_a_parameter_starts_as_pytorch_s_own_functions_make_it(name: str) -> None:
    params = {"shape": [4, 3], "init": {"name": name, "std": 0.5, "value": 0.25}}
    graph = graph_from_json(
        changed(CIRCUIT, nodes=[{"id": "w", "op": "Parameter", "params": params}], edges=[])
    )
    made = build_module(graph, seed=3).get_parameter("w")
    expected = torch.empty(4, 3)
    arguments: dict[str, Any] = {
        "normal": {"std": 0.5},
        "constant": {"val": 0.25},
        "kaiming_normal": {"nonlinearity": "relu"},
    }
    torch.manual_seed(3)
    getattr(torch.nn.init, f"{name}_")(expected, **arguments.get(name, {}))
    assert torch.equal(made, expected)


LEARNING = [op for op in registry().values() if "trainable" in op.Params.model_fields]


def test_what_learns_can_be_frozen() -> None:
    assert {"Conv2d", "Linear", "Parameter"} <= {op.name for op in LEARNING}
    for op in LEARNING:
        assert any("requires_grad_(False)" in line for line in _lines(op.name, {"trainable": False})), op.name
        assert not any("requires_grad_" in line for line in _lines(op.name, {})), op.name


def _lines(name: str, params: dict[str, Any]) -> list[str]:
    sample = registry()[name].samples()[0]
    shapes = {port: array.shape for port, array in sample.inputs.items()}
    return make_op(name, params).setup("op", shapes)


@pytest.mark.parametrize("op", [op.name for op in LEARNING if "bias_init" in op.Params.model_fields])
def test_a_bias_cannot_start_as_only_matrices_do(op: str) -> None:
    with pytest.raises(ParamError, match="a vector, not a matrix"):
        make_op(op, {"bias_init": {"name": "xavier_uniform"}})


@pytest.mark.parametrize(
    "number", [float("inf"), float("-inf"), float("nan"), 10**400], ids=["inf", "-inf", "nan", "huge"]
)
def test_numbers_are_finite(number: float) -> None:
    for op, name in (("LeakyReLU", "negative_slope"), ("Value", "value"), ("Parameter", "value")):
        with pytest.raises(ParamError, match=r"finite|valid number"):
            make_op(op, {name: number})
