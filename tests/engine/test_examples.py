import numpy as np
import pytest

from engine.errors import GraphFileError
from engine.examples import example_text, list_examples, read_example
from engine.graph.file import graph_to_text
from engine.graph.shape_check import check_shapes
from engine.graph.topology import output_node
from engine.stepping.gradcheck import check_gradients
from engine.stepping.run import run_pass, trace_graph
from engine.training.config import TrainingConfig
from tests.engine.data.files.made import real

NAMES = [example.name for example in list_examples()]


def test_the_first_examples_are_there() -> None:
    assert {"digits-cnn", "digits-linear", "scalar"} <= set(NAMES)
    titles = {example.name: example.title for example in list_examples()}
    assert titles["scalar"] == "f = (x + y) z"
    assert all(example.description for example in list_examples())


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_valid_and_written_as_the_app_writes_it(name: str) -> None:
    graph = read_example(name)
    config = TrainingConfig.read(graph.training)
    check_shapes(graph, config.sample_shapes()).require_valid()
    output_node(graph)
    assert graph_to_text(graph) == example_text(name)
    assert all(node.position is not None for node in graph)


CIRCUITS = {
    "neuron": 0.731059,
    "gates": -20,
    "softmax": 2.040355,
    "hinge": 0.75,
    "multiclass-hinge": 2.9,
    "residual": (1 + 0.25**2 + 2.125**2) / 3,
    "two-layer-net": ((0.125 - 1) ** 2 + (2.15 - 2) ** 2) / 2,
}
"""What the lectures' circuits come to, by hand."""


@pytest.mark.parametrize(("name", "loss"), CIRCUITS.items())
def test_a_lecture_s_circuit_comes_to_the_number_worked_out_by_hand(name: str, loss: float) -> None:
    assert trace_graph(read_example(name)).loss == pytest.approx(loss, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_all_witnesses_agree_on_an_example(name: str) -> None:
    data_dir = real("mnist") if name == "lenet-mnist" else None
    assert check_gradients(run_pass(read_example(name), data_dir=data_dir), probes=3).ok


def test_the_gates_hand_back_what_the_lecture_says() -> None:
    trace = trace_graph(read_example("gates"))
    back = {name: float(node.upstream) for name, node in trace.nodes.items() if node.upstream is not None}
    assert {name: back[name] for name in "xyzw"} == {"x": -8, "y": 6, "z": 2, "w": 0}


def test_softmax_s_local_gradient_is_its_jacobian() -> None:
    trace = trace_graph(read_example("softmax"))
    p = trace.nodes["p"].value
    local = trace.nodes["p"].inputs["input"].local
    assert local is not None
    np.testing.assert_allclose(local, np.diag(p) - np.outer(p, p), atol=1e-15)
    upstream = trace.nodes["scores"].upstream
    assert upstream is not None
    np.testing.assert_allclose(upstream, p - [1, 0, 0])


def test_the_convolutional_net_has_as_many_parameters_as_worked_out_by_hand() -> None:
    expected = 16 * 9 + 16 + 32 * 16 * 9 + 32 + 128 * 10 + 10
    assert check_shapes(read_example("digits-cnn")).parameter_count == expected == 6090


def test_an_unknown_example_lists_the_known_ones() -> None:
    with pytest.raises(GraphFileError, match="digits-cnn, digits-linear"):
        example_text("digit")
