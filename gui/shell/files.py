"""New, open and save: with a question where changes would be lost, and never losing the open graph."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from engine.errors import BackstepError
from engine.examples import read_example
from engine.graph.edits import SetSetting
from engine.graph.model import Graph
from gui.document import Document
from gui.shell.file_dialog import ENDING, FileDialog
from gui.shell.question import Answer, Question
from gui.shell.recent import short_name
from gui.shell.settings import Settings

_NEW_NAME = Graph().name


def _nothing() -> None:
    """Go on with nothing."""


class Files(QObject):
    """What can be done with files.

    Args:
        document: What is open.
        settings: Where recent files are kept.
        question: Asks about unsaved changes.
        window: Parent of file dialogs.
    """

    def __init__(self, document: Document, settings: Settings, question: Question, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._settings = settings
        self._question = question
        self._window = window

    def when_safe(self, then: Callable[[], object]) -> None:
        """Do what gives the open graph up: at once if a file holds it, else once that is answered."""
        if not self._document.is_modified:
            then()
            return
        self._question.ask(
            f"Save the changes to {self._document.title}?",
            "Without saving they are lost.",
            [
                Answer("Don’t save", then, apart=True),
                Answer("Cancel", _nothing),
                Answer("Save", lambda: self.save(then), primary=True),
            ],
        )

    def new(self) -> None:
        """Start with an empty graph."""
        self.when_safe(lambda: self._document.replace_graph(Graph()))

    def open(self) -> None:
        """Let a file be chosen and open it."""
        dialog = FileDialog("Open a graph", self._folder(), saves=False, parent=self._window)
        dialog.fileSelected.connect(lambda name: self.open_path(Path(name)))
        dialog.open()

    def open_path(self, path: Path, then: Callable[[], object] = _nothing) -> None:
        """Open a file, then go on; if it cannot be opened, what is open stays."""
        self.when_safe(lambda: self._open(path, then))

    def _open(self, path: Path, then: Callable[[], object]) -> None:
        if self._document.open(path):
            self._settings.remember_file(path)
            then()

    def open_example(self, name: str, then: Callable[[], object] = _nothing) -> None:
        """Open a copy of a shipped graph, then go on."""
        self.when_safe(lambda: self._open_example(name, then))

    def _open_example(self, name: str, then: Callable[[], object]) -> None:
        try:
            graph = read_example(name)
        except BackstepError as error:
            self._document.file_failed.emit(f"The example {name} cannot be opened", error.problems)
            return
        self._document.replace_graph(graph)
        then()

    def save(self, then: Callable[[], object] = _nothing) -> None:
        """Save to the graph's file, or let one be chosen; go on once it is saved."""
        if self._document.path is None:
            self.save_as(then)
        elif self._document.save(self._document.path):
            self._settings.remember_file(self._document.path)
            then()

    def save_as(self, then: Callable[[], object] = _nothing) -> None:
        """Let a file be chosen and save there; go on once it is saved."""
        dialog = FileDialog("Save the graph", self._folder(), saves=True, parent=self._window)
        dialog.selectFile(self._proposed_name())
        dialog.fileSelected.connect(lambda name: self._save_over(Path(name), then))
        dialog.open()

    def _save_over(self, path: Path, then: Callable[[], object]) -> None:
        if not path.exists() or path == self._document.path:
            self._save_to(path, then)
            return
        self._question.ask(
            f"Replace {path.name}?",
            f"There is a file of that name in {path.parent} already.",
            [
                Answer("Cancel", _nothing),
                Answer("Replace", lambda: self._save_to(path, then), primary=True),
            ],
        )

    def _save_to(self, path: Path, then: Callable[[], object]) -> None:
        if self._document.title == _NEW_NAME:
            self._document.push(SetSetting("name", short_name(path)))
        if self._document.save(path):
            self._settings.remember_file(path)
            then()

    def _proposed_name(self) -> str:
        if self._document.path is not None:
            return self._document.path.name
        words = "".join(char if char.isalnum() else " " for char in self._document.title).split()
        return f"{'-'.join(words) or _NEW_NAME}.{ENDING}"

    def _folder(self) -> Path:
        recent = self._settings.recent_files()
        path = self._document.path or (recent[0] if recent else None)
        return path.parent if path is not None else Path.home()
