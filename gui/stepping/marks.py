"""What stands on the canvas at a step: which values and gradients are known by then, and what is lit."""

from typing import Literal

from engine.ops.spec import Array
from gui.canvas.marks import Marks, NodeMarks, WireMarks
from gui.stepping.timeline import Phase, Step, Timeline
from gui.stepping.traced import TracedGraph, single
from gui.widgets.numbers import TIMES, exact, factor, number

Memo = dict[tuple[object, ...], NodeMarks]
"""Marks of nodes by what they depend on: a node that looks as before gets the very same marks."""


def marks(
    traced: TracedGraph,
    timeline: Timeline,
    cursor: int,
    item: int = 0,
    by: str = "",
    memo: Memo | None = None,
) -> Marks:
    """All marks of a step.

    Args:
        traced: The trace.
        timeline: Its steps.
        cursor: The place of the current step.
        item: Which sample of the batch is on show.
        by: The port whose downstream gradient is shown in the current node; the first if it has none.
        memo: What earlier steps of the same trace have left, so that the canvas sees what did not change.
    """
    scene = _Scene(traced, timeline, cursor, item, by, {} if memo is None else memo)
    nodes = {node_id: scene.node(node_id) for node_id in traced.trace.order}
    wires = {
        (node_id, port): scene.wire(node_id, port)
        for node_id in traced.trace.order
        for port in traced.node(node_id).inputs
    }
    return Marks(nodes, wires, (traced.trace.output, scene.output()))


class _Scene:
    """The canvas at one step."""

    def __init__(
        self, traced: TracedGraph, timeline: Timeline, cursor: int, item: int, by: str, memo: Memo
    ) -> None:
        self._traced = traced
        self._timeline = timeline
        self._cursor = cursor
        self._step: Step = timeline.steps[cursor]
        self._item = item
        self._by = by
        self._memo = memo

    def _done(self, phase: Phase, node_id: str) -> bool:
        return self._timeline.is_done(phase, node_id, self._cursor)

    def _is_now(self, phase: Phase, node_id: str) -> bool:
        return self._step.phase is phase and self._step.node == node_id

    def _upstream_known(self, node_id: str) -> bool:
        return self._done(Phase.BACKWARD, node_id) or self._done(Phase.LOSS, node_id)

    def node(self, node_id: str) -> NodeMarks:
        """The marks of a node."""
        current = self._step.node == node_id
        forward_done = self._done(Phase.FORWARD, node_id)
        upstream_known = self._upstream_known(node_id)
        port, note = self._downstream_port(node_id), self._note(node_id)
        key = (node_id, self._item, current, forward_done, upstream_known, port, note)
        if key not in self._memo:
            trace = self._traced.node(node_id)
            seen = trace.inputs[port] if port else None
            self._memo[key] = NodeMarks(
                current=current,
                forward_done=forward_done,
                backward_done=upstream_known,
                value=self._shown(node_id, trace.value) if forward_done else None,
                upstream=self._shown(node_id, trace.upstream) if upstream_known else None,
                downstream=self._shown(seen.source, seen.downstream) if seen is not None else None,
                note=note,
            )
        return self._memo[key]

    def _shown(self, node_id: str, array: Array | None) -> Array | None:
        return None if array is None else self._traced.sample(node_id, array, self._item)

    def _downstream_port(self, node_id: str) -> str:
        """The port whose downstream gradient is shown in a node; none unless it is stepped back through."""
        if not self._is_now(Phase.BACKWARD, node_id):
            return ""
        inputs = self._traced.node(node_id).inputs
        ports = [port for port, seen in inputs.items() if seen.downstream is not None]
        return self._by if self._by in ports else ports[0] if ports else ""

    def _note(self, node_id: str) -> str:
        labels = self._traced.trace.labels
        if self._traced.ops[node_id].fed_by == "targets" and labels and self._done(Phase.FORWARD, node_id):
            return f"class {labels[self._item]}"
        parts = self._traced.trace.parts(node_id) if self._done(Phase.BACKWARD, node_id) else {}
        upstream = self._traced.node(node_id).upstream
        if len(parts) > 1 and upstream is not None and upstream.size == 1:
            return f"sum {number(single(upstream))}"
        return ""

    def wire(self, node_id: str, port: str) -> WireMarks:
        """The marks of the wire that ends at a port."""
        seen = self._traced.node(node_id).inputs[port]
        is_number = self._traced.ops[seen.source].fed_by is None and self._done(Phase.FORWARD, seen.source)
        value = self._traced.node(seen.source).value if is_number else None
        gradient = seen.downstream if self._done(Phase.BACKWARD, node_id) else None
        readers = self._traced.readers(seen.source)
        together = [other for reader, other in readers if reader == node_id]
        shown = together[0] == port
        return WireMarks(
            value=_text(value) if shown else "",
            gradient=self._together(node_id, together) if gradient is not None and shown else "",
            lit=self._lit(node_id, port),
            local=self._pill(node_id, port),
            exact=self._exact(seen.source, value, gradient),
            apart=len(readers) > 1,
        )

    def _together(self, node_id: str, ports: list[str]) -> str:
        """The gradients that come back through wires of one source to one reader, which run side by side."""
        inputs = self._traced.node(node_id).inputs
        texts = [_text(inputs[port].downstream) for port in ports]
        return " + ".join(text for text in texts if text)

    def _lit(self, node_id: str, port: str) -> Literal["upstream", "downstream"] | None:
        seen = self._traced.node(node_id).inputs[port]
        if seen.downstream is None:
            return None
        if self._is_now(Phase.BACKWARD, node_id):
            return "downstream"
        return "upstream" if self._is_now(Phase.BACKWARD, seen.source) else None

    def _pill(self, node_id: str, port: str) -> str:
        seen = self._traced.node(node_id).inputs[port]
        if not self._is_now(Phase.BACKWARD, node_id) or seen.downstream is None:
            return ""
        if seen.local is None or seen.local.size != 1:
            return ""
        return f"{TIMES} {factor(single(seen.local))}"

    def _exact(self, source: str, value: Array | None, gradient: Array | None) -> str:
        lines = []
        if value is not None and value.size == 1:
            lines.append(f"value {exact(single(value))}")
        if gradient is not None and gradient.size == 1:
            lines.append(f"gradient {exact(single(gradient))}")
        if gradient is not None and (total := self._sum(source)):
            lines.append(total)
        return "\n".join(lines)

    def _sum(self, source: str) -> str:
        """Where a wire forks: the parts that came back, and their sum, once all are there."""
        parts = self._traced.trace.parts(source)
        upstream = self._traced.node(source).upstream
        if len(parts) < 2 or upstream is None or upstream.size != 1:
            return ""
        if not all(self._done(Phase.BACKWARD, reader) for reader, _ in parts):
            return ""
        terms = " + ".join(factor(single(part)) for part in parts.values())
        return f"at {source} the parts add up: {terms} = {number(single(upstream))}"

    def output(self) -> WireMarks:
        """The marks of the stub that leaves the output node."""
        output = self._traced.trace.output
        value = self._traced.node(output).value if self._done(Phase.FORWARD, output) else None
        known = self._upstream_known(output)
        gradient = self._traced.node(output).upstream if known else None
        lit = self._is_now(Phase.LOSS, output) or self._is_now(Phase.BACKWARD, output)
        return WireMarks(
            value=_text(value),
            gradient=_text(gradient),
            lit="upstream" if lit and gradient is not None else None,
            exact=self._exact(output, value, gradient),
        )


def _text(array: Array | None) -> str:
    return "" if array is None or array.size != 1 else number(single(array))
