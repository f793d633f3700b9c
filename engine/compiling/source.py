"""A graph as the source of one readable `nn.Module`; the module that trains is built from this very text."""

import keyword
import re
import textwrap
from dataclasses import dataclass, field
from typing import Final

from engine.compiling.class_numbers import reads_class_numbers
from engine.errors import BackstepError
from engine.graph.model import Graph, Node
from engine.graph.shape_check import ShapeReport
from engine.graph.topology import ancestors, output_node, topological_order

_RESERVED: Final = frozenset({"self", "torch", "nn", "F", "math"})
_ACRONYMS: Final = frozenset({"cnn", "mlp", "rnn", "gan", "vgg", "svm"})


@dataclass(frozen=True)
class ModuleSource:
    """The source of a graph's module.

    Attributes:
        text: The whole file.
        class_name: The class in it.
        inputs: Ids of the Input nodes, arguments of `forward` in order.
        targets: Ids of the Target nodes, arguments after the inputs.
        prediction: Id of the node that `forward` returns without targets, None if it always wants them.
        output: Id of the node that `forward` returns with targets; None while there is no single one.
        lines: Line numbers (from 1) per node id, constructor and forward.
        forward_line: The line of `def forward`.
    """

    text: str
    class_name: str
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    prediction: str | None
    output: str | None
    lines: dict[str, tuple[int, ...]] = field(default_factory=dict)
    forward_line: int = 0


def module_source(graph: Graph, report: ShapeReport) -> ModuleSource:
    """The source of the part of the graph that runs; the rest is named in comments."""
    return _Writer(graph, report).write()


def class_name(name: str) -> str:
    """A class name from the graph's name: "digits-cnn" gives DigitsCNN, "f = (x + y) z" gives Net."""
    words = [word for word in re.findall(r"[A-Za-z0-9]+", name.replace("'", "")) if len(word) > 1]
    words = [w.upper() if w.lower() in _ACRONYMS else w[0].upper() + w[1:] for w in words]
    joined = "".join(words)
    if not joined or not joined[0].isalpha() or keyword.iskeyword(joined):
        return f"Net{joined}"
    return joined


def variable(node_id: str) -> str:
    """The local variable that holds a node's value in `forward`."""
    return f"{node_id}_" if node_id in _RESERVED else node_id


def _one_line(text: str) -> str:
    """Free text made harmless within a docstring or a comment."""
    printable = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return printable.replace("\\", "/").replace('"', "'")


class _Writer:
    def __init__(self, graph: Graph, report: ShapeReport) -> None:
        self._graph = graph
        self._report = report
        self._lines: list[str] = []
        self._places: dict[str, list[int]] = {}
        self._order = [node_id for node_id in topological_order(graph) if report.nodes[node_id].runs]
        self._output = self._find_output()

    def write(self) -> ModuleSource:
        graph, name = self._graph, class_name(self._graph.name)
        fed = [graph.nodes[node_id] for node_id in self._order if graph.nodes[node_id].op.fed_by]
        inputs = [node.id for node in fed if node.op.fed_by == "features"]
        targets = [node.id for node in fed if node.op.fed_by == "targets"]
        prediction = self._prediction(targets)
        self._header(name)
        for node_id in self._order:
            self._construct(graph.nodes[node_id])
        for node_id, node_report in self._report.nodes.items():
            if not node_report.runs:
                reason = node_report.problem.message if node_report.problem else "it waits for its inputs"
                self._place(node_id, f"        # {node_id} left out: {_one_line(reason)}")
        if self._lines[-1].endswith("super().__init__()") and not self._order:
            self._lines.append("        # nothing here yet")
        self._lines.append("")
        forward_line = len(self._lines) + 1
        self._forward(inputs, targets, prediction)
        return ModuleSource(
            "\n".join(self._lines) + "\n",
            name,
            tuple(inputs),
            tuple(targets),
            prediction,
            self._output,
            {node_id: tuple(places) for node_id, places in self._places.items()},
            forward_line,
        )

    def _find_output(self) -> str | None:
        try:
            output = output_node(self._graph)
        except BackstepError:  # several or none: the panel says so; the code shows what there is
            return None
        return output if self._report.nodes[output].runs else None

    def _prediction(self, targets: list[str]) -> str | None:
        """What the loss is computed from, where that can be had without targets."""
        if not targets:
            return self._output
        if self._output is None:
            free = [node_id for node_id in self._order if node_id not in targets]
            return free[-1] if free else None
        if not self._graph.nodes[self._output].op.is_loss:
            return None
        prediction = self._graph.inputs(self._output)["input"]
        return None if ancestors(self._graph, [prediction]) & set(targets) else prediction

    def _header(self, name: str) -> None:
        self._lines += ["import torch", "from torch import nn", "", "", f"class {name}(nn.Module):"]
        if self._graph.description:
            text = f'"""{_one_line(self._graph.description)}'
            rows = textwrap.wrap(text, 56, initial_indent="    ", subsequent_indent="    ")
            closed = [f'{rows[0]}"""'] if len(rows) == 1 else [*rows, '    """']
            self._lines += [*closed, ""]
        self._lines += ["    def __init__(self):", "        super().__init__()"]

    def _construct(self, node: Node) -> None:
        for line in node.op.setup(node.id, self._report.nodes[node.id].inputs):
            self._place(node.id, f"        {line}")

    def _forward(self, inputs: list[str], targets: list[str], prediction: str | None) -> None:
        arguments = ["self", *map(variable, inputs)]
        optional = prediction is not None and bool(targets)
        arguments += [f"{variable(target)}=None" if optional else variable(target) for target in targets]
        self._lines.append(f"    def forward({', '.join(arguments)}):")
        before = ancestors(self._graph, [prediction]) if optional and prediction else set(self._order)
        for node_id in self._order:
            if node_id in before:
                self._compute(node_id)
        if optional and prediction:
            self._lines += [
                f"        if {variable(targets[0])} is None:",
                f"            return {self._expression(prediction)}",
            ]
            for node_id in self._order:
                if node_id not in before and node_id != self._output:
                    self._compute(node_id)
        if self._output is None:
            last = self._expression(prediction or self._order[-1]) if self._order else "None"
            self._lines.append(f"        return {last}")
        elif optional:
            call = self._call(self._output)
            self._place(self._output, f"        return {call}")
        else:
            self._lines.append(f"        return {self._expression(self._output)}")

    def _compute(self, node_id: str) -> None:
        node = self._graph.nodes[node_id]
        if node.op.ports:
            self._place(node_id, f"        {variable(node_id)} = {self._call(node_id)}")

    def _call(self, node_id: str) -> str:
        op, sources = self._graph.nodes[node_id].op, self._graph.inputs(node_id)
        inputs = {port: self._expression(source) for port, source in sources.items()}
        if "target" in sources and self._graph.nodes[sources["target"]].op.fed_by is None:
            shapes = self._report.nodes[node_id].inputs
            if reads_class_numbers(op, shapes["input"], shapes["target"]):
                inputs["target"] += ".long()"
        return op.call(node_id, inputs)

    def _expression(self, node_id: str) -> str:
        """How other lines name a node's value: its variable, or a source's own expression."""
        op = self._graph.nodes[node_id].op
        return variable(node_id) if op.ports or op.fed_by else op.call(node_id, {})

    def _place(self, node_id: str, line: str) -> None:
        self._lines.append(line)
        self._places.setdefault(node_id, []).append(len(self._lines))
