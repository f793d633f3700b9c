"""What the run on show came to: its best, its test, and where it lies."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gui.run_record import RunRecord
from gui.theme import theme
from gui.widgets import numbers
from gui.widgets.buttons import Button
from gui.widgets.labels import Divider, ElidedLabel, Label, SectionHead

Row = tuple[str, str]


class RunSummary(QWidget):
    """A few lines about a run; hidden while there is nothing to tell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self._folder: Path | None = None
        self._head = SectionHead("This run")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(1, 1)
        self._open = Button(
            "Open its folder", "folder", tooltip="Record, settings and checkpoints of this run"
        )
        self._open.clicked.connect(self._open_folder)
        inner = QVBoxLayout()
        inner.setContentsMargins(px(16), px(12), px(16), px(16))
        inner.setSpacing(px(8))
        inner.addWidget(self._head)
        inner.addLayout(self._grid)
        inner.addWidget(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Divider())
        column.addLayout(inner)
        self._rows: list[Row] = []
        self._values: list[ElidedLabel] = []
        self.hide()

    @property
    def rows(self) -> list[Row]:
        """What it says, a line each."""
        return self._rows

    def show_run(self, record: RunRecord | None) -> None:
        """Tell about a run; None tells nothing."""
        self.setVisible(record is not None)
        if record is None:
            return
        self._folder = Path(record.start.run_dir)
        self._head.set_note(self._folder.name)
        self._head.setToolTip(record.start.run_dir)
        rows = summary_rows(record)
        if [name for name, _ in rows] != [name for name, _ in self._rows]:
            self._build([name for name, _ in rows])
        self._rows = rows
        for (_, value), number in zip(rows, self._values, strict=True):
            if number.text() != value:
                number.setText(value)

    def _build(self, names: Sequence[str]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._values = [ElidedLabel("", "code", "text") for _ in names]
        for row, (name, number) in enumerate(zip(names, self._values, strict=True)):
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(Label(name, "field", "text2"), row, 0)
            self._grid.addWidget(number, row, 1)

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def summary_rows(record: RunRecord) -> list[Row]:
    """What there is to tell of a run."""
    samples = record.start.samples
    rows = [
        ("parameters", numbers.count(record.start.parameters)),
        ("samples", " / ".join(numbers.count(samples[part]) for part in samples)),
    ]
    best = record.best_epoch
    if best is not None:
        rows.append(("best epoch", numbers.count(best)))
        rows.append(("validation", _result(record.validation.value_at(best), record.accuracy.value_at(best))))
    end = record.end or {}
    if end.get("test_loss") is not None:
        rows.append(("test", _result(end["test_loss"], end.get("test_accuracy"))))
    if end.get("checkpoint"):
        rows.append(("checkpoint", Path(str(end["checkpoint"])).name))
    return rows


def _result(loss: float | None, accuracy: float | None) -> str:
    """Loss and accuracy in one line, as far as they are known."""
    words = [] if loss is None else [numbers.number(loss)]
    if accuracy is not None:
        words.append(numbers.percent(accuracy))
    return ", ".join(words)
