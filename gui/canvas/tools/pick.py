"""What lies under the pointer, and which gesture begins there."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt

from gui.canvas import metrics as m
from gui.canvas.callout_item import FixButton
from gui.canvas.finding import PortRef, node_at, port_near, wire_at
from gui.canvas.scene import CanvasScene, Key

_TOGGLE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@dataclass(frozen=True)
class Target:
    """What lies at a place: at most one of these; paper if none.

    Attributes:
        button: A card's button.
        port: A port: node and input, or None for the output.
        node: A node.
        wire: A wire.
    """

    button: FixButton | None = None
    port: PortRef | None = None
    node: str | None = None
    wire: Key | None = None


def target_at(scene: CanvasScene, at: QPointF, zoom: float, *, ports: bool = True) -> Target:
    """What lies at a place of the scene, the smallest thing first."""
    top = next(iter(scene.items(at)), None)
    if isinstance(top, FixButton):
        return Target(button=top)
    port = port_near(scene, at, m.PORT_REACH / min(max(zoom, 0.5), 1.5)) if ports else None
    if port is not None:
        return Target(port=port, node=port[0])
    node = node_at(scene, at)
    if node is not None:
        return Target(node=node)
    return Target(wire=wire_at(scene, at))


def select_on_press(scene: CanvasScene, target: Target, modifiers: Qt.KeyboardModifier) -> None:
    """What a press selects: a node not yet selected, a wire, or nothing; a selection stays for dragging."""
    document = scene.document
    toggling = bool(modifiers & _TOGGLE)
    if target.node is not None:
        if toggling:
            document.select(_toggled(document.selection, target.node))
        elif target.node not in document.selection:
            document.select([target.node])
        return
    if not toggling and target.button is None:
        document.select([])
    scene.select_wire(target.wire)


def select_on_click(scene: CanvasScene, target: Target, modifiers: Qt.KeyboardModifier) -> None:
    """A click that did not become a drag leaves only its node selected."""
    if target.node is not None and not modifiers & _TOGGLE:
        scene.document.select([target.node])


def _toggled(selection: tuple[str, ...], node_id: str) -> tuple[str, ...]:
    if node_id in selection:
        return tuple(other for other in selection if other != node_id)
    return (*selection, node_id)
