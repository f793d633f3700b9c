"""Where the cells of the timeline lie: as wide as their names, narrower if they must, scrolled at last."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Left edge and width of a cell or a section, in pixels."""

    left: float
    width: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width


@dataclass(frozen=True)
class Group:
    """A section of the timeline.

    Attributes:
        cells: How wide each cell would like to be.
        least: How wide the section must be for its heading.
    """

    cells: tuple[float, ...]
    least: float


def lay_out(
    groups: Sequence[Group], current: int, room: float, *, gap: float, between: float, smallest: float
) -> tuple[list[Place], list[Place]]:
    """Places of all cells, then of all sections.

    The current cell keeps the width it likes. The others share what is left, but none is narrower than
    `smallest`; if that is still too much, all is shifted so that the current cell is in sight.

    Args:
        groups: The sections.
        current: The place of the current cell, counted over all sections.
        room: How wide all of it may be.
        gap: Space between cells.
        between: Space between sections.
        smallest: The least width of a cell.
    """
    widest = _widest_that_fits(groups, current, room, gap, between, smallest)
    cells: list[Place] = []
    sections: list[Place] = []
    left = 0.0
    for group in groups:
        start = left
        for width in group.cells:
            own = width if len(cells) == current else min(width, widest)
            cells.append(Place(left, own))
            left += own + gap
        end = left - gap if group.cells else left
        sections.append(Place(start, max(end - start, group.least)))
        left = sections[-1].right + between
    whole = left - between
    if whole > room and cells:
        middle = cells[current].left + cells[current].width / 2
        shift = max(0.0, min(middle - room / 2, whole - room))
        cells = [Place(cell.left - shift, cell.width) for cell in cells]
        sections = [Place(section.left - shift, section.width) for section in sections]
    return cells, sections


def _whole(groups: Sequence[Group], current: int, widest: float, gap: float, between: float) -> float:
    place, total = 0, between * (len(groups) - 1)
    for group in groups:
        width = gap * max(0, len(group.cells) - 1)
        for cell in group.cells:
            width += cell if place == current else min(cell, widest)
            place += 1
        total += max(width, group.least)
    return total


def _widest_that_fits(
    groups: Sequence[Group], current: int, room: float, gap: float, between: float, smallest: float
) -> float:
    """The largest width of other cells at which all fits; `smallest` if none does."""
    high = max((cell for group in groups for cell in group.cells), default=smallest)
    if _whole(groups, current, high, gap, between) <= room:
        return high
    low = smallest
    for _ in range(10):
        middle = (low + high) / 2
        if _whole(groups, current, middle, gap, between) <= room:
            low = middle
        else:
            high = middle
    return low
