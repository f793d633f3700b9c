"""The panel below the canvas: the PyTorch code, the graph file, and what is wrong, always up to date."""

import json

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from engine.graph.file import graph_to_text
from gui.building.export import export_code, file_name
from gui.building.panel_tabs import PanelTab, PanelTabs
from gui.building.problem_list import ProblemList
from gui.document import Document
from gui.theme import theme
from gui.widgets.buttons import Button
from gui.widgets.code_view import CodeColumns, CodeView
from gui.widgets.labels import Divider, ElidedLabel

_CODE, _FILE, _PROBLEMS = range(3)
_COPIED_FOR = 1500  # milliseconds


class CodePanel(QWidget):
    """Tabs, copy and export.

    Args:
        document: The document on show.
        parent: Where it stands.
    """

    node_wanted = Signal(str)
    """A problem's node: select it and bring it into sight."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.problems_tab = PanelTab("Problems")
        self.tabs = PanelTabs([PanelTab("PyTorch", "code"), PanelTab("Graph file"), self.problems_tab])
        self.code = CodeColumns()
        self.file = CodeView()
        self.problems = ProblemList()
        self._name = ElidedLabel("", "caption", "text3")
        self._name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.copy = Button("Copy", "copy", tooltip="Put all of it on the clipboard", framed=False)
        self.export = Button("Export", "export", tooltip="Write the code to a Python file", framed=False)
        self._pages = QStackedWidget()
        self._copied = QTimer(self, singleShot=True, interval=_COPIED_FOR)
        self._arrange()
        self._connect()
        self.refresh()

    def _arrange(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self.tabs)
        self._head.addStretch(1)
        self._head.addWidget(self._name, 4)
        self._head.addWidget(self.copy)
        self._head.addWidget(self.export)
        for page in (self.code, self.file, self.problems):
            self._pages.addWidget(page)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._column.addWidget(Divider())
        self._column.addWidget(self._pages, 1)
        self._column.setContentsMargins(0, 0, 0, 0)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._head.setContentsMargins(theme().px(12), 0, theme().px(12), 0)
        self._head.setSpacing(theme().px(8))

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.copy.clicked.connect(self._copy)
        self.export.clicked.connect(self._export)
        self.problems.picked.connect(self._go_to)
        self._copied.timeout.connect(lambda: self._say_copied(False))
        self._document.report_changed.connect(self.refresh)
        self._document.graph_replaced.connect(self.refresh)
        self._document.selection_changed.connect(self._mark)

    def refresh(self) -> None:
        """Show code, file and problems as they are now."""
        source = self._document.source
        self.code.set_code(source.text)
        self._name.setText(f"{file_name(self._document.graph.name)}, follows the graph")
        if self._pages.currentIndex() == _FILE:
            self.file.set_code(graph_to_text(self._document.graph), words={})
        problems = tuple(self._document.problems)
        self.problems.show_problems(problems)
        self.problems_tab.set_count(len(problems))
        self._mark()

    def show_problems(self) -> None:
        """Go to the list of problems."""
        self.tabs.choose(_PROBLEMS)

    def _show_tab(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        self._name.setVisible(index == _CODE)
        self.copy.setVisible(index != _PROBLEMS)
        self.export.setVisible(index == _CODE)
        self._say_copied(False)
        self.refresh()

    def _mark(self) -> None:
        """Mark the lines of the selected nodes, in constructor and forward, or in the file."""
        selection = self._document.selection
        lines = self._document.source.lines
        self.code.highlight_lines(line for node_id in selection for line in lines.get(node_id, ()))
        if self._pages.currentIndex() == _FILE:
            starts = tuple(f'    {{"id": {json.dumps(node_id)},' for node_id in selection)
            text = self.file.code().split("\n")
            self.file.highlight_lines(
                n for n, line in enumerate(text, 1) if starts and line.startswith(starts)
            )

    def _go_to(self, problem: object) -> None:
        node_id = getattr(problem, "node", None)
        if isinstance(node_id, str) and node_id in self._document.graph.nodes:
            self.node_wanted.emit(node_id)

    def _copy(self) -> None:
        (self.code if self._pages.currentIndex() == _CODE else self.file).copy_all()
        self._say_copied(True)
        self._copied.start()

    def _say_copied(self, copied: bool) -> None:
        self.copy.setText("Copied" if copied else "Copy")
        self.copy.set_icon("check" if copied else "copy")

    def _export(self) -> None:
        export_code(self._document, self.window())
