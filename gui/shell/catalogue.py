"""All that the search finds and the menu lists: actions, nodes, recent files, examples."""

from collections.abc import Callable
from functools import partial

from gui.actions import Action, Actions
from gui.document import Document
from gui.shell.examples import shipped_examples
from gui.shell.files import Files
from gui.shell.menu import Entry
from gui.shell.recent import short_name
from gui.shell.search import Hit
from gui.shell.settings import Settings
from gui.widgets.icons import op_icon_name


class Catalogue:
    """Looks things up as they are now.

    Args:
        actions: What can be done.
        document: Whose nodes can be found.
        settings: Whose recent files can be opened.
        files: Opens them, and examples.
        show_node: Brings a node into view.
    """

    def __init__(
        self,
        actions: Actions,
        document: Document,
        settings: Settings,
        files: Files,
        show_node: Callable[[str], object],
    ) -> None:
        self._actions = actions
        self._document = document
        self._settings = settings
        self._files = files
        self._show_node = show_node

    def lists(self) -> dict[str, list[Entry]]:
        """Entries of the menu that are no actions, by their place in it."""
        return {"File/Open recent": self._recent(), "File/Examples": self._examples()}

    def hits(self) -> list[Hit]:
        """All that can be found."""
        self._actions.refresh()
        actions = [self._action_hit(action) for action in self._actions.all()]
        nodes = [
            Hit(
                node.id,
                partial(self._show_node, node.id),
                op_icon_name(node.op.name, node.op.category.title),
                node.op.name,
                "node",
                mono=True,
                also=" ".join(node.op.aliases),
            )
            for node in self._document.graph
        ]
        lists = (("Recent file", self._recent()), ("Example", self._examples()))
        others = [Hit(entry.title, entry.run, "file", group) for group, entries in lists for entry in entries]
        return [*actions, *nodes, *others]

    def _action_hit(self, action: Action) -> Hit:
        made = self._actions.qaction(action.id)
        return Hit(
            made.text(),
            partial(self._actions.run, action.id),
            action.icon,
            action.menu.replace("/", ", "),
            action.key_text(),
            "" if made.isEnabled() else made.toolTip(),
        )

    def _recent(self) -> list[Entry]:
        return [
            Entry(short_name(path), str(path), partial(self._files.open_path, path))
            for path in self._settings.recent_files()
        ]

    def _examples(self) -> list[Entry]:
        return [
            Entry(example.title, example.description, partial(self._files.open_example, example.name))
            for example in shipped_examples()
        ]
