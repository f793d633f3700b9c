"""What keys do on the canvas."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from engine.graph.edits import CompositeEdit, Disconnect, Edit, RemoveNode
from gui.canvas.scene import CanvasScene
from gui.canvas.tools.move import nudge
from gui.canvas.zooming import Zooming

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def handle_key(
    event: QKeyEvent, scene: CanvasScene, zooming: Zooming, fit: Callable[[], None], *, editable: bool
) -> bool:
    """Do what a key asks for; whether it asked for anything here."""
    key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return _zoom_key(event, key, zooming, fit) or (editable and _select_all_key(event, scene))
    if not editable:
        return False
    if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        delete_selection(scene)
        return True
    if key not in _ARROWS:
        return False
    if modifiers == Qt.KeyboardModifier.AltModifier:
        select_neighbour(scene, forward=key in (Qt.Key.Key_Right, Qt.Key.Key_Down))
        return True
    if scene.document.selection:
        nudge(scene, *_ARROWS[key])
        return True
    return False


def _zoom_key(event: QKeyEvent, key: Qt.Key, zooming: Zooming, fit: Callable[[], None]) -> bool:
    if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal) or event.matches(QKeySequence.StandardKey.ZoomIn):
        zooming.step_in()
    elif key == Qt.Key.Key_Minus or event.matches(QKeySequence.StandardKey.ZoomOut):
        zooming.step_out()
    elif key == Qt.Key.Key_0:
        fit()
    else:
        return False
    return True


def _select_all_key(event: QKeyEvent, scene: CanvasScene) -> bool:
    if not event.matches(QKeySequence.StandardKey.SelectAll):
        return False
    scene.document.select(scene.document.graph.nodes)
    return True


def delete_selection(scene: CanvasScene) -> None:
    """Delete the selected nodes with their wires, or the selected wire, as one edit."""
    document = scene.document
    edits: list[Edit] = [RemoveNode(node_id) for node_id in document.selection]
    if not edits and scene.selected_wire is not None:
        edge = document.graph.edge_into(*scene.selected_wire)
        if edge is not None:
            edits = [Disconnect(edge)]
    if len(edits) == 1:
        document.push(edits[0])
    elif edits:
        document.push(CompositeEdit(f"Delete {len(edits)} nodes", edits))


def select_neighbour(scene: CanvasScene, *, forward: bool) -> None:
    """Go along the wires to the next node, or back to what it reads; without any, through the file."""
    graph, selection = scene.document.graph, scene.document.selection
    ids = list(graph.nodes)
    if not ids:
        return
    if len(selection) != 1:
        scene.document.select([ids[0 if forward else -1]])
        return
    here = selection[0]
    readers, sources = [edge.target for edge in graph.readers(here)], list(graph.inputs(here).values())
    onward = readers if forward else sources
    place = ids.index(here) + (1 if forward else -1)
    scene.document.select([onward[0] if onward else ids[place % len(ids)]])
