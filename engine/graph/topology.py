"""Order and reach: which node comes when, and which one is differentiated."""

import heapq
from collections.abc import Iterable

from engine.errors import GraphError, Problem
from engine.graph.model import Graph


def topological_order(graph: Graph) -> list[str]:
    """Ids such that each node comes after all it reads; among the free ones, the file's order."""
    ids = list(graph.nodes)
    place = {node_id: index for index, node_id in enumerate(ids)}
    waiting = dict.fromkeys(ids, 0)
    readers: dict[str, list[str]] = {node_id: [] for node_id in ids}
    for edge in graph.edges:
        waiting[edge.target] += 1
        readers[edge.source].append(edge.target)
    free = [place[node_id] for node_id in ids if waiting[node_id] == 0]
    heapq.heapify(free)
    order: list[str] = []
    while free:
        node_id = ids[heapq.heappop(free)]
        order.append(node_id)
        for reader in readers[node_id]:
            waiting[reader] -= 1
            if waiting[reader] == 0:
                heapq.heappush(free, place[reader])
    return order


def ancestors(graph: Graph, ends: Iterable[str]) -> set[str]:
    """Ids of all nodes that `ends` depend on, themselves included."""
    sources: dict[str, list[str]] = {}
    for edge in graph.edges:
        sources.setdefault(edge.target, []).append(edge.source)
    found: set[str] = set()
    stack = list(ends)
    while stack:
        node_id = stack.pop()
        if node_id not in found:
            found.add(node_id)
            stack += sources.get(node_id, [])
    return found


def output_node(graph: Graph) -> str:
    """Id of the node to differentiate: `output`, else the loss, else the only node nothing reads.

    Raises:
        GraphError: The graph is empty, or several nodes could be meant.
    """
    if not graph.nodes:
        raise GraphError(Problem("the graph is empty", mend="Add a node, or open an example"))
    if graph.output is not None:
        return graph.node(graph.output).id
    losses = [node.id for node in graph if node.op.is_loss]
    read = {edge.source for edge in graph.edges}
    ends = [node.id for node in graph if node.id not in read]
    for candidates in (losses, ends):
        if len(candidates) == 1:
            return candidates[0]
    candidates = losses or ends
    raise GraphError(
        Problem(
            "several nodes could be the output: " + ", ".join(candidates),
            node=candidates[0],
            expected="one loss, or one node that nothing reads",
            found=f"{len(candidates)} of them",
            mend=f'Say which one at the top level of the file: "output": "{candidates[-1]}"',
        )
    )
