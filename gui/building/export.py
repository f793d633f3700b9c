"""Take the PyTorch code out of the app."""

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget

from engine.errors import Problem
from gui.document import Document
from gui.shell.file_dialog import FileDialog


def file_name(graph_name: str) -> str:
    """The name of the Python file: "digits-cnn" gives digits_cnn.py."""
    stem = re.sub(r"\W+", "_", graph_name.casefold(), flags=re.ASCII).strip("_")
    return f"{stem if stem and not stem[0].isdigit() else f'net_{stem}'.rstrip('_')}.py"


def export_code(document: Document, parent: QWidget) -> FileDialog:
    """Ask for a file and write the code to it; what fails is told by the document."""
    places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = document.path.parent if document.path is not None else Path(places[0] if places else ".")
    dialog = FileDialog("Export PyTorch code", folder, saves=True, parent=parent, ending="py", kind="Python")
    dialog.setOption(FileDialog.Option.DontConfirmOverwrite, False)
    dialog.selectFile(file_name(document.graph.name))
    dialog.fileSelected.connect(lambda name: write_code(document, Path(name)))
    dialog.open()
    return dialog


def write_code(document: Document, path: Path) -> None:
    """Write the code to a file."""
    try:
        path.write_text(document.source.text, encoding="utf-8")
    except OSError as error:
        document.problem_raised.emit(
            Problem(f"{path.name} was not written: {error.strerror}", mend="Choose another folder")
        )
