"""A workspace on show, with a bridge that a test speaks through."""

from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from engine.examples import read_example
from gui.bridge import Bridge
from gui.canvas.view import Canvas
from gui.document import Document
from gui.workspace import Workspace
from tests.gui.fake_bridge import FakeBridge

W = TypeVar("W", bound=Workspace, covariant=True)


class Maker(Protocol[W]):
    def __call__(self, document: Document, bridge: Bridge, canvas: Canvas, parent: QObject | None) -> W: ...


class OnShow(Generic[W]):
    """Puts the workspace's panels side by side, as the window does.

    Args:
        qtbot: Closes them after the test.
        make: The workspace's class.
        example: The graph that is open.
    """

    def __init__(self, qtbot: QtBot, make: Maker[W], example: str = "digits-cnn") -> None:
        self.document = Document()
        self.document.replace_graph(read_example(example))
        self.fake = FakeBridge()
        self.room = QWidget()
        canvas = Canvas(self.document, self.room)
        canvas.hide()
        self.space: W = make(self.document, self.fake.as_bridge(), canvas, self.room)
        row = QHBoxLayout(self.room)
        for part in (self.space.left, self.space.centre, self.space.right):
            assert part is not None
            row.addWidget(part)
        qtbot.addWidget(self.room)
        self.room.resize(1440, 828)
        self.room.show()
        self.space.activate()
