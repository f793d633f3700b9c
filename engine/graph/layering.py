"""What branches, set in layers from left to right (Sugiyama), and in rows where it would grow too long."""

from collections.abc import Mapping
from itertools import pairwise
from math import ceil

from engine.graph.boxes import GAP, MOST_COLUMNS, ROUND_GAP, ROW_GAP, SIDE_GAP, SNAP, Box, snapped
from engine.graph.model import Graph, Position

_LEAST_PITCH = 104.0
_PITCH_GAP = 48.0

Columns = list[list[str]]


def layers(
    graph: Graph, part: list[str], side_of: Mapping[str, str], room: Mapping[str, Box]
) -> dict[str, Position]:
    """A position for each node of a connected part.

    Args:
        graph: The graph.
        part: Ids of the part.
        side_of: Nodes that lie below what comes before their only reader, by that reader.
        room: Room per node.
    """
    main = [node_id for node_id in part if node_id not in side_of.values()]
    ranks, lanes = _sugiyama(graph, main)
    columns = [[n for n in main if ranks[n] == rank] for rank in range(max(ranks.values()) + 1)]
    pitch = max(_LEAST_PITCH, max(room[node_id].height for node_id in main) + _PITCH_GAP)
    positions: dict[str, Position] = {}
    top = 0.0
    for row in _broken(columns, _cuts(graph, ranks, set(side_of))):
        placed = _place_row(row, lanes, pitch, room)
        _place_sides(placed, row, side_of, room)
        shift = ceil((top - min(y for _, y in placed.values())) / SNAP) * SNAP
        positions |= {node_id: (x, y + shift) for node_id, (x, y) in placed.items()}
        top = max(positions[node_id][1] + room[node_id].height for node_id in placed) + ROW_GAP
    return positions


def _place_row(
    columns: Columns, lanes: Mapping[str, float], pitch: float, room: Mapping[str, Box]
) -> dict[str, Position]:
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


def _place_sides(
    positions: dict[str, Position], columns: Columns, side_of: Mapping[str, str], room: Mapping[str, Box]
) -> None:
    """Put each side node of a row below the column before its reader's."""
    for before, column in pairwise([[], *columns]):
        for reader in column:
            if reader not in side_of:
                continue
            side = side_of[reader]
            x = positions[before[0]][0] if before else positions[reader][0] - GAP - room[side].width
            above = [*before, reader]
            bottom = max(positions[node_id][1] + room[node_id].height for node_id in above)
            positions[side] = snapped((x, bottom + SIDE_GAP), room[side])


def _cuts(graph: Graph, ranks: Mapping[str, int], whole: set[str]) -> list[bool]:
    """Whether a row may end after each rank: where a single output leads on, and not right before `whole`."""
    crossing: list[set[str]] = [set() for _ in range(max(ranks.values()) + 1)]
    for edge in graph.edges:
        if edge.source in ranks and edge.target in ranks:
            for rank in range(ranks[edge.source], ranks[edge.target]):
                crossing[rank].add(edge.source)
    kept = {ranks[node_id] - 1 for node_id in whole if node_id in ranks}
    return [len(sources) <= 1 and rank not in kept for rank, sources in enumerate(crossing)]


def _broken(columns: Columns, cuts: list[bool]) -> list[Columns]:
    """The columns in rows: a full row ends at the last place where it may."""
    rows: list[Columns] = []
    start = 0
    while len(columns) - start > MOST_COLUMNS:
        ends = [end for end in range(start + 2, start + MOST_COLUMNS + 1) if cuts[end - 1]]
        if not ends:
            break
        rows.append(columns[start : ends[-1]])
        start = ends[-1]
    return [*rows, columns[start:]]


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
    if _is_upside_down(graph, part, ranks, lanes):
        lanes = {node_id: -lane for node_id, lane in lanes.items()}
    return ranks, lanes


def _is_upside_down(
    graph: Graph, part: list[str], ranks: Mapping[str, int], lanes: Mapping[str, float]
) -> bool:
    """Whether more neighbours lie against the order of the file, or of their ports, than with it."""
    orders = [[node_id for node_id in part if ranks[node_id] == 0]]
    orders += [[source for source in graph.inputs(node_id).values() if source in lanes] for node_id in part]
    steps = [lanes[lower] - lanes[upper] for order in orders for upper, lower in pairwise(order)]
    return sum(step < 0 for step in steps) > sum(step > 0 for step in steps)
