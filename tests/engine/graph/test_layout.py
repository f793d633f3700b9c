"""Auto-layout: rows of a chain, layers of what branches; nothing overlaps, nothing is changed."""

from itertools import combinations

import pytest

from engine.graph.boxes import Box, default_box, snapped
from engine.graph.file import graph_from_json
from engine.graph.layout import layout, missing_positions
from engine.graph.model import Edge, Graph, Position, make_node
from tests.engine.graph.graphs import CIRCUIT, CNN


def chain(*ops: str) -> Graph:
    """Nodes in a row, called by their number."""
    graph = Graph()
    for number, op in enumerate(ops):
        graph.add_node(make_node(f"n{number}", op))
        if number:
            graph.add_edge(Edge(f"n{number - 1}", f"n{number}", "input"))
    return graph


def assert_apart(graph: Graph, positions: dict[str, Position]) -> None:
    for one, other in combinations(graph.nodes, 2):
        (x1, y1), (x2, y2) = positions[one], positions[other]
        first, second = default_box(graph.nodes[one]), default_box(graph.nodes[other])
        beside = x1 + first.width <= x2 or x2 + second.width <= x1
        above = y1 + first.height <= y2 or y2 + second.height <= y1
        assert beside or above, (one, other)


def rows_of(positions: dict[str, Position]) -> list[list[str]]:
    rows: dict[float, list[str]] = {}
    for node_id, (_, y) in sorted(positions.items(), key=lambda entry: (entry[1][1], entry[1][0])):
        rows.setdefault(y, []).append(node_id)
    return list(rows.values())


def test_rows_break_after_a_pool_and_its_flatten() -> None:
    graph = chain("Input", "Conv2d", "ReLU", "MaxPool2d", "Conv2d", "ReLU", "MaxPool2d", "Flatten", "Linear")
    positions = layout(graph)
    assert rows_of(positions) == [["n0", "n1", "n2", "n3"], ["n4", "n5", "n6", "n7"], ["n8"]]
    # Nodes are 160 wide and 56 apart, rows 80 high and 68 apart.
    assert [positions["n1"], positions["n4"]] == [(216, 0), (0, 148)]
    assert_apart(graph, positions)


def test_long_chains_break_when_a_row_is_full() -> None:
    positions = layout(chain(*["ReLU"] * 14))
    assert [len(row) for row in rows_of(positions)] == [6, 6, 2]


def test_a_target_lies_below_the_node_before_its_loss() -> None:
    graph = graph_from_json(CNN)
    positions = layout(graph)
    loss = next(node.id for node in graph if node.op.is_loss)
    target = next(node.id for node in graph if node.op.fed_by == "targets")
    before = graph.inputs(loss)["input"]
    assert positions[target][0] == positions[before][0]
    assert positions[target][1] > positions[before][1] + 80
    assert_apart(graph, positions)


def test_a_circuit_has_its_values_at_the_left_in_the_order_of_the_file() -> None:
    graph = graph_from_json(CIRCUIT)
    positions = layout(graph)
    assert positions["x"][0] == positions["y"][0] == positions["z"][0] == 0
    assert positions["x"][1] < positions["y"][1] < positions["z"][1]
    assert positions["z"][0] < positions["q"][0] < positions["f"][0]
    assert positions["x"][1] < positions["q"][1] < positions["y"][1]
    assert_apart(graph, positions)


def test_data_flows_to_the_right_where_wires_fork() -> None:
    graph = chain("Input", "Conv2d", "ReLU", "Conv2d")
    graph.add_node(make_node("sum", "Add"))
    graph.add_edge(Edge("n3", "sum", "a"))
    graph.add_edge(Edge("n0", "sum", "b"))
    positions = layout(graph)
    for edge in graph.edges:
        assert positions[edge.source][0] < positions[edge.target][0], edge
    assert_apart(graph, positions)


def residual() -> Graph:
    """x → conv → relu → conv → + ← x, then relu, flat, fc and the loss with its target."""
    graph = chain("Input", "Conv2d", "ReLU", "Conv2d")
    for node_id, op in (("sum", "Add"), ("bend", "ReLU"), ("flat", "Flatten"), ("fc", "Linear")):
        graph.add_node(make_node(node_id, op))
    graph.add_node(make_node("t", "Target"))
    graph.add_node(make_node("loss", "CrossEntropyLoss"))
    ends = [("n3", "sum", "a"), ("n0", "sum", "b"), ("sum", "bend", "input"), ("bend", "flat", "input")]
    ends += [("flat", "fc", "input"), ("fc", "loss", "input"), ("t", "loss", "target")]
    for source, target, port in ends:
        graph.add_edge(Edge(source, target, port))
    return graph


def test_branched_graphs_go_on_in_a_second_row_where_one_wire_leads_on() -> None:
    graph = residual()
    positions = layout(graph)
    assert_apart(graph, positions)
    first = max(positions[node_id][1] for node_id in ("n0", "n1", "n2", "n3", "sum", "bend"))
    assert min(positions[node_id][1] for node_id in ("flat", "fc", "loss", "t")) > first
    assert positions["flat"][0] == positions["n0"][0]
    assert positions["t"][0] == positions["fc"][0]
    assert positions["t"][1] > positions["fc"][1]


def test_wires_into_a_gate_come_in_the_order_of_its_ports() -> None:
    positions = layout(residual())
    assert positions["n3"][1] < positions["n0"][1]


def test_parts_without_a_wire_between_them_lie_below_each_other() -> None:
    graph = chain("Input", "ReLU")
    for number in range(8):
        graph.add_node(make_node(f"loose{number}", "ReLU"))
    positions = layout(graph)
    assert_apart(graph, positions)
    assert min(positions[f"loose{number}"][1] for number in range(8)) > positions["n0"][1]


def test_an_empty_graph_has_an_empty_layout() -> None:
    assert layout(Graph()) == {}


def test_the_graph_stays_as_it_is() -> None:
    graph = graph_from_json(CNN)
    layout(graph)
    assert all(node.position is None for node in graph)


def test_larger_nodes_get_more_room() -> None:
    graph = chain("Input", "ReLU")
    assert layout(graph, {"n0": Box(300, 56)})["n1"][0] == 356


def test_only_what_has_no_position_gets_one_beside_the_rest() -> None:
    graph = chain("Input", "ReLU")
    graph.move_node("n0", (1000, 500))
    assert missing_positions(graph) == {"n1": (1216, 500)}
    graph.move_node("n1", (0, 0))
    assert missing_positions(graph) == {}


@pytest.mark.parametrize(
    ("box", "place", "expected"),
    [
        (Box(), (83, 51), (80, 48)),
        (Box(75, 35, 17.5), (83, 51), (80, 50.5)),  # its wire at 68, as that of a box at 40
    ],
)
def test_places_snap_so_that_wires_line_up(box: Box, place: Position, expected: Position) -> None:
    assert snapped(place, box) == expected
    assert (expected[1] + box.port) % 8 == 4
