import pytest

from engine.errors import GraphFileError
from engine.examples import example_text, list_examples, read_example
from engine.graph.file import graph_to_text
from engine.graph.shape_check import check_shapes
from engine.graph.topology import output_node
from engine.training.config import TrainingConfig

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


def test_the_convolutional_net_has_as_many_parameters_as_worked_out_by_hand() -> None:
    expected = 16 * 9 + 16 + 32 * 16 * 9 + 32 + 128 * 10 + 10
    assert check_shapes(read_example("digits-cnn")).parameter_count == expected == 6090


def test_an_unknown_example_lists_the_known_ones() -> None:
    with pytest.raises(GraphFileError, match="digits-cnn, digits-linear"):
        example_text("digit")
