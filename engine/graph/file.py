"""The graph file, `*.graph.json`, version 1: read with every problem at once, written for readable diffs."""

import json
import math
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from engine.errors import BackstepError, GraphFileError, Problem
from engine.graph.identifiers import identifier_problem
from engine.graph.model import Edge, Graph, Node
from engine.ops.registry import make_op

FORMAT: Final = "backstep.graph"
VERSION: Final = 1
_GRAPH_KEYS: Final = ("format", "version", "name", "description", "nodes", "edges", "output", "training")
_NODE_KEYS: Final = ("id", "op", "params", "position")


def read_graph(path: str | os.PathLike[str]) -> Graph:
    """Read a graph file.

    Shapes are not checked here: a half-built graph can be read.

    Raises:
        GraphFileError: The file cannot be read or is no graph; carries all problems found.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise GraphFileError(Problem(f"there is no file {path}", mend="Check the path")) from None
    except IsADirectoryError:
        raise GraphFileError(Problem(f"{path} is a folder", mend="Name a file in it")) from None
    except UnicodeDecodeError as error:
        raise GraphFileError(
            Problem(
                f"{path} is no text", expected="UTF-8 JSON", found=f"byte {error.start} that is not UTF-8"
            )
        ) from None
    except OSError as error:
        raise GraphFileError(Problem(f"{path} cannot be read: {error.strerror}")) from None
    return graph_from_text(text)


def graph_from_text(text: str) -> Graph:
    """A graph from the text of a file.

    Raises:
        GraphFileError: The text is no graph; carries all problems found.
    """
    try:
        data = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise GraphFileError(
            Problem(
                f"this is not JSON: {error.msg} in line {error.lineno}, column {error.colno}",
                expected="a graph file as `backstep` writes it",
                mend="Mend the JSON there, or open another file",
            )
        ) from None
    except RecursionError:
        raise GraphFileError(
            Problem("the JSON is nested too deep to be read", expected="a few levels", mend="Flatten it")
        ) from None
    except ValueError as error:  # a number of more digits than Python reads
        raise GraphFileError(Problem(f"this is not JSON that can be read: {error}")) from None
    return graph_from_json(data)


def graph_from_json(data: Any) -> Graph:
    """A graph from JSON values.

    Raises:
        GraphFileError: The values are no graph; carries all problems found.
    """
    return _Reader(data).read()


def graph_to_json(graph: Graph) -> dict[str, Any]:
    """The graph as JSON values, in the file's key order, defaults left out."""
    data: dict[str, Any] = {"format": FORMAT, "version": VERSION, "name": graph.name}
    if graph.description:
        data["description"] = graph.description
    data["nodes"] = [_node_to_json(node) for node in graph]
    data["edges"] = [_edge_to_json(graph, edge) for edge in graph.edges]
    if graph.output is not None:
        data["output"] = graph.output
    if graph.training:
        data["training"] = graph.training
    return data


def graph_to_text(graph: Graph) -> str:
    """The text of the graph's file: a node and an edge a line."""
    data = graph_to_json(graph)
    outline = json.dumps({**data, "nodes": [], "edges": []}, indent=2, ensure_ascii=False)
    for key in ("nodes", "edges"):
        items = data[key]
        if items:
            rows = ",\n".join("    " + json.dumps(item, ensure_ascii=False) for item in items)
            outline = outline.replace(f'\n  "{key}": []', f'\n  "{key}": [\n{rows}\n  ]', 1)
    return outline + "\n"


def write_graph(graph: Graph, path: str | os.PathLike[str]) -> None:
    """Write a graph file atomically: whatever happens, the old or the new file is there, whole.

    Raises:
        GraphFileError: The place cannot be written to.
    """
    path = Path(path)
    try:
        path = path.resolve()
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(graph_to_text(graph))
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise GraphFileError(
            Problem(f"{path} cannot be written: {error.strerror}", mend="Save it in another folder")
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _node_to_json(node: Node) -> dict[str, Any]:
    data: dict[str, Any] = {"id": node.id, "op": node.op.name}
    params = node.op.explicit_params()
    if params:
        data["params"] = params
    if node.position is not None:
        data["position"] = [int(place) if place == int(place) else place for place in node.position]
    return data


def _edge_to_json(graph: Graph, edge: Edge) -> list[str]:
    only_port = len(graph.node(edge.target).op.ports) == 1
    return [edge.source, edge.target if only_port else f"{edge.target}.{edge.port}"]


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        doubled = next(key for key in keys if keys.count(key) > 1)
        raise GraphFileError(Problem(f"the key '{doubled}' stands twice in one object", mend="Remove one"))
    return data


def _no_constant(name: str) -> float:
    raise GraphFileError(
        Problem(f"{name} is no JSON number", expected="finite numbers", found=name, mend="Write a number")
    )


class _Reader:
    """Reads JSON values into a graph and collects what is wrong on the way."""

    def __init__(self, data: Any) -> None:
        self._data = data
        self._graph = Graph()
        self._problems: list[Problem] = []
        self._failed_ids: set[str] = set()

    def read(self) -> Graph:
        data = self._data
        if not isinstance(data, dict):
            raise GraphFileError(_wrong("a graph file", "an object { … }", data))
        self._check_format(data)
        for key in data:
            if key not in _GRAPH_KEYS:
                self._problems.append(_unknown_key(key, "the file", _GRAPH_KEYS))
        graph = self._graph
        graph.name = self._text(data, "name", "untitled")
        graph.description = self._text(data, "description", "")
        for item in self._list(data, "nodes"):
            self._guard(self._read_node, item)
        for item in self._list(data, "edges"):
            self._guard(self._read_edge, item)
        self._read_output(data.get("output"))
        training = data.get("training", {})
        if isinstance(training, dict):
            graph.training = training
        else:
            self._problems.append(_wrong("training", "an object { … }", training))
        if self._problems:
            raise GraphFileError(*self._problems)
        return graph

    def _check_format(self, data: dict[str, Any]) -> None:
        if data.get("format") != FORMAT:
            mend = f'A graph file says "format": "{FORMAT}"'
            found = repr(data["format"]) if "format" in data else "no format"
            raise GraphFileError(Problem("this is not a graph file", expected=FORMAT, found=found, mend=mend))
        version = data.get("version")
        if type(version) is not int or version < 1:
            raise GraphFileError(_wrong("version", f"a whole number from 1 to {VERSION}", version))
        if version > VERSION:
            raise GraphFileError(
                Problem(
                    f"this file is of version {version}, made by a newer Backstep",
                    expected=f"version {VERSION} or older",
                    found=str(version),
                    mend="Update Backstep to open it",
                )
            )

    def _guard(self, read: Callable[[Any], None], item: Any) -> None:
        try:
            read(item)
        except BackstepError as error:
            self._problems += error.problems

    def _text(self, data: dict[str, Any], key: str, default: str) -> str:
        value = data.get(key, default)
        if not isinstance(value, str):
            self._problems.append(_wrong(key, "text", value))
            return default
        return value

    def _list(self, data: dict[str, Any], key: str) -> list[Any]:
        value = data.get(key, [] if key == "edges" else None)
        if not isinstance(value, list):
            self._problems.append(_wrong(key, "a list [ … ]", value))
            return []
        return value

    def _read_node(self, item: Any) -> None:
        if not isinstance(item, dict):
            raise GraphFileError(_wrong("a node", 'an object like {"id": "relu1", "op": "ReLU"}', item))
        node_id, op = item.get("id"), item.get("op")
        problem = identifier_problem(node_id)
        if problem is not None:
            raise GraphFileError(problem.at(str(node_id)))
        assert isinstance(node_id, str)
        try:
            for key in item:
                if key not in _NODE_KEYS:
                    raise GraphFileError(_unknown_key(key, "a node", _NODE_KEYS))
            if not isinstance(op, str):
                raise GraphFileError(_wrong("op", "the name of an op", op))
            params = item.get("params", {})
            if not isinstance(params, dict):
                raise GraphFileError(_wrong("params", "an object { … }", params))
            self._graph.add_node(Node(node_id, make_op(op, params), _position(item)))
        except BackstepError as error:
            self._failed_ids.add(node_id)
            raise GraphFileError(*(problem.at(node_id) for problem in error.problems)) from None

    def _read_edge(self, item: Any) -> None:
        if not (isinstance(item, list) and len(item) == 2 and all(isinstance(end, str) for end in item)):
            raise GraphFileError(_wrong("an edge", '["source id", "target id.port"]', item))
        source, (target, _, port) = item[0], item[1].partition(".")
        if {source, target} & self._failed_ids:
            return  # the node's own problem is the one to mend
        if not port and target in self._graph.nodes:
            ports = self._graph.nodes[target].op.ports
            if len(ports) != 1:
                names = " or ".join(f"{target}.{port.name}" for port in ports)
                found = f"'{target}'" if ports else "a wire into a source"
                expected = names or "no wire"
                raise GraphFileError(
                    Problem("the wire names no port", target, expected=expected, found=found)
                )
            port = ports[0].name
        self._graph.add_edge(Edge(source, target, port))

    def _read_output(self, output: Any) -> None:
        if output is None or output in self._failed_ids:
            return
        if not isinstance(output, str) or output not in self._graph.nodes:
            self._problems.append(_wrong("output", "the id of a node", output))
        else:
            self._graph.output = output


def _position(item: dict[str, Any]) -> tuple[float, float] | None:
    position = item.get("position")
    if position is None:
        return None
    if (
        not isinstance(position, list)
        or len(position) != 2
        or any(isinstance(place, bool) or not isinstance(place, int | float) for place in position)
        or any(abs(place) > 1e9 or not math.isfinite(place) for place in position)
    ):
        raise GraphFileError(_wrong("position", "[x, y] in pixels, each at most 1e9", position))
    return float(position[0]), float(position[1])


def _wrong(what: str, expected: str, found: Any) -> Problem:
    text = "nothing" if found is None else json.dumps(found, ensure_ascii=False, default=repr)
    return Problem(
        f"{what} is not as it should be",
        expected=expected,
        found=text if len(text) <= 80 else text[:77] + "…",
    )


def _unknown_key(key: str, where: str, known: tuple[str, ...]) -> Problem:
    return Problem(
        f"{where} has an unknown key '{key}'",
        expected=f"one of: {', '.join(known)}",
        found=f"'{key}'",
        mend="Remove it",
    )
