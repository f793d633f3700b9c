"""The one bridge between the engine's edits and Qt's undo list."""

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

from engine.graph.edits import Edit
from engine.graph.model import Graph


class EditCommand(QUndoCommand):
    """A flat command that holds an applied edit; groups are `CompositeEdit`, never child commands."""

    def __init__(self, edit: Edit, graph: Graph) -> None:
        super().__init__(edit.title)
        self._edit = edit
        self._graph = graph
        self._applied = True

    @override
    def redo(self) -> None:
        if not self._applied:
            self._edit.apply(self._graph)
            self._applied = True

    @override
    def undo(self) -> None:
        self._edit.revert(self._graph)
        self._applied = False
