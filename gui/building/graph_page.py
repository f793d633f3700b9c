"""The inspector while no node is selected: the graph itself."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from engine.graph.edits import SetSetting
from gui.building.rows import Cell, Rows
from gui.building.section import Section
from gui.document import Document
from gui.theme import theme
from gui.widgets import numbers
from gui.widgets.fields import Field
from gui.widgets.labels import Label, Paragraph

_HOW = (
    "Drag an op from the left onto the canvas, or press Tab and type its name.",
    "Drag from a port to a port to draw a wire; ports that fit light up.",
    "Click a node to set it, and to see its sizes, its parameters and what flows back through it.",
)


class _Description(QPlainTextEdit):
    """A few lines of text, told when the field is left."""

    left = Signal()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell."""
        super().focusOutEvent(event)
        self.left.emit()


class GraphPage(QWidget):
    """Name, description, counts, and how to begin.

    Args:
        document: The document; edits go through it.
        parent: Where it stands.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.name = Field(tooltip="The graph's name; the class in the code is called after it")
        self.name.setAccessibleName("Name of the graph")
        self.description = _Description()
        self.description.setPlaceholderText("What it is for")
        self.description.setAccessibleName("Description of the graph")
        self.description.setTabChangesFocus(True)
        self.description.document().setDocumentMargin(7)
        self.counts = Rows()
        self.name.editingFinished.connect(self._rename)
        self.description.left.connect(self._describe)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        about, counts, how = Section("Graph"), Section("Size"), Section("How to begin")
        about.add(self.name)
        about.add(self.description)
        counts.add(self.counts)
        for line in _HOW:
            how.add(Paragraph(line, role="field", colour="text2", line=18))
        for part in (about, counts, how):
            column.addWidget(part)
        column.addStretch(1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.description.setFixedHeight(theme().px(96))

    def show_graph(self) -> None:
        """Show the graph as it is now; what is being typed stays."""
        graph = self._document.graph
        if not self.name.hasFocus():
            self.name.setText(graph.name)
            self.name.setCursorPosition(0)
        if not self.description.hasFocus() and self.description.toPlainText() != graph.description:
            self.description.setPlainText(graph.description)
        report = self._document.report
        edges = sum(1 for _ in graph.edges)
        rows = [
            ("nodes", numbers.count(len(graph))),
            ("wires", numbers.count(edges)),
            ("learnable parameters", numbers.count(report.parameter_count)),
        ]
        self.counts.set_rows(
            [(Cell(label, "field", "text2"), Cell(""), Cell(count)) for label, count in rows]
        )

    def _rename(self) -> None:
        name = self.name.text().strip()
        if name and name != self._document.graph.name:
            self._document.push(SetSetting("name", name))
        elif not name:
            self.name.setText(self._document.graph.name)

    def _describe(self) -> None:
        text = self.description.toPlainText().strip()
        if text != self._document.graph.description:
            self._document.push(SetSetting("description", text))


class SeveralPage(QWidget):
    """The inspector while several nodes are selected: what they are, in a line."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.title = Label("", "title", "text")
        self.words = Paragraph(role="field", colour="text2", line=18)
        section = Section()
        section.add(self.title)
        section.add(self.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(section)
        column.addStretch(1)

    def show_nodes(self) -> None:
        """Show what is selected now."""
        graph, report = self._document.graph, self._document.report
        chosen = [graph.nodes[node_id] for node_id in self._document.selection]
        kinds: dict[str, int] = {}
        for node in chosen:
            kinds[node.op.name] = kinds.get(node.op.name, 0) + 1
        learned = sum(report.nodes[node.id].parameter_count for node in chosen)
        self.title.setText(f"{len(chosen)} nodes")
        words = ", ".join(f"{count} × {name}" if count > 1 else name for name, count in kinds.items())
        self.words.set_pieces(f"{words}. Together they learn {numbers.count(learned)} numbers.")
