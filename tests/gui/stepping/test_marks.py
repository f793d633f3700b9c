from collections.abc import Callable

import numpy as np
import pytest

from engine.graph.model import Graph
from gui.canvas.marks import Marks
from gui.stepping.marks import marks
from gui.stepping.timeline import Phase
from tests.gui.stepping.passes import circuit, cnn, cursor, fork, timeline, traced


def at(make: Callable[[], Graph], place: int) -> Marks:
    return marks(traced(make), timeline(make), place)


def test_the_board_shows_values_and_gradients_of_the_lecture() -> None:
    shown = at(circuit, timeline(circuit).last)
    texts = {wire: (look.value, look.gradient) for wire, look in shown.wires.items()}
    assert texts == {
        ("q", "a"): ("−2", "−4"),
        ("q", "b"): ("5", "−4"),
        ("f", "a"): ("3", "−4"),
        ("f", "b"): ("−4", "3"),
    }
    assert shown.output is not None
    assert (shown.output[0], shown.output[1].value, shown.output[1].gradient) == ("f", "−12", "1")


def test_nothing_is_known_before_its_step() -> None:
    shown = at(circuit, cursor(circuit, Phase.FORWARD, "z"))
    assert shown.nodes["z"].forward_done
    assert not shown.nodes["q"].forward_done
    assert shown.nodes["q"].value is None
    assert shown.wires["f", "a"].value == ""
    assert shown.wires["f", "b"].value == "−4"
    assert shown.output is not None
    assert shown.output[1].value == shown.output[1].gradient == ""
    assert not any(node.backward_done for node in shown.nodes.values())


def test_only_the_current_step_is_lit() -> None:
    shown = at(circuit, cursor(circuit, Phase.BACKWARD, "q"))
    assert shown.nodes["q"].current
    assert [node for node, look in shown.nodes.items() if look.current] == ["q"]
    lit = {wire: look.lit for wire, look in shown.wires.items()}
    assert lit == {
        ("q", "a"): "downstream",
        ("q", "b"): "downstream",
        ("f", "a"): "upstream",
        ("f", "b"): None,
    }
    assert {look.local for wire, look in shown.wires.items() if wire[0] == "q"} == {"× 1"}


def test_a_negative_local_gradient_stands_in_parentheses() -> None:
    shown = at(circuit, cursor(circuit, Phase.BACKWARD, "f"))
    assert shown.wires["f", "a"].local == "× (−4)"
    assert shown.wires["f", "b"].local == "× 3"


def test_the_gradient_starts_as_one_at_the_loss() -> None:
    shown = at(circuit, cursor(circuit, Phase.LOSS, "f"))
    assert shown.output is not None
    assert (shown.output[1].gradient, shown.output[1].lit) == ("1", "upstream")
    assert shown.nodes["f"].backward_done
    assert shown.wires["f", "a"].gradient == ""


def test_exact_numbers_stand_in_the_tooltip() -> None:
    shown = at(circuit, timeline(circuit).last)
    assert shown.wires["q", "a"].exact == "value −2.0\ngradient −4.0"


def test_where_a_wire_forks_the_parts_and_their_sum_are_told() -> None:
    shown = at(fork, timeline(fork).last)
    assert shown.nodes["x"].note == "sum 7"
    assert shown.wires["m", "a"].gradient == "3 + 3"  # both wires run side by side: told once
    assert shown.wires["m", "b"].gradient == ""
    assert shown.wires["f", "b"].gradient == "1"
    assert all(shown.wires[wire].apart for wire in (("m", "a"), ("f", "b")))
    assert "3 + 3 + 1 = 7" in shown.wires["f", "b"].exact


def test_a_sum_is_not_told_before_all_its_parts_came_back() -> None:
    shown = at(fork, cursor(fork, Phase.BACKWARD, "f"))
    assert shown.nodes["x"].note == ""
    assert "add up" not in shown.wires["f", "b"].exact
    assert shown.wires["m", "a"].gradient == ""


def test_tensors_come_without_the_batch() -> None:
    shown = at(cnn, cursor(cnn, Phase.BACKWARD, "conv2"))
    node = shown.nodes["conv2"]
    assert node.value is not None
    assert node.upstream is not None
    assert node.downstream is not None
    assert (node.value.shape, node.upstream.shape, node.downstream.shape) == (
        (32, 4, 4),
        (32, 4, 4),
        (16, 4, 4),
    )
    np.testing.assert_array_equal(node.value, traced(cnn).node("conv2").value[0])
    assert shown.nodes["pool1"].upstream is None  # its own step comes next


def test_the_target_says_its_class_and_its_wire_no_number() -> None:
    shown = at(cnn, timeline(cnn).last)
    assert shown.nodes["t"].note == "class 0"
    assert shown.wires["loss", "target"].value == ""
    assert shown.wires["loss", "target"].gradient == ""


@pytest.mark.parametrize("make", [circuit, fork, cnn])
def test_every_step_can_be_marked(make: Callable[[], Graph]) -> None:
    for place in range(len(timeline(make))):
        assert sum(node.current for node in at(make, place).nodes.values()) == 1
