"""Build a net from the palette, train it, see its filters change, save it, open it again."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from engine.graph.file import graph_to_text
from engine.runtime.messages import Filters
from tests.workflows.person import CONTROL, Person

_OPS = ("Input", "Conv2d", "ReLU", "Flatten", "Linear", "CrossEntropyLoss", "Target")


def build(person: Person) -> dict[str, str]:
    """Input → Conv2d → ReLU → Flatten → Linear → CrossEntropyLoss ← Target, by mouse and keys; the ids."""
    person.press(Qt.Key.Key_Escape)
    person.press(Qt.Key.Key_N, CONTROL)
    for number, op in enumerate(_OPS):
        (person.double_click_op if number % 2 else person.add_by_search)(op)
    ids = dict(zip(_OPS, person.window.document.graph.nodes, strict=True))
    person.press(Qt.Key.Key_0, CONTROL)
    for source, target in pairwise(_OPS[:6]):
        person.draw_wire(ids[source], ids[target], "input")
    person.draw_wire(ids["Target"], ids["CrossEntropyLoss"], "target")
    return ids


def set_field(person: Person, name: str, value: str) -> None:
    """Type a value into the inspector's field of that name."""
    inspector = person.window.workspace.right
    assert inspector is not None
    field = next(f for f in inspector.findChildren(QLineEdit) if f.isVisible() and f.accessibleName() == name)
    person.click(field)
    field.selectAll()
    person.type(value)
    person.press(Qt.Key.Key_Return)


def test_a_net_of_ones_own(person: Person, qtbot: QtBot, tmp_path: Path) -> None:
    ids = build(person)
    document = person.window.document
    person.click_node(ids["Linear"])
    set_field(person, "out_features", "10")
    person.sees(lambda: document.problems == [])
    assert "Ready" in person.status

    filters: list[Filters] = []
    person.bridge.training_message.connect(
        lambda message: filters.append(message) if isinstance(message, Filters) else None
    )
    person.click(person.window.top_bar.train_button)
    person.sees(lambda: filters)
    panel = person.window.workspace.right
    assert panel is not None
    first_picture = person.picture(panel)
    person.sees(lambda: not np.array_equal(filters[-1].weights, filters[0].weights))
    person.sees(lambda: person.picture(panel) != first_picture)
    person.sees(lambda: not person.bridge.is_training)
    assert "test accuracy" in person.words(person.window.workspace.centre)

    text = graph_to_text(document.graph)
    person.press(Qt.Key.Key_S, CONTROL)
    person.choose_file(tmp_path / "my-net.graph.json")
    assert "my-net" in person.window.windowTitle()
    assert not person.window.isWindowModified()
    person.press(Qt.Key.Key_N, CONTROL)
    assert len(document.graph) == 0
    person.press(Qt.Key.Key_O, CONTROL)
    person.choose_file(tmp_path / "my-net.graph.json")
    assert graph_to_text(document.graph) == text.replace('"untitled"', '"my-net"')
    assert "Ready" in person.status
