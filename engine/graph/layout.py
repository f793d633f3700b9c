"""Where nodes lie on a canvas that nobody has arranged yet: positions out, nothing changed.

A simple chain of layers is set in rows, as text is: a row ends after a block's last pool, and a Target lies
below the node before its loss. Anything that branches is layered (Sugiyama), with its sources at the left.
"""

from collections.abc import Mapping
from math import ceil, floor

from engine.graph.boxes import GAP, MOST_COLUMNS, ROW_GAP, ROW_HEIGHT, SIDE_GAP, SNAP, Box, default_box
from engine.graph.layering import layers
from engine.graph.model import Graph, Position


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


def _place_part(graph: Graph, part: list[str], room: Mapping[str, Box]) -> dict[str, Position]:
    sides = [node_id for node_id in part if graph.nodes[node_id].op.fed_by == "targets"]
    chain = _chain(graph, [node_id for node_id in part if node_id not in sides])
    if any(len(graph.readers(side)) != 1 for side in sides):
        return layers(graph, part, {}, room)
    side_of = {graph.readers(side)[0].target: side for side in sides}
    if chain is None:
        return layers(graph, part, side_of, room)
    return _rows(graph, chain, side_of, room)


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


def _rows(
    graph: Graph, chain: list[str], side_of: Mapping[str, str], room: Mapping[str, Box]
) -> dict[str, Position]:
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
