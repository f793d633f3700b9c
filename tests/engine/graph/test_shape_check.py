import pytest

from engine.errors import BackstepError
from engine.graph.edits import AddNode, Connect, SetParams
from engine.graph.file import graph_from_json
from engine.graph.model import Edge, make_node
from engine.graph.shape_check import SampleShapes, check_shapes
from engine.ops.shapes import N
from tests.engine.graph.graphs import CNN, changed, circuit, cnn


def test_shapes_and_parameter_counts_of_a_cnn() -> None:
    report = check_shapes(cnn())
    shapes = {node_id: node.shape for node_id, node in report.nodes.items()}
    assert shapes == {
        "x": (N, 1, 8, 8),
        "conv1": (N, 4, 8, 8),
        "relu1": (N, 4, 8, 8),
        "pool1": (N, 4, 4, 4),
        "flat": (N, 64),
        "fc": (N, 10),
        "t": (N,),
        "loss": (),
    }
    assert report.nodes["conv1"].parameter_count == 4 * (9 + 1)
    assert report.parameter_count == 4 * (9 + 1) + 10 * (64 + 1)
    report.require_valid()


def test_six_filters_on_a_colour_picture_learn_456_numbers() -> None:
    """CS231n: 6 filters of 5×5 on 3 channels: 6 · (75 + 1)."""
    nodes = [
        {"id": "x", "op": "Input", "params": {"shape": [3, 32, 32]}},
        {"id": "c", "op": "Conv2d", "params": {"out_channels": 6, "kernel_size": 5}},
    ]
    report = check_shapes(graph_from_json(changed(CNN, nodes=nodes, edges=[["x", "c"]])))
    assert report.nodes["c"].shape == (N, 6, 28, 28)
    assert report.parameter_count == 456


def test_a_problem_stays_at_its_node_and_the_rest_stays_alive() -> None:
    graph = cnn()
    AddNode(make_node("deep", "Conv2d", {"kernel_size": 5})).apply(graph)
    AddNode(make_node("after", "ReLU")).apply(graph)
    Connect(Edge("pool1", "deep", "input")).apply(graph)
    Connect(Edge("deep", "after", "input")).apply(graph)
    report = check_shapes(graph)
    (problem,) = report.problems
    assert problem.node == "deep"
    assert problem.arithmetic == "(4 + 2·0 − 5)/1 + 1 = 0"
    assert report.nodes["after"].shape is None
    assert report.nodes["after"].problem is None
    assert report.nodes["loss"].shape == ()
    with pytest.raises(BackstepError, match="deep: a 5×5 filter"):
        report.require_valid()


def test_the_offered_fix_mends_it() -> None:
    graph = cnn()
    AddNode(make_node("deep", "Conv2d", {"kernel_size": 5})).apply(graph)
    Connect(Edge("pool1", "deep", "input")).apply(graph)
    (problem,) = check_shapes(graph).problems
    for fix in problem.fixes:
        edit = SetParams("deep", fix.params)
        edit.apply(graph)
        assert check_shapes(graph).problems == [], fix.label
        edit.revert(graph)
    assert problem.fixes[0].label == "Set padding to 1"


def test_missing_wires_are_named() -> None:
    graph = circuit()
    AddNode(make_node("g", "Add")).apply(graph)
    (problem,) = check_shapes(graph).problems
    assert problem.node == "g"
    assert "'a' and 'b'" in problem.message


def test_input_and_target_take_the_data_set_s_shapes() -> None:
    nodes = [{"id": "x", "op": "Input"}, {"id": "t", "op": "Target"}]
    graph = graph_from_json(changed(CNN, nodes=nodes, edges=[]))
    assert check_shapes(graph).nodes["x"].problem is not None
    report = check_shapes(graph, SampleShapes((3, 32, 32), (2,)))
    assert report.nodes["x"].shape == (N, 3, 32, 32)
    assert report.nodes["t"].shape == (N, 2)


def test_what_is_too_large_to_exist_is_refused_without_being_made() -> None:
    graph = cnn()
    SetParams("fc", {"out_features": 2**40}).apply(graph)
    (problem,) = check_shapes(graph).problems
    assert problem.node == "fc"
    assert "2^40" in problem.sentence()


def test_rows_that_no_window_reads_are_a_warning() -> None:
    graph = cnn()
    SetParams("conv1", {"kernel_size": 3, "stride": 2, "padding": 0}).apply(graph)
    report = check_shapes(graph)
    assert report.nodes["conv1"].warnings == (
        "the last 1 row and 1 column are not read: ⌊(8 + 2·0 − 3)/2 + 1⌋ = ⌊3.5⌋ = 3",
    )
