"""The table of the window's actions; workspaces add their own."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.graph.file import graph_to_json
from gui.actions import Action
from gui.document import Document
from gui.shell.settings import SCALES
from gui.shell.workspaces import TABS
from gui.theme import theme

if TYPE_CHECKING:
    from gui.window import Window


def window_actions(window: "Window") -> list[Action]:
    """All actions that are there in every workspace, in the order of the menu."""
    return [*_file(window), *_edit(window), *_view(window), *_train(window), *_workspaces(window)]


def _file(window: "Window") -> list[Action]:
    files = window.files
    return [
        Action("file.new", "New graph", files.new, "File", "plus", ("Ctrl+N",), "Start with an empty canvas"),
        Action("file.open", "Open …", files.open, "File", "folder", ("Ctrl+O",), "Open a graph file"),
        Action("file.gallery", "Gallery", window.show_gallery, "File", tooltip="Examples as pictures"),
        Action("file.save", "Save", files.save, "File", "save", ("Ctrl+S",), section=True),
        Action("file.save_as", "Save as …", files.save_as, "File", keys=("Ctrl+Shift+S",)),
        Action("file.quit", "Quit", window.close, "File", keys=("Ctrl+Q",), section=True),
    ]


def _edit(window: "Window") -> list[Action]:
    document, canvas = window.document, window.canvas
    stack = document.undo_stack

    def nothing_to(verb: str, possible: Callable[[], bool]) -> Callable[[], str]:
        return lambda: "" if possible() else f"There is nothing to {verb}"

    def cannot_delete() -> str:
        if window.workspace.name != "build":
            return "Nodes are deleted in Build"
        return "" if document.selection else "Select a node first"

    def empty() -> str:
        return "" if len(document.graph) else "The graph is empty"

    def cannot_arrange() -> str:
        return empty() if window.workspace.name == "build" else "Nodes are arranged in Build"

    return [
        Action(
            "edit.undo",
            partial(_with_edit, "Undo", stack.undoText),
            stack.undo,
            "Edit",
            "undo",
            ("Ctrl+Z",),
            blocked=nothing_to("undo", stack.canUndo),
        ),
        Action(
            "edit.redo",
            partial(_with_edit, "Redo", stack.redoText),
            stack.redo,
            "Edit",
            "redo",
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            blocked=nothing_to("redo", stack.canRedo),
        ),
        Action(
            "edit.delete",
            "Delete",
            canvas.delete_selection,
            "Edit",
            "trash",
            ("Delete",),
            "Delete what is selected",
            cannot_delete,
            section=True,
        ),
        Action(
            "edit.select_all",
            "Select all",
            canvas.select_all,
            "Edit",
            keys=("Ctrl+A",),
            tooltip="Select every node",
            blocked=empty,
        ),
        Action(
            "edit.arrange",
            "Arrange nodes",
            canvas.arrange,
            "Edit",
            "arrange",
            tooltip="Lay all nodes out anew",
            blocked=cannot_arrange,
        ),
        Action(
            "edit.find",
            "Find action or node",
            window.search.start,
            "Edit",
            "search",
            ("Ctrl+K",),
            section=True,
        ),
    ]


def _with_edit(verb: str, edit: Callable[[], str]) -> str:
    """Such as "Undo Move conv1"."""
    return f"{verb} {edit()}".strip()


def _view(window: "Window") -> list[Action]:
    canvas = window.canvas
    return [
        Action("view.fit", "Fit", canvas.fit, "View", "fit", ("Ctrl+0",), "Show the whole graph"),
        Action("view.zoom_in", "Zoom in", canvas.zoom_in, "View", "plus", ("Ctrl++", "Ctrl+=")),
        Action("view.zoom_out", "Zoom out", canvas.zoom_out, "View", "minus", ("Ctrl+-",)),
        Action(
            "view.theme",
            lambda: "Light colours" if theme().mode == "dark" else "Dark colours",
            theme().toggle_mode,
            "View",
            "sun",
            ("Ctrl+Shift+L",),
            section=True,
        ),
        *(
            Action(
                f"view.text_{round(scale * 100)}",
                f"{round(scale * 100)}%",
                partial(theme().set_scale, scale),
                "View/Text size",
                tooltip=f"Text and spacing at {round(scale * 100)}%",
                checked=partial(_has_scale, scale),
            )
            for scale in SCALES
        ),
    ]


def _has_scale(scale: float) -> bool:
    return theme().scale == scale


def _train(window: "Window") -> list[Action]:
    bridge = window.bridge

    def unfit() -> str:
        return "" if bridge.is_training else why_not_trained(window.document)

    def no_run() -> str:
        return "" if bridge.training_state in ("running", "paused") else "No training is going on"

    def paused() -> bool:
        return bridge.training_state == "paused"

    def hold_or_go_on() -> None:
        if paused():
            bridge.resume()
        else:
            bridge.pause()

    def graph() -> dict[str, Any] | None:
        return None if bridge.is_training else graph_to_json(window.document.graph)

    def go_on(one: Callable[[dict[str, Any] | None], object]) -> None:
        window.show_workspace("train")
        one(graph())

    return [
        Action(
            "train.start",
            "Train",
            window.train,
            "Train",
            "play",
            ("Ctrl+Return",),
            "Train this graph, and watch it",
            unfit,
        ),
        Action(
            "train.pause",
            lambda: "Go on" if paused() else "Pause",
            hold_or_go_on,
            "Train",
            "pause",
            ("Ctrl+Shift+P",),
            "Hold the training after the present mini-batch, or let it go on",
            no_run,
        ),
        Action(
            "train.iteration",
            "One iteration",
            partial(go_on, bridge.one_iteration),
            "Train",
            tooltip="Train on one mini-batch, then pause",
            blocked=unfit,
        ),
        Action(
            "train.epoch",
            "One epoch",
            partial(go_on, bridge.one_epoch),
            "Train",
            tooltip="Train to the end of the epoch, then pause",
            blocked=unfit,
        ),
        Action(
            "train.stop",
            "Stop",
            bridge.stop,
            "Train",
            "stop",
            tooltip="End the training; a checkpoint is kept",
            blocked=no_run,
        ),
    ]


def why_not_trained(document: Document) -> str:
    """Why the graph cannot be trained as it is, as a sentence; empty if it can."""
    if not len(document.graph):
        return "The graph is empty"
    if document.problems:
        return str(document.problems[0])
    if document.report.parameter_count == 0:
        return "Nothing in this graph learns: add a layer with parameters, such as Linear"
    return ""


def _workspaces(window: "Window") -> list[Action]:
    return [
        Action(
            f"workspace.{tab.name}",
            tab.title,
            partial(window.show_workspace, tab.name),
            "Workspace",
            tab.name,
            (f"Ctrl+{number}",),
            tab.purpose,
        )
        for number, tab in enumerate(TABS, 1)
    ]
