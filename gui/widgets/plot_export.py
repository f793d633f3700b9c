"""A chart's numbers as CSV, and its picture as PNG."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from gui.widgets.envelope import Envelope

_SHARPNESS = 2.0  # pixels of the picture a pixel on the screen


def write_csv(path: Path, x_name: str, columns: Sequence[tuple[str, Envelope]]) -> None:
    """Write curves as a table: a row for each x at which any of them has a point, exact to the last digit.

    Args:
        path: The file.
        x_name: Head of the first column.
        columns: Head and points of each other column.

    Raises:
        OSError: The file cannot be written.
    """
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([x_name, *(name for name, _ in columns)])
        writer.writerows(_rows([data for _, data in columns]))


def _rows(curves: Sequence[Envelope]) -> Iterator[list[object]]:
    positions = [np.round(data.positions, 9) for data in curves]
    every = np.unique(np.concatenate(positions)) if positions else np.empty(0)
    table = np.full((len(curves), len(every)), np.nan)
    for row, (data, own) in enumerate(zip(curves, positions, strict=True)):
        table[row, np.searchsorted(every, own)] = data.values
    for x, values in zip(every.tolist(), table.T.tolist(), strict=True):
        yield [x, *("" if value != value else value for value in values)]


def save_picture(path: Path, widget: QWidget) -> None:
    """Write a widget as it looks now as PNG, twice as sharp as on the screen.

    Raises:
        OSError: The file cannot be written.
    """
    picture = QPixmap(widget.size() * _SHARPNESS)
    picture.setDevicePixelRatio(_SHARPNESS)
    picture.fill(Qt.GlobalColor.transparent)
    widget.render(picture)
    if not picture.save(str(path), "PNG"):
        raise OSError(f"{path} cannot be written")
