import pytest
from torch import nn

from engine.graph.identifiers import MODULE_NAMES, free_identifier, identifier_problem


def test_the_names_of_a_module_are_all_known() -> None:
    module = nn.Module()
    names = {name for name in {*dir(module), *vars(module)} if not name.startswith("_")}
    assert names <= MODULE_NAMES


@pytest.mark.parametrize("name", ["x", "conv1", "Hidden_2", "nn", "self", "torch", "loss"])
def test_names_that_can_be_attributes_are_taken(name: str) -> None:
    assert identifier_problem(name) is None


@pytest.mark.parametrize(
    ("base", "taken", "free"),
    [
        ("conv", [], "conv1"),
        ("conv", ["conv1", "conv2"], "conv3"),
        ("conv7", ["conv1"], "conv2"),
        ("2 legs!", [], "legs_1"),
        ("é", [], "node1"),
    ],
)
def test_a_free_name_counts_on(base: str, taken: list[str], free: str) -> None:
    assert free_identifier(base, taken) == free
