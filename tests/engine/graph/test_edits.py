import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BackstepError
from engine.events import Event
from engine.graph.edits import (
    AddNode,
    CompositeEdit,
    Connect,
    Disconnect,
    Edit,
    MoveNodes,
    RemoveNode,
    RenameNode,
    SetParams,
    SetSetting,
)
from engine.graph.file import graph_to_text
from engine.graph.model import Edge, EdgeAdded, EdgeRemoved, Graph, NodeAdded, make_node
from engine.ops.registry import registry
from tests.engine.graph.graphs import circuit, cnn

EDITS: list[Edit] = [
    AddNode(make_node("w", "Value", {"value": 1})),
    AddNode(make_node("w", "Value"), index=1),
    RemoveNode("q"),
    RemoveNode("x"),
    Connect(Edge("z", "q", "a")),
    Disconnect(Edge("q", "f", "a")),
    SetParams("x", {"value": 7.5}),
    MoveNodes({"x": (8.0, 16.0), "y": (0.0, 0.0)}),
    RenameNode("q", "total"),
    SetSetting("output", "q"),
    SetSetting("training", {"seed": 3}),
    CompositeEdit("Insert", [Disconnect(Edge("q", "f", "a")), Connect(Edge("z", "f", "a"))]),
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.title)
def test_an_edit_changes_the_graph_and_takes_itself_back(edit: Edit) -> None:
    graph = circuit()
    before = graph_to_text(graph)
    for _ in range(2):
        edit.apply(graph)
        assert graph_to_text(graph) != before
        edit.revert(graph)
        assert graph_to_text(graph) == before


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (AddNode(make_node("x", "Value")), "taken"),
        (RemoveNode("nowhere"), "no node 'nowhere'"),
        (Connect(Edge("f", "q", "a")), "cycle"),
        (Connect(Edge("x", "q", "c")), "no port"),
        (Disconnect(Edge("z", "q", "a")), "no wire"),
        (SetParams("x", {"value": "a"}), "a number or nested lists"),
        (SetParams("q", {"value": 1}), "no parameter"),
        (RenameNode("q", "f"), "taken"),
        (RenameNode("q", "class"), "word of Python"),
        (SetSetting("output", "nowhere"), "no node"),
        (CompositeEdit("Two", [RenameNode("q", "total"), RenameNode("x", "y")]), "taken"),
    ],
)
def test_a_refused_edit_changes_nothing(edit: Edit, words: str) -> None:
    graph = circuit()
    before = graph_to_text(graph)
    with pytest.raises(BackstepError, match=words):
        edit.apply(graph)
    assert graph_to_text(graph) == before


def test_connecting_to_a_taken_port_replaces_its_wire_and_says_so() -> None:
    graph, events = circuit(), list[Event]()
    graph.events.subscribe(events.append)
    Connect(Edge("z", "q", "a")).apply(graph)
    assert events == [EdgeRemoved(Edge("x", "q", "a")), EdgeAdded(Edge("z", "q", "a"))]


def test_a_subscription_can_be_ended() -> None:
    graph, events = Graph(), list[Event]()
    end = graph.events.subscribe(events.append)
    AddNode(make_node("a", "Value")).apply(graph)
    end()
    AddNode(make_node("b", "Value")).apply(graph)
    assert events == [NodeAdded("a")]


def random_edit(graph: Graph, rng: random.Random) -> Edit:
    """An edit that may or may not be possible."""
    ids = [*graph.nodes, "nowhere"]
    one, other = rng.choice(ids), rng.choice(ids)
    ports = graph.nodes[other].op.ports if other in graph.nodes else ()
    port = rng.choice([port.name for port in ports] or ["a"])
    edges = [*graph.edges, Edge(one, other, port)]
    position = (float(rng.randrange(900)), float(rng.randrange(600)))
    choices: list[Edit] = [
        AddNode(make_node(f"n{rng.randrange(40)}", rng.choice(list(registry()))), rng.choice([None, 0, 3])),
        RemoveNode(one),
        Connect(Edge(one, other, port)),
        Disconnect(rng.choice(edges)),
        SetParams(
            one, rng.choice([{"value": 2}, {"out_channels": 8}, {"out_features": 0}, {"kernel_size": [1, 3]}])
        ),
        MoveNodes({one: position}),
        RenameNode(one, rng.choice([f"m{rng.randrange(40)}", "forward"])),
        SetSetting("output", rng.choice([None, one])),
    ]
    edit = rng.choice(choices)
    return CompositeEdit("Two", [edit, random_edit(graph, rng)]) if rng.random() < 0.2 else edit


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_random_edits_undone_give_the_identical_file(seed: int) -> None:
    rng, graph = random.Random(seed), cnn()
    before = graph_to_text(graph)
    done: list[Edit] = []
    for _ in range(150):
        edit = random_edit(graph, rng)
        try:
            edit.apply(graph)
        except BackstepError:
            continue
        done.append(edit)
    after = graph_to_text(graph)
    for edit in reversed(done):
        edit.revert(graph)
    assert graph_to_text(graph) == before
    for edit in done:
        edit.apply(graph)
    assert graph_to_text(graph) == after
