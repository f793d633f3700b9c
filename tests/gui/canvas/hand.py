"""Graphs to work on, and a hand that moves the mouse on a canvas."""

import json
from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from engine.graph.file import graph_from_json, graph_to_text
from engine.graph.model import Graph
from gui.canvas.view import Canvas

Left = Qt.MouseButton.LeftButton


def make_graph(nodes: list[dict[str, Any]], edges: list[list[str]], name: str = "test") -> Graph:
    """A graph from what stands in a file."""
    data = {"format": "backstep.graph", "version": 1, "name": name, "nodes": nodes, "edges": edges}
    return graph_from_json(json.loads(json.dumps(data)))


def chain() -> Graph:
    """x → conv → relu, and a loose Linear."""
    return make_graph(
        [
            {"id": "x", "op": "Input", "params": {"shape": [1, 8, 8]}, "position": [0, 0]},
            {"id": "conv", "op": "Conv2d", "params": {"out_channels": 4}, "position": [216, 0]},
            {"id": "relu", "op": "ReLU", "position": [432, 0]},
            {"id": "fc", "op": "Linear", "position": [432, 160]},
        ],
        [["x", "conv"], ["conv", "relu"]],
    )


class Hand:
    """Works on a canvas by real mouse and key events."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.view = canvas.view

    def pixel(self, at: QPointF) -> QPoint:
        return self.view.mapFromScene(at)

    def node(self, node_id: str) -> QPointF:
        return self.canvas.scene.nodes[node_id].scene_rect().center() + QPointF(0, 8)

    def port(self, node_id: str, name: str | None) -> QPointF:
        return self.canvas.scene.nodes[node_id].port_in_scene(name)

    def press(self, at: QPointF, button: Qt.MouseButton = Left, **more: Any) -> None:
        QTest.mousePress(
            self.view.viewport(), button, more.get("keys", Qt.KeyboardModifier.NoModifier), self.pixel(at)
        )

    def move(self, at: QPointF) -> None:
        QTest.mouseMove(self.view.viewport(), self.pixel(at))

    def release(self, at: QPointF, button: Qt.MouseButton = Left) -> None:
        QTest.mouseRelease(self.view.viewport(), button, Qt.KeyboardModifier.NoModifier, self.pixel(at))

    def click(self, at: QPointF, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.view.viewport(), Left, keys, self.pixel(at))

    def drag(self, start: QPointF, end: QPointF, button: Qt.MouseButton = Left) -> None:
        self.press(start, button)
        self.move(start + (end - start) / 2)
        self.move(end)
        self.release(end, button)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, keys)

    def text(self) -> str:
        """The graph as the text of its file."""
        return graph_to_text(self.canvas.scene.document.graph)
