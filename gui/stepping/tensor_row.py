"""The tensors of a step in a row, with signs between them; what belongs together lights up together."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from engine.ops.spec import Array
from gui.stepping.exhibits import Exhibit, Exhibition
from gui.stepping.side_by_side import arrange
from gui.stepping.tensor_box import TensorBox
from gui.theme import theme
from gui.widgets.labels import Label
from gui.widgets.tensor_grid import Index
from gui.widgets.tensor_sharing import share_scale

_MOST = 6
_MARGIN = 24
_BETWEEN = 32
_FAR_APART = 6
"""Tensors whose largest numbers differ by more than this factor keep scales of their own."""


class TensorRow(QWidget):
    """An exhibition: tensors side by side."""

    chosen = Signal(tuple)
    """The element that a person chose to be told about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exhibition = Exhibition((), ())
        self._room = QSize(0, 0)
        self.boxes = [TensorBox() for _ in range(_MOST)]
        self.pictures = [TensorBox(grey=True) for _ in range(_MOST)]
        self._signs = [Label("", "equation", "text2") for _ in range(_MOST - 1)]
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        for number, (box, picture) in enumerate(zip(self.boxes, self.pictures, strict=True)):
            self._row.addWidget(box)
            self._row.addWidget(picture)
            if number < len(self._signs):
                self._signs[number].setAlignment(Qt.AlignmentFlag.AlignCenter)
                self._row.addWidget(self._signs[number])
        self._row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for box in (*self.boxes, *self.pictures):
            box.view.clicked.connect(lambda index, box=box: self._choose(box, index))
            box.view.hovered.connect(lambda index, box=box: self._hover(box, index))
            box.slice_changed.connect(lambda prefix, box=box: self._follow_slice(box, prefix))
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        pixels = theme().px
        self._row.setContentsMargins(pixels(_MARGIN) - 4, pixels(10), pixels(_MARGIN), pixels(8))
        for sign in self._signs:
            sign.setContentsMargins(pixels(8), 0, pixels(8), 0)
            sign.setMinimumWidth(pixels(_BETWEEN))

    # What it shows ---------------------------------------------------------------------------------------

    def show_exhibition(self, exhibition: Exhibition, room: QSize) -> float | None:
        """Show other tensors.

        Args:
            exhibition: The tensors.
            room: What there is for them, margins included.

        Returns:
            The end of the colour scale that they share; None where each has its own.
        """
        self._exhibition, self._room = exhibition, room
        used = self.shown()
        for box in (*self.boxes, *self.pictures):
            box.setVisible(box in used)
        for box, exhibit in zip(used, exhibition.exhibits, strict=False):
            box.show_exhibit(exhibit)
        for number, sign in enumerate(self._signs):
            sign.setVisible(number < len(exhibition.signs))
            sign.setText(exhibition.signs[number] if number < len(exhibition.signs) else "")
        self._show_chosen()
        vmax = self._share_scale()
        self._arrange()
        return vmax

    def shown(self) -> list[TensorBox]:
        """The boxes in use, from left to right."""
        return [
            (self.pictures if exhibit.grey else self.boxes)[number]
            for number, exhibit in enumerate(self._exhibition.exhibits[:_MOST])
        ]

    def _drawn(self) -> list[tuple[TensorBox, Exhibit, Array]]:
        """Those that show a tensor and not words."""
        pairs = zip(self.shown(), self._exhibition.exhibits, strict=False)
        return [(box, exhibit, exhibit.array) for box, exhibit in pairs if exhibit.array is not None]

    def _role(self, role: str) -> tuple[TensorBox, Array] | None:
        """The box and the tensor that has a part in upstream × local = downstream."""
        found = ((box, array) for box, exhibit, array in self._drawn() if exhibit.role == role)
        return next(found, None)

    def _share_scale(self) -> float | None:
        views = [box.view for box, _, _ in self._drawn()]
        sizes = [view.own_max() for view in views]
        if self._exhibition.one_scale and sizes and max(sizes) <= _FAR_APART * min(sizes):
            return share_scale(views)
        for view in views:
            view.set_vmax(None)
        return None

    def set_room(self, room: QSize) -> None:
        """Choose the size of the cells for a room, margins included."""
        if room != self._room:
            self._room = room
            self._arrange()

    def _arrange(self) -> None:
        drawn = self._drawn()
        if not drawn or self._room.isEmpty():
            return
        margins = self._row.contentsMargins()
        picker = max((box.picker.sizeHint().height() + 4 for box, _, _ in drawn if box.has_picker), default=0)
        for box, _, _ in drawn:
            box.leave_room(picker)
        told = [box.sizeHint().width() for box in self.shown() if box.view.isHidden()]
        signs = [sign.sizeHint().width() for sign in self._signs if not sign.isHidden()]
        height = self._room.height() - margins.top() - margins.bottom() - picker
        width = self._room.width() - margins.left() - margins.right() - sum(told)
        between = max([theme().px(_BETWEEN), *signs])
        arrange([box.view for box, _, _ in drawn], QSize(width, max(40, height)), between)

    # What stands out -------------------------------------------------------------------------------------

    def _show_chosen(self) -> None:
        chosen = self._exhibition.chosen
        for box, exhibit, array in self._drawn():
            box.view.set_chosen(chosen if self._is_chosen_from(exhibit, array) else None)
            box.view.set_highlights(self._sources(exhibit, array, chosen))

    def _is_chosen_from(self, exhibit: Exhibit, array: Array) -> bool:
        """Whether a click on this tensor chooses an element that is told about."""
        last = self._exhibition.exhibits[-1].array
        same = last is not None and array.size > 1 and array.shape == last.shape
        return exhibit.role == "downstream" or (exhibit.role == "plain" and same)

    def _sources(self, exhibit: Exhibit, array: Array, chosen: tuple[int, ...]) -> list[tuple[Index, str]]:
        """What of upstream and local the chosen element comes from."""
        downstream, column = self._role("downstream"), self._role("column")
        if exhibit.role not in ("upstream", "local", "column") or downstream is None:
            return []
        if column is not None:
            return [(block, exhibit.meaning) for block in _blocks(column[1], exhibit.prefix)]
        if self._role("local") is None:
            return []
        if exhibit.role == "upstream":
            return [((slice(None),) * array.ndim, "upstream")]
        return [((slice(None), _flat(chosen, downstream[1])), "local")]

    # Mouse -----------------------------------------------------------------------------------------------

    def _choose(self, box: TensorBox, index: tuple[int, ...]) -> None:
        exhibit, downstream = box.exhibit, self._role("downstream")
        if exhibit is None or exhibit.array is None:
            return
        if self._is_chosen_from(exhibit, exhibit.array):
            self.chosen.emit(index)
            return
        box.view.set_chosen(None)
        if exhibit.role == "local" and downstream is not None:
            self.chosen.emit(_unravel(index[-1], downstream[1]))

    def _hover(self, box: TensorBox, index: tuple[int, ...] | None) -> None:
        """Light what belongs together: an element of local with its output and its input."""
        exhibit = box.exhibit
        if exhibit is None or exhibit.role == "plain":
            return
        together = {} if index is None else self._together(exhibit.role, index)
        for other, told, _ in self._drawn():
            if other is not box:
                other.view.set_hovered(together.get(told.role))

    def _together(self, role: str, index: tuple[int, ...]) -> dict[str, Index]:
        """What belongs to an element: an output's row of local, an input's column, or both of a local's."""
        if role in ("upstream", "column") and self._role("column") is not None:
            return {"upstream": index, "column": index}
        upstream, downstream = self._role("upstream"), self._role("downstream")
        if upstream is None or downstream is None or self._role("local") is None:
            return {}
        if role == "upstream":
            return {"local": (_flat(index, upstream[1]), slice(None))}
        if role == "downstream":
            return {"local": (slice(None), _flat(index, downstream[1]))}
        return {
            "upstream": _unravel(index[0], upstream[1]),
            "downstream": _unravel(index[1], downstream[1]),
        }

    def _follow_slice(self, box: TensorBox, prefix: tuple[int, ...]) -> None:
        """Keep tensors of one shape that belong together at one slice."""
        exhibit = box.exhibit
        if exhibit is None or exhibit.array is None:
            return
        for other, told, array in self._drawn():
            together = {exhibit.role, told.role} in ({"upstream", "column"}, {"plain"})
            if other is not box and together and array.shape == exhibit.array.shape:
                other.show_slice(prefix)
        if self._role("column") is not None:
            self._relight(prefix)

    def _relight(self, prefix: tuple[int, ...]) -> None:
        """Outline the sources in the slice that is on show now."""
        column = self._role("column")
        if column is None:
            return
        for role in ("upstream", "column"):
            found = self._role(role)
            if found is not None:
                meaning = "upstream" if role == "upstream" else "local"
                found[0].view.set_highlights([(block, meaning) for block in _blocks(column[1], prefix)])


def _flat(index: tuple[int, ...], array: Array) -> int:
    return int(np.ravel_multi_index(index, array.shape)) if index else 0


def _unravel(place: int, array: Array) -> tuple[int, ...]:
    return tuple(int(part) for part in np.unravel_index(place, array.shape))


def _blocks(column: Array, prefix: tuple[int, ...]) -> list[Index]:
    """The block of a slice in which a chosen element had a part."""
    matrix = np.atleast_2d(column[prefix] if prefix else column)
    rows, columns = np.nonzero(matrix)
    if not rows.size:
        return []
    place = slice(int(columns.min()), int(columns.max()) + 1)
    row = slice(int(rows.min()), int(rows.max()) + 1)
    return [(*prefix, row, place) if column.ndim >= 2 else (place,)]
