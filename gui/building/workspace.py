"""The Build workspace: palette, canvas, inspector, code."""

from typing import ClassVar

from PySide6.QtCore import QObject, Qt
from typing_extensions import override

from gui.bridge import Bridge
from gui.building.code_panel import CodePanel
from gui.building.inspector import Inspector
from gui.building.palette import Palette
from gui.canvas.view import Canvas
from gui.document import Document
from gui.workspace import Workspace


class BuildWorkspace(Workspace):
    """Where a graph is put together.

    Args:
        document: The document on show.
        bridge: The engine; building asks nothing of it.
        canvas: The one canvas.
        parent: Who keeps it.
    """

    name: ClassVar[str] = "build"
    title: ClassVar[str] = "Build"

    def __init__(self, document: Document, bridge: Bridge, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        del bridge
        self._document = document
        self._canvas = canvas
        self._on_show = False
        self.palette = Palette()
        self.inspector = Inspector(document)
        self.code_panel = CodePanel(document)
        self.left = self.palette
        self.right = self.inspector
        self.below = self.code_panel
        self.palette.add_wanted.connect(self._add)
        self.palette.left.connect(self._to_canvas)
        self.code_panel.node_wanted.connect(self._go_to)
        canvas.search_wanted.connect(self._search)

    @override
    def activate(self) -> None:
        self._on_show = True
        self._canvas.show_marks(None)
        self._canvas.set_editable(True)

    @override
    def deactivate(self) -> None:
        self._on_show = False

    def _add(self, op_name: str) -> None:
        node_id = self._canvas.add_op(op_name)
        if node_id is not None:
            self._canvas.centre_on(node_id)
            self._to_canvas()

    def _to_canvas(self) -> None:
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to(self, node_id: str) -> None:
        self._document.select([node_id])
        self._canvas.centre_on(node_id)

    def _search(self) -> None:
        if self._on_show:
            self.palette.start_search()
