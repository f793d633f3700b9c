"""Random circuits with forks: every value and gradient against autograd on code of its own."""

from collections.abc import Callable

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from engine.graph.model import Edge, Graph, make_node
from engine.ops.spec import Array
from engine.stepping.gradcheck import check_gradients
from engine.stepping.run import run_pass

BINARY: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "Add": torch.add,
    "Subtract": torch.subtract,
    "Multiply": torch.multiply,
    "Maximum": torch.maximum,
    "Minimum": torch.minimum,
}
UNARY: dict[str, Callable[[Tensor], Tensor]] = {
    "Tanh": torch.tanh,
    "Sigmoid": torch.sigmoid,
    "Sin": torch.sin,
    "Square": torch.square,
    "ReLU": torch.relu,
    "Identity": lambda x: x * 1,
    "Negate": torch.negative,
}


def grown(choices: list[tuple[str, int, int]], shapes: list[list[int]]) -> tuple[Graph, dict[str, Tensor]]:
    """A graph that reads earlier nodes at will, and what PyTorch makes of it."""
    graph, tensors = Graph("random"), dict[str, Tensor]()
    rng = np.random.default_rng(0)
    for number, shape in enumerate(shapes):
        value: Array = rng.standard_normal(shape)
        graph.add_node(make_node(f"v{number}", "Value", {"value": value.tolist()}))
        tensors[f"v{number}"] = torch.tensor(value, requires_grad=True)
    for number, (op, one, other) in enumerate(choices):
        node_id, ids = f"n{number}", list(graph.nodes)
        read = [ids[one % len(ids)], ids[other % len(ids)]][: 2 if op in BINARY else 1]
        graph.add_node(make_node(node_id, op))
        for port, source in zip(("a", "b") if op in BINARY else ("input",), read, strict=True):
            graph.add_edge(Edge(source, node_id, port))
        inputs = [tensors[source] for source in read]
        tensors[node_id] = BINARY[op](inputs[0], inputs[-1]) if op in BINARY else UNARY[op](inputs[0])
    last = list(graph.nodes)[-1]
    graph.add_node(make_node("total", "Sum"))
    graph.add_edge(Edge(last, "total", "input"))
    graph.set_setting("output", "total")
    tensors["total"] = tensors[last].sum()
    return graph, tensors


@settings(max_examples=25, deadline=None)
@given(
    choices=st.lists(
        st.tuples(st.sampled_from([*BINARY, *UNARY]), st.integers(0, 30), st.integers(0, 30)),
        min_size=2,
        max_size=12,
    ),
    shapes=st.lists(st.sampled_from([[], [3], [2, 3], [2, 1]]), min_size=1, max_size=4),
)
def test_every_gradient_is_autograd_s(choices: list[tuple[str, int, int]], shapes: list[list[int]]) -> None:
    graph, tensors = grown(choices, shapes)
    run = run_pass(graph)
    trace = run.trace(400)
    expected: tuple[Tensor | None, ...] = torch.autograd.grad(
        tensors["total"], list(tensors.values()), allow_unused=True
    )
    for (node_id, tensor), gradient in zip(tensors.items(), expected, strict=True):
        node = trace.nodes[node_id]
        np.testing.assert_allclose(node.value, tensor.detach().numpy(), rtol=1e-12)
        assert (node.upstream is None) == (gradient is None), node_id
        if gradient is None:
            continue
        assert node.upstream is not None
        np.testing.assert_allclose(node.upstream, gradient.numpy(), rtol=1e-10, atol=1e-12)
        parts = trace.parts(node_id)
        if parts:
            np.testing.assert_allclose(sum(parts.values()), node.upstream, rtol=1e-10, atol=1e-12)
    assert check_gradients(run, probes=3).ok
