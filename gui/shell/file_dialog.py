"""The dialog in which a file is chosen, in the look of the window where Qt draws it."""

from pathlib import Path

from PySide6.QtCore import QFileInfo, QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QFileDialog,
    QFileIconProvider,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from gui.theme import theme
from gui.widgets.icons import icon

ENDING = "graph.json"
_SIZE = (760, 520)

# What Qt calls the buttons of its own dialog.
_ICONS = {
    "backButton": "arrow-left",
    "forwardButton": "arrow-right",
    "toParentButton": "arrow-up",
    "newFolderButton": "plus",
}
_HIDDEN = ("listModeButton", "detailModeButton")


class _Icons(QFileIconProvider):
    """Folders and files in one weight, without the system's colours."""

    @override
    def icon(self, which: QFileIconProvider.IconType | QFileInfo) -> QIcon:
        if isinstance(which, QFileInfo):
            return icon("folder" if which.isDir() else "file")
        folders = (QFileIconProvider.IconType.Folder, QFileIconProvider.IconType.Computer)
        return icon("folder" if which in folders else "file")


class FileDialog(QFileDialog):
    """Chooses one file, to open or to save to.

    Args:
        title: What is to be done.
        folder: Where to begin.
        saves: Whether a file is to be saved; else one is to be opened.
        parent: The window.
        ending: What its name ends in, without the first dot.
        kind: What such files are called.
    """

    def __init__(
        self,
        title: str,
        folder: Path,
        *,
        saves: bool,
        parent: QWidget,
        ending: str = ENDING,
        kind: str = "Graphs",
    ) -> None:
        super().__init__(parent, title, filter=f"{kind} (*.{ending});;All files (*)")
        self._icons = _Icons()  # Qt does not keep it alive
        self.setIconProvider(self._icons)
        self.setDirectory(str(folder))
        if saves:
            self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            self.setDefaultSuffix(ending)
            self.setOption(QFileDialog.Option.DontConfirmOverwrite)
        else:
            self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.resize(*_SIZE)
        self._dress()
        self.finished.connect(self.deleteLater)

    def _dress(self) -> None:
        """Give Qt's own dialog our icons; a system's dialog has none of these parts."""
        for name, sign in _ICONS.items():
            for button in self.findChildren(QToolButton, name):
                button.setIcon(icon(sign))
        for name in _HIDDEN:
            for button in self.findChildren(QToolButton, name):
                button.hide()
        for view in self.findChildren(QAbstractItemView):
            view.setIconSize(QSize(theme().px(16), theme().px(16)))
        for box in self.findChildren(QDialogButtonBox):
            for choice in box.buttons():
                choice.setIcon(QIcon())
