"""The right panel: the selected node, the selection, or the graph."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.building.graph_page import GraphPage, SeveralPage
from gui.building.node_page import NodePage
from gui.document import Document


class Inspector(QScrollArea):
    """Follows the selection and the report.

    Args:
        document: The document on show.
        parent: Where it stands.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.node_page = NodePage(document)
        self.graph_page = GraphPage(document)
        self.several_page = SeveralPage(document)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        for page in self._pages():
            column.addWidget(page)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Inspector")
        document.selection_changed.connect(self._show_other)
        document.report_changed.connect(self.refresh)
        document.graph_replaced.connect(self._show_other)
        self.refresh()

    def _pages(self) -> tuple[QWidget, ...]:
        return self.node_page, self.graph_page, self.several_page

    def _show_other(self) -> None:
        self.verticalScrollBar().setValue(0)
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected as it is now."""
        selection = [n for n in self._document.selection if n in self._document.graph.nodes]
        if len(selection) == 1:
            self.node_page.show_node(selection[0])
            page: QWidget = self.node_page
        elif selection:
            self.several_page.show_nodes()
            page = self.several_page
        else:
            self.graph_page.show_graph()
            page = self.graph_page
        for other in self._pages():
            other.setVisible(other is page)
