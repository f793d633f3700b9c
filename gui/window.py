"""The window: bars, places for panels, and the one canvas in the middle."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from engine.graph.file import graph_to_json
from gui.actions import Actions
from gui.bridge import Bridge
from gui.canvas.view import Canvas
from gui.document import Document
from gui.shell.areas import Areas
from gui.shell.catalogue import Catalogue
from gui.shell.commands import window_actions
from gui.shell.examples import START, example_cards
from gui.shell.file_dialog import ENDING
from gui.shell.files import Files
from gui.shell.first_paint import FirstPaint
from gui.shell.gallery import Gallery
from gui.shell.menu import make_menu
from gui.shell.notices import NoticeBoard
from gui.shell.question import Question
from gui.shell.reports import Reports
from gui.shell.search import Search
from gui.shell.settings import Settings
from gui.shell.status_bar import StatusBar
from gui.shell.top_bar import TopBar, follow
from gui.shell.workspaces import EmptyBuild, Workspaces, tab_choices
from gui.theme import theme
from gui.workspace import Workspace

_SIZE = (1440, 900)
_LEAST_SIZE = (960, 600)


class Window(QMainWindow):
    """Everything a person sees.

    Args:
        document: What is worked on.
        bridge: The engine.
        settings: What is remembered.

    Signals:
        filled: The first frame is on the screen, and the panels have come.
    """

    filled = Signal()

    def __init__(self, document: Document, bridge: Bridge, settings: Settings) -> None:
        super().__init__()
        self.document = document
        self.bridge = bridge
        self.settings = settings
        self.canvas = Canvas(document)
        self.top_bar = TopBar(tab_choices())
        self.areas = Areas(self.canvas, settings)
        self.status_bar = StatusBar()
        self._root = QWidget()
        self._arrange()
        self.notices = NoticeBoard(self.areas.centre, self._root)
        self.question = Question(self._root)
        self.files = Files(document, settings, self.question, self)
        self.workspaces = Workspaces(document, bridge, self.canvas, self)
        self.reports = Reports(document, bridge, self.notices, self.show_node, self.train_on)
        self.actions_table = Actions(self)
        self.catalogue = Catalogue(self.actions_table, document, settings, self.files, self.show_node)
        self.search = Search(self.top_bar.search, self._root, self.catalogue.hits, self.canvas)
        self.gallery: Gallery | None = None
        self._workspace: Workspace = EmptyBuild(self)
        self._may_close = False
        self._connect()
        self.actions_table.add(window_actions(self))
        self._follow_actions()
        self.areas.show_workspace(self._workspace)
        self.top_bar.show_workspace("build")
        self._show_document()
        self.actions_table.refresh()
        self.setAcceptDrops(True)
        FirstPaint(self._root).painted.connect(self._fill)

    # Building ----------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Bring the panels, which take longer than the frame around them."""
        if isinstance(self._workspace, EmptyBuild):
            self.show_workspace("build")
        self.filled.emit()

    def _arrange(self) -> None:
        column = QVBoxLayout(self._root)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.areas, 1)
        column.addWidget(self.status_bar)
        self.setCentralWidget(self._root)
        self.setMinimumSize(*_LEAST_SIZE)

    def _connect(self) -> None:
        document, look_again = self.document, self.actions_table.refresh_soon
        document.state_changed.connect(self._show_document)
        document.graph_replaced.connect(self._show_document)
        document.graph_event.connect(self._show_document)
        document.report_changed.connect(self._show_report)
        document.selection_changed.connect(look_again)
        document.undo_stack.indexChanged.connect(look_again)
        self.bridge.training_state_changed.connect(look_again)
        self.bridge.ready.connect(self.status_bar.show_ready)
        self.bridge.worker_died.connect(self.status_bar.show_died)
        self.bridge.training_message.connect(self._show_status)
        self.top_bar.workspace_chosen.connect(self.show_workspace)
        self.top_bar.menu_button.clicked.connect(self.show_menu)
        self.status_bar.problem_clicked.connect(self._show_first_problem)
        self.workspaces.made.connect(self._take_in)
        self.actions_table.started.connect(self.close_gallery)
        theme().changed.connect(self._remember_look)
        theme().changed.connect(look_again)

    def _follow_actions(self) -> None:
        for button, action_id in (
            (self.top_bar.undo_button, "edit.undo"),
            (self.top_bar.redo_button, "edit.redo"),
            (self.top_bar.theme_button, "view.theme"),
            (self.top_bar.train_button, "train.start"),
        ):
            follow(button, self.actions_table.qaction(action_id))

    def _take_in(self, workspace: Workspace) -> None:
        """Make the actions of a new workspace the window's; their keys rest while it is not on show."""
        workspace.status_changed.connect(self._show_status)
        workspace.status_changed.connect(self.actions_table.refresh_soon)
        workspace.panels_changed.connect(partial(self._show_panels, workspace))
        self.actions_table.add(workspace.actions(), partial(self._away, workspace))

    def _show_panels(self, workspace: Workspace) -> None:
        if workspace is self._workspace:
            self.areas.show_workspace(workspace)

    def _away(self, workspace: Workspace) -> str:
        return "" if workspace is self._workspace else f"This is done in {workspace.title}"

    # Workspaces --------------------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The workspace on show."""
        return self._workspace

    def show_workspace(self, name: str) -> None:
        """Go to another workspace; graph, selection and view stay."""
        workspace = self.workspaces.get(name)
        if workspace is self._workspace:
            return
        self._workspace.deactivate()
        self._workspace = workspace
        self.areas.show_workspace(workspace)
        self.top_bar.show_workspace(name)
        workspace.activate()
        self._show_status()
        self.actions_table.refresh()

    # What is open --------------------------------------------------------------------------------------

    def _show_document(self) -> None:
        document = self.document
        changed = document.is_modified
        if changed:
            state = "Modified"
        elif document.path is not None:
            state = "Saved"
        else:
            state = "Example" if len(document.graph) else "Empty"
        self.top_bar.show_document(document.title, state)
        self.setWindowTitle(f"{document.title}[*] – Backstep")
        self.setWindowModified(changed)
        self.actions_table.refresh_soon()

    def _show_report(self) -> None:
        graph, report = self.document.graph, self.document.report
        self.status_bar.show_graph(len(graph), len(list(graph.edges)), report.parameter_count)
        self._show_status()
        self.actions_table.refresh_soon()

    def _show_status(self) -> None:
        document = self.document
        waiting = any(not node.runs and node.problem is None for node in document.report.nodes.values())
        self.status_bar.show_state(self.workspace.status(), document.problems, waiting)

    def show_node(self, node_id: str) -> None:
        """Select a node and bring it into view."""
        if node_id in self.document.graph.nodes:
            self.document.select([node_id])
            self.canvas.centre_on(node_id)

    def _show_first_problem(self) -> None:
        for problem in self.document.problems:
            if problem.node is not None:
                self.show_workspace("build")
                self.show_node(problem.node)
                return

    # Menu and search ----------------------------------------------------------------------------------

    def show_menu(self) -> None:
        """Open the menu under its button."""
        menu = make_menu(self.actions_table, self.catalogue.lists(), "file.open", self.top_bar.menu_button)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.aboutToHide.connect(self.top_bar.menu_closed)
        button = self.top_bar.menu_button
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    # Training ------------------------------------------------------------------------------------------

    def train(self) -> None:
        """Go to Train, and start unless a run is going on."""
        self.show_workspace("train")
        self.bridge.start_training(graph_to_json(self.document.graph))

    def train_on(self) -> None:
        """Go to Train, and take the last run up at its last checkpoint."""
        self.show_workspace("train")
        self.bridge.start_training(graph_to_json(self.document.graph), self.bridge.run_dir, resume=True)

    # The gallery ----------------------------------------------------------------------------------------

    def show_gallery(self) -> None:
        """Open the gallery over the window."""
        self.close_gallery()
        gallery = Gallery(self._root, example_cards(), at_start=self.settings.gallery_at_start)
        gallery.dismissed.connect(self.close_gallery)
        gallery.new_asked.connect(partial(self.actions_table.run, "file.new"))
        gallery.file_asked.connect(partial(self.actions_table.run, "file.open"))
        gallery.recent_asked.connect(self._open_from_gallery)
        gallery.example_opened.connect(self._open_example)
        gallery.example_led_on.connect(self._lead_on)
        gallery.at_start_changed.connect(self._remember_gallery)
        gallery.show_recent(self.settings.recent_files(), self.document.path)
        gallery.light(START)
        gallery.open()
        self.gallery = gallery

    def _open_example(self, name: str) -> None:
        self.files.open_example(name, self.close_gallery)

    def _lead_on(self, name: str) -> None:
        """From a card's button straight into it: train what can be trained, step through the rest."""
        trains = name in {card.name for card in example_cards() if card.trains}
        self.files.open_example(name, self._train_example if trains else self._step_example)

    def _train_example(self) -> None:
        self.close_gallery()
        self.train()

    def _step_example(self) -> None:
        self.close_gallery()
        self.show_workspace("step")

    def _open_from_gallery(self, path: Path) -> None:
        self.files.open_path(path, self.close_gallery)

    def _remember_gallery(self, at_start: bool) -> None:
        self.settings.gallery_at_start = at_start

    def close_gallery(self) -> None:
        """Go to what is open behind the gallery."""
        if self.gallery is not None:
            self.gallery.hide()
            self.gallery.deleteLater()
            self.gallery = None
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # The window itself ------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Stand where it stood last, else at the size of the design, or as large as the screen."""
        geometry = self.settings.geometry
        if geometry is not None and self.restoreGeometry(geometry):
            return
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))
        if room.width() <= _SIZE[0] or room.height() <= _SIZE[1]:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _remember_look(self) -> None:
        self.settings.mode = theme().mode
        self.settings.scale = theme().scale

    def close_for_good(self) -> None:
        """Close, whatever is not saved."""
        self._may_close = True
        self.close()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, then end the engine's processes and go."""
        if self.document.is_modified and not self._may_close:
            event.ignore()
            self.files.when_safe(self.close_for_good)
            return
        self.settings.geometry = self.saveGeometry()
        self.settings.sync()
        self.hide()
        self.bridge.shutdown()
        event.accept()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one graph file."""
        if _dragged_file(event) is not None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file."""
        path = _dragged_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.close_gallery()
            self.files.open_path(path)


def _dragged_file(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    if len(urls) == 1 and urls[0].isLocalFile():
        path = Path(urls[0].toLocalFile())
        return path if path.name.endswith((ENDING, ".json")) else None
    return None
