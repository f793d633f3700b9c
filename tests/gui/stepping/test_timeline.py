import pytest

from gui.stepping.timeline import Phase, Step, Timeline
from tests.gui.stepping.passes import circuit, cnn, cursor, fork, graph, linear, timeline, traced_of, value


def test_the_circuit_takes_eleven_steps_and_the_sum_is_stepped_back_through_eighth() -> None:
    steps = timeline(circuit)
    assert len(steps) == 11
    assert [step.node for step in steps.steps] == [*"xyzqf", "f", *"fqzyx"]
    assert cursor(circuit, Phase.BACKWARD, "q") == 7


def test_every_node_every_gradient_and_every_parameter_has_its_step() -> None:
    steps = timeline(linear)
    assert [steps.count(phase) for phase in Phase] == [5, 1, 4, 2]  # no gradient reaches the target
    assert [step.param for step in steps.steps[-2:]] == ["weight", "bias"]
    assert len(timeline(cnn)) == 11 + 1 + 10 + 6


def test_a_graph_without_parameters_has_no_update() -> None:
    assert timeline(circuit).count(Phase.UPDATE) == 0
    assert not timeline(circuit).section(Phase.UPDATE)


def test_a_pass_is_entered_where_the_first_gradient_is() -> None:
    assert timeline(circuit).steps[timeline(circuit).first_gradient] == Step(Phase.BACKWARD, "f")


def test_without_a_gradient_it_is_entered_at_the_loss() -> None:
    steps = Timeline((Step(Phase.FORWARD, "x"), Step(Phase.LOSS, "x")))
    assert steps.first_gradient == 1


@pytest.mark.parametrize(
    ("start", "node", "expected"),
    [
        (0, "q", Step(Phase.FORWARD, "q")),
        (5, "q", Step(Phase.BACKWARD, "q")),
        (9, "z", Step(Phase.BACKWARD, "z")),
    ],
)
def test_running_to_a_node_stays_in_the_pass_at_hand(start: int, node: str, expected: Step) -> None:
    steps = timeline(circuit)
    assert steps.steps[steps.run_to(start, node)] == expected


def test_running_to_a_node_without_a_gradient_goes_where_it_is_computed() -> None:
    steps = timeline(cnn)
    assert steps.steps[steps.run_to(steps.last, "t")] == Step(Phase.FORWARD, "t")
    assert steps.run_to(4, "unknown") == 4


def test_cursors_stay_on_the_timeline() -> None:
    steps = timeline(fork)
    assert steps.clamp(-3) == 0
    assert steps.clamp(99) == steps.last == 6


def test_what_is_done_includes_the_current_step() -> None:
    steps = timeline(circuit)
    assert steps.is_done(Phase.FORWARD, "q", 3)
    assert not steps.is_done(Phase.FORWARD, "q", 2)
    assert not steps.is_done(Phase.BACKWARD, "unknown", 10)


def test_a_parameter_of_its_own_is_updated_too() -> None:
    made = graph(
        [
            value("x", 3.0),
            {"id": "w", "op": "Parameter", "params": {"value": 2.0}},
            {"id": "f", "op": "Multiply"},
        ],
        [["x", "f.a"], ["w", "f.b"]],
    )
    steps = Timeline.of(traced_of(made).trace)
    assert steps.steps[-1] == Step(Phase.UPDATE, "w")
    assert steps.steps[-1].learned == "w"
    assert Step(Phase.UPDATE, "fc", "bias").learned == "fc.bias"
