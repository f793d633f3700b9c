"""The canvas: the graph with its zoom bar, and the ways in for window, panels and tests."""

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from engine.graph.edits import AddNode, CompositeEdit, MoveNodes
from engine.graph.model import Node
from engine.ops.registry import make_op, op_class
from gui.canvas.geometry import node_geometry
from gui.canvas.graph_view import GraphView
from gui.canvas.keys import delete_selection
from gui.canvas.marks import Marks
from gui.canvas.naming import new_id
from gui.canvas.placing import beside, free_place
from gui.canvas.scene import CanvasScene
from gui.canvas.zoom_bar import ZoomBar
from gui.document import Document
from gui.theme import font, theme

_BAR_MARGIN = 16


class Canvas(QWidget):
    """The one canvas of the window.

    Args:
        document: The document on show.
        parent: Where it stands.

    Signals:
        node_clicked: A node was clicked, not dragged.
        node_double_clicked: A node was double-clicked.
        zoom_changed: The zoom, 1 for 100%.
        search_wanted: Tab was pressed on the canvas: somebody looks for an op.
    """

    node_clicked = Signal(str)
    node_double_clicked = Signal(str)
    zoom_changed = Signal(float)
    search_wanted = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._editable = True
        self._scene = CanvasScene(document, self)
        self._view = GraphView(self._scene, self)
        self.hint = _EmptyHint(self)  # not a child of the viewport: scrolling would carry it away
        self._bar = ZoomBar(self)
        self.setFocusProxy(self._view)
        self._connect()
        self._show_hint()

    def _connect(self) -> None:
        view, bar = self._view, self._bar
        view.clicked.connect(self.node_clicked)
        view.double_clicked.connect(self.node_double_clicked)
        view.search_wanted.connect(self.search_wanted)
        view.op_dropped.connect(self._drop)
        view.zooming.changed.connect(self.zoom_changed)
        view.zooming.changed.connect(bar.show_zoom)
        bar.fit_wanted.connect(self.fit)
        bar.zoom_in_wanted.connect(self.zoom_in)
        bar.zoom_out_wanted.connect(self.zoom_out)
        bar.arrange_wanted.connect(self.arrange)
        self._document.graph_replaced.connect(self._on_replaced)
        self._scene.settled.connect(self._show_hint)

    # Reading ---------------------------------------------------------------------------------------

    @property
    def scene(self) -> CanvasScene:
        """The items."""
        return self._scene

    @property
    def view(self) -> GraphView:
        """The view on them."""
        return self._view

    def zoom(self) -> float:
        """The zoom, 1 for 100%."""
        return self._view.zooming.zoom

    def node_rect_on_screen(self, node_id: str) -> QRect:
        """A node's form in global pixels."""
        seen = self._view.mapFromScene(self._scene.nodes[node_id].scene_rect()).boundingRect()
        return QRect(self._view.viewport().mapToGlobal(seen.topLeft()), seen.size())

    def port_pos_on_screen(self, node_id: str, port: str | None) -> QPoint:
        """An input port's place in global pixels; None for the output."""
        at = self._view.mapFromScene(self._scene.nodes[node_id].port_in_scene(port))
        return self._view.viewport().mapToGlobal(at)

    # Looking ---------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show everything."""
        self._view.fit()

    def zoom_in(self) -> None:
        """Larger."""
        self._view.zooming.step_in()

    def zoom_out(self) -> None:
        """Smaller."""
        self._view.zooming.step_out()

    def set_zoom(self, zoom: float) -> None:
        """Zoom, 1 for 100%, around the middle."""
        self._view.zooming.set_zoom(zoom)

    def centre_on(self, node_id: str, gently: bool = True, *, inside: bool = False) -> None:
        """Bring a node to the middle; gently glides there, and only if the node is not well in sight.

        Args:
            node_id: The node.
            gently: Whether to glide.
            inside: Whether to stop where the graph ends, rather than show emptiness beyond it.
        """
        content = self._scene.content_rect() if inside else None
        self._view.zooming.centre_on(self._scene.nodes[node_id].scene_rect(), gently=gently, content=content)

    def show_marks(self, marks: Marks | None) -> None:
        """Write the stepper's marks on nodes and wires, or take them away."""
        begins_or_ends = (marks is None) != (self._scene.marks is None)
        self._scene.show_marks(marks)
        if begins_or_ends and self._view.zooming.follows:
            self.fit()

    def set_editable(self, editable: bool) -> None:
        """Allow changes, or clicks alone, as while stepping."""
        self._editable = editable
        self._view.set_editable(editable)
        self._bar.show_arrange(editable)

    # Changing --------------------------------------------------------------------------------------

    def add_op(self, op_name: str, scene_pos: QPointF | None = None) -> str | None:
        """Add a node as one edit and select it.

        Args:
            op_name: An op of the registry.
            scene_pos: Where its middle goes; left out, beside the selection or in the middle of the view.

        Returns:
            Its id, or None if it was refused.
        """
        graph = self._document.graph
        node_id = new_id(op_class(op_name), graph.nodes)
        op = make_op(op_name)
        geometry = node_geometry(op)
        middle = geometry.rect.center()
        if scene_pos is not None:
            wanted = scene_pos - middle
        elif len(self._document.selection) == 1:
            wanted = beside(self._scene.nodes[self._document.selection[0]].scene_rect())
        else:
            wanted = self._view.mapToScene(self._view.viewport().rect().center()) - middle
        place = free_place(wanted, geometry.box(), [item.scene_rect() for item in self._scene.nodes.values()])
        if not self._document.push(AddNode(Node(node_id, op, (place.x(), place.y())))):
            return None
        self._document.select([node_id])
        return node_id

    def _drop(self, op_name: str, at: QPointF) -> None:
        self.add_op(op_name, at)
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)

    def delete_selection(self) -> None:
        """Delete the selected nodes, or the selected wire."""
        delete_selection(self._scene)

    def select_all(self) -> None:
        """Select every node."""
        self._document.select(self._document.graph.nodes)

    def arrange(self) -> None:
        """Lay all nodes out anew, as one edit, and show them."""
        positions = self._scene.computed_layout()
        shown = {node_id: item.pos().toTuple() for node_id, item in self._scene.nodes.items()}
        if positions and positions != shown:
            self._document.push(CompositeEdit("Arrange nodes", [MoveNodes(positions)]))
        self.fit()

    # Keeping in shape ------------------------------------------------------------------------------

    def _on_replaced(self) -> None:
        self._view.cancel()
        self._show_hint()
        QTimer.singleShot(0, self._view, self.fit)

    def _show_hint(self) -> None:
        self.hint.setVisible(not self._scene.nodes)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar in its corner."""
        self._view.setGeometry(self.rect())
        self.hint.setGeometry(self.rect())
        self._bar.adjustSize()
        self._bar.move(_BAR_MARGIN, self.height() - self._bar.height() - _BAR_MARGIN)
        super().resizeEvent(event)


class _EmptyHint(QWidget):
    """How to begin, in the middle of an empty canvas."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme().changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint two quiet lines."""
        painter = QPainter(self)
        middle = self.rect().center().y()
        for text, role, colour, top in (
            ("Nothing here yet", "title", "text2", -24),
            ("Drag an op from the left, or press Tab to search for one", "body", "text3", 4),
            ("An example or a file opens from the menu", "body", "text3", 28),
        ):
            painter.setFont(font(role))  # type: ignore[arg-type]  # the tuple's strings are roles
            painter.setPen(theme().colour(colour))
            line = self.rect()
            line.setTop(middle + theme().px(top))
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)
