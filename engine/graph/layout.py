"""Where nodes lie on a canvas that nobody has arranged yet: positions out, nothing changed.

A simple chain of layers is set in rows, as text is: a row ends after a block's last pool, and a Target lies
below the node before its loss. Anything that branches is layered (Sugiyama), with its sources at the left.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import Final

from engine.graph.model import Graph, Node, Position
from engine.ops.spec import LearnableOp

GAP: Final = 56
ROUND_GAP: Final = 128  # numbers stand on the wires of a circuit
ROW_GAP: Final = 68
SIDE_GAP: Final = 56  # room for the rows of tensors that a node grows while stepping
ROW_HEIGHT: Final = 80
MOST_COLUMNS: Final = 6
SNAP: Final = 8
_LINE: Final = 28  # where wires meet a node of the usual height


@dataclass(frozen=True)
class Box:
    """The room a node takes, in pixels at 100%.

    Attributes:
        width: From its left edge to its right.
        height: From its top to its bottom.
        port: How far below its top the wires meet it, so that neighbours can be lined up.
        is_round: Whether it belongs to a circuit, whose wires bear numbers.
    """

    width: float = 160
    height: float = 56
    port: float = 28
    is_round: bool = False


def default_box(node: Node) -> Box:
    """The room a node takes as the canvas draws it."""
    if node.op.symbol is not None:
        return Box(56, 56, 28, is_round=True)
    if node.op.name == "Value":
        return Box(75, 35, 17.5, is_round=True)
    ports = max(1, len(node.op.ports))
    footer = 24 if isinstance(node.op, LearnableOp) else 0
    return Box(160, max(56, 48 + 32 * (ports - 1)) + footer)


def layout(graph: Graph, boxes: Mapping[str, Box] | None = None) -> dict[str, Position]:
    """A position for every node; those a node has already do not count.

    Args:
        graph: The graph, half-built or whole.
        boxes: Room per node where it is not the usual one.
    """
    room = {node.id: default_box(node) for node in graph} | dict(boxes or {})
    positions: dict[str, Position] = {}
    top = 0.0
    for part in _connected_parts(graph):
        placed = _place_part(graph, part, room)
        lowest = floor(min(y for _, y in placed.values()) / SNAP) * SNAP
        leftmost = min(x for x, _ in placed.values())
        positions |= {node_id: (x - leftmost, y - lowest + top) for node_id, (x, y) in placed.items()}
        bottom = max(positions[node_id][1] + room[node_id].height for node_id in part)
        top = ceil((bottom + ROW_GAP) / SNAP) * SNAP
    return {node_id: positions[node_id] for node_id in graph.nodes}


def missing_positions(graph: Graph, boxes: Mapping[str, Box] | None = None) -> dict[str, Position]:
    """A position for each node that has none, beside those that have one."""
    missing = [node.id for node in graph if node.position is None]
    if not missing:
        return {}
    computed = layout(graph, boxes)
    across, down = 0.0, 0.0
    for node in graph:
        if node.position is not None:
            x, y = computed[node.id]
            across, down = node.position[0] - x, node.position[1] - y
            break
    return {node_id: (computed[node_id][0] + across, computed[node_id][1] + down) for node_id in missing}


def snapped(place: Position, box: Box) -> Position:
    """The nearest place on the grid, by the left edge and the line on which the wires meet the node.

    A node of the usual height has its top on the grid then, and one of another height still lines up with it.
    """
    x, y = place
    line = _LINE - box.port
    return round(x / SNAP) * SNAP, round((y - line) / SNAP) * SNAP + line


def _place_part(graph: Graph, part: list[str], room: Mapping[str, Box]) -> dict[str, Position]:
    sides = [node_id for node_id in part if graph.nodes[node_id].op.fed_by == "targets"]
    chain = _chain(graph, [node_id for node_id in part if node_id not in sides])
    if chain is None or any(len(graph.readers(side)) != 1 for side in sides):
        return _layers(graph, part, room)
    return _rows(graph, chain, sides, room)


def _connected_parts(graph: Graph) -> list[list[str]]:
    """Ids of each connected part, in the order of the file; nodes without any wire make one part."""
    neighbours: dict[str, list[str]] = {node_id: [] for node_id in graph.nodes}
    for edge in graph.edges:
        neighbours[edge.source].append(edge.target)
        neighbours[edge.target].append(edge.source)
    parts: list[list[str]] = []
    seen: set[str] = set()
    for start in (node_id for node_id in graph.nodes if neighbours[node_id]):
        if start in seen:
            continue
        stack, found = [start], set[str]()
        while stack:
            node_id = stack.pop()
            if node_id not in found:
                found.add(node_id)
                stack += neighbours[node_id]
        seen |= found
        parts.append([node_id for node_id in graph.nodes if node_id in found])
    alone = [node_id for node_id in graph.nodes if not neighbours[node_id]]
    return parts + [alone[i : i + MOST_COLUMNS] for i in range(0, len(alone), MOST_COLUMNS)]


# A chain, set in rows ------------------------------------------------------------------------------


def _chain(graph: Graph, ids: list[str]) -> list[str] | None:
    """The ids in the order of the data if each has at most one neighbour on either side, else None."""
    inside = set(ids)
    following: dict[str, str] = {}
    for edge in graph.edges:
        if edge.source in inside and edge.target in inside:
            if edge.source in following:
                return None
            following[edge.source] = edge.target
    followers = list(following.values())
    if len(set(followers)) < len(followers):
        return None
    order: list[str] = []
    for start in (node_id for node_id in ids if node_id not in set(followers)):
        current: str | None = start
        while current is not None:
            order.append(current)
            current = following.get(current)
    return order


def _rows(graph: Graph, chain: list[str], sides: list[str], room: Mapping[str, Box]) -> dict[str, Position]:
    side_of = {graph.readers(side)[0].target: side for side in sides}
    positions: dict[str, Position] = {}
    top = 0.0
    for row in _broken(graph, chain, side_of):
        line = top + max(room[node_id].port for node_id in row)
        bottom, x = top + ROW_HEIGHT, 0.0
        previous: str | None = None
        for node_id in row:
            box = room[node_id]
            positions[node_id] = (x, line - box.port)
            bottom = max(bottom, line - box.port + box.height)
            if node_id in side_of:
                side, side_x = side_of[node_id], positions[previous][0] if previous else x - GAP - box.width
                positions[side] = (side_x, bottom + SIDE_GAP)
                bottom += SIDE_GAP + room[side].height
            x += box.width + GAP
            previous = node_id
        top = bottom + ROW_GAP
    return positions


def _broken(graph: Graph, chain: list[str], side_of: Mapping[str, str]) -> list[list[str]]:
    """The chain in rows: a row ends after a pool and the Flatten behind it, or when it is full."""
    rows: list[list[str]] = [[]]
    for node_id in chain:
        row = rows[-1]
        if row and node_id not in side_of and (len(row) >= MOST_COLUMNS or _ends_block(graph, row, node_id)):
            row = []
            rows.append(row)
        row.append(node_id)
    return rows


def _ends_block(graph: Graph, row: list[str], following: str) -> bool:
    names = [graph.nodes[node_id].op.name for node_id in (*row[-2:], following)]
    if names[-1] == "Flatten":
        return False
    return "Pool" in names[-2] or (names[-2] == "Flatten" and len(names) > 2 and "Pool" in names[-3])


# Branches, set in layers ---------------------------------------------------------------------------


def _layers(graph: Graph, part: list[str], room: Mapping[str, Box]) -> dict[str, Position]:
    ranks, lanes = _sugiyama(graph, part)
    columns = [[n for n in part if ranks[n] == rank] for rank in range(max(ranks.values()) + 1)]
    pitch = max(104.0, max(room[node_id].height for node_id in part) + 48)
    positions: dict[str, Position] = {}
    x = 0.0
    for index, column in enumerate(columns):
        width = max(room[node_id].width for node_id in column)
        for node_id in column:
            place = x + (width - room[node_id].width) / 2, lanes[node_id] * pitch
            positions[node_id] = snapped(place, room[node_id])
        neighbours = columns[index : index + 2]
        roomy = any(all(room[node_id].is_round for node_id in nodes) for nodes in neighbours)
        x += ceil((width + (ROUND_GAP if roomy else GAP)) / SNAP) * SNAP
    return positions


def _sugiyama(graph: Graph, part: list[str]) -> tuple[dict[str, int], dict[str, float]]:
    """Rank (from the sources) and lane (from the top) of each node of a connected part."""
    from fast_sugiyama import from_edges

    number = {node_id: index for index, node_id in enumerate(part)}
    edges = list(
        dict.fromkeys((number[e.source], number[e.target]) for e in graph.edges if e.source in number)
    )
    placed = from_edges(edges, vertex_spacing=1.0, ranking_type="up", dummy_vertices=True)[0][0]
    places = {part[int(index)]: place for index, place in placed if int(index) < len(part)}
    last = max(y for _, y in places.values())
    ranks = {node_id: round(last - y) for node_id, (_, y) in places.items()}
    lanes = {node_id: x for node_id, (x, _) in places.items()}
    if _upside_down(part, ranks, lanes):
        lanes = {node_id: -lane for node_id, lane in lanes.items()}
    return ranks, lanes


def _upside_down(part: Iterable[str], ranks: Mapping[str, int], lanes: Mapping[str, float]) -> bool:
    """Whether the sources lie against the order of the file."""
    sources = [lanes[node_id] for node_id in part if ranks[node_id] == 0]
    falls = sum(second < first for first, second in pairwise(sources))
    return falls > (len(sources) - 1) / 2
