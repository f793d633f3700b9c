import contextlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BackstepError, GraphFileError
from engine.graph.file import graph_from_json, graph_from_text, graph_to_text, read_graph, write_graph
from tests.engine.graph.graphs import CIRCUIT, CNN, changed, circuit


@pytest.mark.parametrize("data", [CIRCUIT, CNN])
def test_a_file_written_and_read_is_the_same(data: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "a.graph.json"
    write_graph(graph_from_json(data), path)
    text = path.read_text(encoding="utf-8")
    assert graph_to_text(read_graph(path)) == text
    again = json.loads(text)
    assert again["nodes"] == data["nodes"]
    assert again["edges"] == data["edges"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_node_stands_on_a_line_of_its_own() -> None:
    lines = graph_to_text(circuit()).splitlines()
    assert '    {"id": "q", "op": "Add"},' in lines
    assert '    ["z", "f.b"]' in lines


NODE = {"id": "q", "op": "Add"}


@pytest.mark.parametrize(
    ("keys", "node", "words"),
    [
        ({"format": "other"}, None, "not a graph file"),
        ({"version": 2}, None, "newer Backstep"),
        ({"version": "1"}, None, "version"),
        ({"colour": 1}, None, "unknown key 'colour'"),
        ({"nodes": None}, None, "nodes"),
        ({"nodes": [3]}, None, "a node"),
        ({"nodes": [{**NODE, "op": "Plus"}], "edges": []}, "q", "no op 'Plus'"),
        ({"nodes": [{**NODE, "colour": 1}], "edges": []}, "q", "unknown key 'colour'"),
        ({"nodes": [NODE, NODE], "edges": []}, "q", "taken"),
        ({"nodes": [{**NODE, "id": "1q"}], "edges": []}, "1q", "cannot be a node's id"),
        ({"nodes": [{**NODE, "id": "größe"}], "edges": []}, "größe", "cannot be a node's id"),
        ({"nodes": [{**NODE, "id": "lambda"}], "edges": []}, "lambda", "word of Python"),
        ({"nodes": [{**NODE, "id": "_q"}], "edges": []}, "_q", "underscore"),
        ({"nodes": [{**NODE, "id": "forward"}], "edges": []}, "forward", "nn.Module"),
        ({"nodes": [{**NODE, "position": [0]}], "edges": []}, "q", "position"),
        ({"nodes": [{**NODE, "params": {"colour": 1}}], "edges": []}, "q", "no parameter 'colour'"),
        ({"nodes": [{"id": "c", "op": "Conv2d", "params": {"stride": 0}}], "edges": []}, "c", "'stride'"),
        ({"nodes": [{"id": "c", "op": "Conv2d", "params": {"stride": "a"}}], "edges": []}, "c", "'stride'"),
        ({"nodes": [{"id": "v", "op": "Value", "params": {"value": "a"}}], "edges": []}, "v", "number"),
        ({"edges": [["x", "q"]]}, "q", "names no port"),
        ({"edges": [["x", "q.c"]]}, "q", "no port 'c'"),
        ({"edges": [["w", "q.a"]]}, "w", "no node 'w'"),
        ({"edges": [["x", "q.a"], ["y", "q.a"]]}, "q", "taken by x"),
        ({"edges": [["x", "q.a"], ["x", "q.a"]]}, "q", "taken by x"),
        ({"edges": [["q", "f.a"], ["f", "q.a"]]}, "q", "cycle: q → f → q"),
        ({"edges": [["q", "q.a"]]}, "q", "cycle: q → q"),
        ({"edges": [["x", "y"]]}, "y", "no port"),
        ({"edges": ["x -> q"]}, None, "an edge"),
        ({"output": "nowhere"}, None, "output"),
        ({"training": []}, None, "training"),
        ({"name": 3}, None, "name"),
    ],
)
def test_what_is_wrong_names_the_node_and_a_reason(
    keys: dict[str, Any], node: str | None, words: str
) -> None:
    with pytest.raises(GraphFileError) as error:
        graph_from_json(changed(CIRCUIT, **keys))
    problem = error.value.problems[0]
    assert problem.node == node
    assert words in str(problem)
    assert problem.expected or problem.mend


def test_all_problems_are_reported_at_once() -> None:
    nodes = [{"id": "a", "op": "Plus"}, {"id": "b", "op": "Conv2d", "params": {"stride": 0, "padding": -1}}]
    with pytest.raises(GraphFileError) as error:
        graph_from_json(changed(CIRCUIT, nodes=nodes, edges=[["a", "b"]], colour=1))
    assert [problem.node for problem in error.value.problems] == [None, "a", "b", "b"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("{", "line 1"),
        ("[" * 100_000, "nested too deep"),
        ('{"format": "backstep.graph", "format": 1}', "stands twice"),
        ('{"format": NaN}', "NaN is no JSON number"),
        ("[1]", "a graph file"),
        ('{"version": ' + "9" * 10_000 + "}", "not JSON"),
    ],
    ids=range(7),
)
def test_text_that_is_no_graph_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(GraphFileError, match=words):
        graph_from_text(text)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_not_crashed_on(data: bytes) -> None:
    with pytest.raises(GraphFileError):
        graph_from_text(data.decode("latin-1"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(sorted(CIRCUIT)), JSON)
def test_any_value_at_any_key_is_read_or_refused(key: str, value: Any) -> None:
    with contextlib.suppress(BackstepError):
        graph_from_json(changed(CIRCUIT, **{key: value}))


@given(st.sampled_from(["id", "op", "params", "position"]), JSON)
def test_any_value_in_a_node_is_read_or_refused(key: str, value: Any) -> None:
    with contextlib.suppress(BackstepError):
        graph_from_json(changed(CIRCUIT, nodes=[{"id": "c", "op": "Conv2d", key: value}], edges=[]))


def test_a_folder_a_missing_file_and_other_bytes_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    for name, words in (("", "is a folder"), ("nowhere", "no file"), ("bytes", "no text")):
        with pytest.raises(GraphFileError, match=words):
            read_graph(tmp_path / name)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.graph.json"
    path.write_text("old", encoding="utf-8")

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(GraphFileError, match="No space left"):
        write_graph(circuit(), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
