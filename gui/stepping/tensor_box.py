"""A tensor on show in the panel under the canvas, with the picker of its slice, or words in its place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.stepping.exhibits import Exhibit
from gui.theme import theme
from gui.widgets.formula import Formula
from gui.widgets.labels import Label, Paragraph
from gui.widgets.slice_picker import SlicePicker
from gui.widgets.tensor_view import TensorView

_WORDS_WIDTH = 240


class TensorBox(QWidget):
    """One exhibit. Dimensions of one place need no picker, and long rows are broken into lines."""

    slice_changed = Signal(tuple)
    """The slice a person went to, as `TensorView.set_slice` takes it."""

    def __init__(self, *, grey: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exhibit: Exhibit | None = None
        self.view = TensorView(grey=grey)
        self.view.set_wrapped(True)
        self._picked: tuple[int, ...] = ()
        self.picker = SlicePicker()
        self.picker.changed.connect(self._slice)
        self._word = Label("", "title")
        self._name = Formula(align=Qt.AlignmentFlag.AlignLeft)
        self._words = Paragraph(role="field", line=18)
        self._told = QWidget()
        title = QHBoxLayout()
        title.addWidget(self._word)
        title.addWidget(self._name, 1)
        inside = QVBoxLayout(self._told)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(title)
        inside.addWidget(self._words)
        inside.addStretch()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.view, 1)
        self._column.addWidget(self._told, 1)
        self._column.addWidget(self.picker, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_exhibit(self, exhibit: Exhibit) -> None:
        """Show a tensor, at its slice, or words."""
        self.exhibit = exhibit
        array = exhibit.array
        self.view.setVisible(array is not None)
        self._told.setVisible(array is None)
        if array is None:
            self._word.setText(exhibit.word)
            self._word.set_colour(exhibit.meaning)
            self._name.set_tex(rf"\{exhibit.meaning}{{{exhibit.tex}}}")
            self._words.set_pieces(exhibit.words)
            self._told.setFixedWidth(theme().px(_WORDS_WIDTH))
            self.picker.set_dimensions((), ())
            self.picker.hide()
            return
        self.view.set_title(exhibit.word, exhibit.meaning, exhibit.tex)
        self.view.set_caption(exhibit.caption)
        self.view.set_array(array)
        self._picked = tuple(axis for axis in range(max(0, array.ndim - 2)) if array.shape[axis] > 1)
        sizes = [array.shape[axis] for axis in self._picked]
        self.picker.set_dimensions(sizes, [exhibit.names[axis] for axis in self._picked])
        self.picker.setVisible(bool(sizes))
        if exhibit.prefix:
            self.show_slice(exhibit.prefix)

    @property
    def has_picker(self) -> bool:
        """Whether there is a slice to choose."""
        return not self.picker.isHidden()

    def leave_room(self, height: int) -> None:
        """Keep some pixels free at the bottom, where others have a picker and this has none."""
        self._column.setContentsMargins(0, 0, 0, 0 if self.has_picker else height)

    def show_slice(self, prefix: tuple[int, ...]) -> None:
        """Show another slice, without telling."""
        self.view.set_slice(prefix)
        self.picker.set_value([prefix[axis] for axis in self._picked])

    def _slice(self, places: tuple[int, ...]) -> None:
        exhibit = self.exhibit
        if exhibit is None or exhibit.array is None:
            return
        where = dict(zip(self._picked, places, strict=True))
        prefix = tuple(where.get(axis, 0) for axis in range(exhibit.array.ndim - 2))
        self.view.set_slice(prefix)
        self.slice_changed.emit(prefix)
