"""Puts what went wrong on notices: refused edits, files, trainings and the engine's processes."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from engine.errors import Problem
from engine.runtime.messages import Message, TrainingEnded, TrainingFailed, WorkerDied
from gui.bridge import Bridge
from gui.document import Document
from gui.shell.notices import Notice, NoticeBoard, NoticeLine


class Reports(QObject):
    """Listens, and tells.

    Args:
        document: Whose refusals and files to report.
        bridge: Whose trainings and deaths to report.
        board: Where notices go.
        show_node: Brings a node into view.
        train_on: Takes the last run up at its last checkpoint.
    """

    def __init__(
        self,
        document: Document,
        bridge: Bridge,
        board: NoticeBoard,
        show_node: Callable[[str], object],
        train_on: Callable[[], object],
    ) -> None:
        super().__init__(board)
        self._document = document
        self._board = board
        self._show_node = show_node
        self._train_on = train_on
        self._is_training = False
        document.problem_raised.connect(self._edit_refused)
        document.file_failed.connect(self._file_failed)
        document.graph_event.connect(self._forget)
        document.graph_replaced.connect(self._forget)
        document.state_changed.connect(self._state_changed)
        bridge.training_message.connect(self._training_said)
        bridge.training_state_changed.connect(self._training_changed)
        bridge.worker_died.connect(self._worker_died)
        bridge.ready.connect(partial(board.dismiss, "engine"))

    def _lines(self, problems: Sequence[Problem]) -> tuple[NoticeLine, ...]:
        known = self._document.graph.nodes
        return tuple(
            NoticeLine(
                problem.sentence(),
                problem.node or "",
                partial(self._show_node, problem.node) if problem.node and problem.node in known else None,
            )
            for problem in problems
        )

    def _edit_refused(self, problem: Problem) -> None:
        self._board.show_notice(Notice("edit", "That cannot be done", self._lines([problem])))

    def _file_failed(self, title: str, problems: tuple[Problem, ...]) -> None:
        lines = tuple(NoticeLine(problem.sentence(), problem.node or "") for problem in problems)
        self._board.show_notice(Notice("file", title, lines))

    def _forget(self) -> None:
        """What was said of the graph as it was is no longer of use."""
        for kind in ("edit", "file", "training"):
            self._board.dismiss(kind)

    def _state_changed(self) -> None:
        if not self._document.is_modified:
            self._board.dismiss("file")

    def _training_said(self, message: Message) -> None:
        if isinstance(message, TrainingEnded | TrainingFailed):
            self._is_training = False
        if isinstance(message, TrainingFailed):
            lines = self._lines(message.problems)
            self._board.show_notice(Notice("training", "Training could not go on", lines))

    def _training_changed(self, state: str) -> None:
        if state == "starting":
            self._is_training = True
            self._board.dismiss("training")

    def _worker_died(self, message: WorkerDied) -> None:
        if self._is_training and message.worker == "training":
            self._is_training = False
            offers = (("Resume from the last checkpoint", self._train_on),) if message.resumable else ()
            mend = "" if message.resumable else " Training can be started again."
            line = NoticeLine(f"{message.reason} Your graph is safe.{mend}")
            self._board.show_notice(Notice("training", "Training was interrupted", (line,), offers))
            return
        if message.exit_code is None:  # it never came up
            line = NoticeLine(f"{message.reason} Your graph is safe.")
            self._board.show_notice(Notice("engine", "The engine does not start", (line,)))
            return
        line = NoticeLine(f"{message.reason} Your graph is safe; a new one starts by itself when needed.")
        self._board.show_notice(Notice("engine", "The engine’s process ended", (line,)))
