"""The way of a wire: straight on one line, an S into a circuit's gate, rounded corners between boxes.

A way that would run through other nodes gives way to one that does not, if there is one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

_RADIUS = 10.0
_OUT = 20.0  # so far a wire leaves a node before it turns back
_TURN = 28.0  # so far before its end, or after its start, a wire turns
_AROUND = 24.0  # room kept from a node that a wire goes around
_LEAST_CURVE = 60.0
_NUMBER_FROM_START = 42.0

Obstacles = Callable[[QRectF], list[QRectF]]
"""Nodes that a rectangle of the scene meets, those at the wire's own ends left out."""


@dataclass(frozen=True)
class Route:
    """The way of a wire.

    Attributes:
        path: From output to input.
        shape_at: Where the shape stands: the middle of its longest stretch.
        shape_beside: Whether that stretch is vertical, so that the shape stands on it and not above.
        number_at: The point of the wire above and below which numbers stand.
    """

    path: QPainterPath
    shape_at: QPointF
    shape_beside: bool
    number_at: QPointF


@dataclass(frozen=True)
class End:
    """Where a wire meets a node.

    Attributes:
        at: The port.
        node: The node's form in the scene.
    """

    at: QPointF
    node: QRectF


def route(start: End, end: End, *, curved: bool, obstacles: Obstacles | None = None) -> Route:
    """The way from an output to an input.

    Args:
        start: The output.
        end: The input.
        curved: Whether it ends in an S, as wires of a circuit do.
        obstacles: Says what is in the way; None takes the plainest way.
    """
    ways = list(_ways(start, end, obstacles))
    best = next((way for way in ways if not _blocked(way, obstacles)), ways[0])
    if curved and best is ways[0] and end.at.x() - start.at.x() > _OUT:
        return _curve(start.at, end.at)
    return _rounded(best)


def loose(start: QPointF, end: QPointF) -> QPainterPath:
    """The way of a wire whose one end follows the mouse."""
    path = QPainterPath(start)
    pull = max(32.0, abs(end.x() - start.x()) / 2)
    path.cubicTo(start + QPointF(pull, 0), end - QPointF(pull, 0), end)
    return path


def _ways(start: End, end: End, obstacles: Obstacles | None) -> Iterable[list[QPointF]]:
    """Ways as points joined by straight lines, the plainest first."""
    a, b = start.at, end.at
    room = b.x() - a.x()
    if room < _OUT:
        yield _around(a, b, _between_rows(start.node, end.node))
        return
    if a.y() == b.y():
        yield [a, b]
    else:
        for turn in (max(a.x() + room / 2, b.x() - _TURN), min(a.x() + room / 2, a.x() + _TURN)):
            yield [a, QPointF(turn, a.y()), QPointF(turn, b.y()), b]
    if obstacles is None:
        return
    top, bottom = min(a.y(), b.y()), max(a.y(), b.y())
    met = obstacles(QRectF(a.x(), top - 1, room, bottom - top + 2))
    if met:
        yield _around(a, b, min(rect.top() for rect in met) - _AROUND)
        yield _around(a, b, max(rect.bottom() for rect in met) + _AROUND)


def _around(a: QPointF, b: QPointF, y: float) -> list[QPointF]:
    out, back = a.x() + _OUT, b.x() - _OUT
    return [a, QPointF(out, a.y()), QPointF(out, y), QPointF(back, y), QPointF(back, b.y()), b]


def _between_rows(source: QRectF, target: QRectF) -> float:
    """The height at which a wire goes back: in the gap above or below the target's row."""
    if target.top() - source.bottom() > 8:
        return target.top() - min(34.0, (target.top() - source.bottom()) / 2)
    if source.top() - target.bottom() > 8:
        return source.top() - min(34.0, (source.top() - target.bottom()) / 2)
    return max(source.bottom(), target.bottom()) + 34.0


def _blocked(way: list[QPointF], obstacles: Obstacles | None) -> bool:
    if obstacles is None:
        return False
    return any(obstacles(QRectF(a, b).normalized().adjusted(-1, -1, 1, 1)) for a, b in pairwise(way))


def _curve(a: QPointF, b: QPointF) -> Route:
    """Straight at first, so that numbers have a line to stand on, then an S."""
    room, rise = b.x() - a.x(), abs(b.y() - a.y())
    if rise == 0:
        return _rounded([a, b])
    bend = min(room, max(min(_LEAST_CURVE, room * 0.6), min(rise * 1.2, room / 2)))
    turn = QPointF(b.x() - bend, a.y())
    path = QPainterPath(a)
    path.lineTo(turn)
    path.cubicTo(turn + QPointF(bend / 2, 0), b - QPointF(bend / 2, 0), b)
    lead = turn.x() - a.x()
    middle = QPointF(a.x() + lead / 2, a.y())
    return Route(path, middle, False, QPointF(a.x() + min(_NUMBER_FROM_START, lead * 0.58), a.y()))


def _rounded(way: list[QPointF]) -> Route:
    path = QPainterPath(way[0])
    for before, corner, after in zip(way, way[1:], way[2:], strict=False):
        _corner(path, before, corner, after)
    path.lineTo(way[-1])
    longest = max(pairwise(way), key=lambda leg: hypot(leg[1].x() - leg[0].x(), leg[1].y() - leg[0].y()))
    level = max(pairwise(way), key=lambda leg: abs(leg[1].x() - leg[0].x()))
    lead = way[1].x() - way[0].x()
    if lead >= 40:
        number_at = QPointF(way[0].x() + min(_NUMBER_FROM_START, lead * 0.54), way[0].y())
    else:
        number_at = (level[0] + level[1]) / 2
    beside = longest[0].x() == longest[1].x()
    return Route(path, (longest[0] + longest[1]) / 2, beside, number_at)


def _corner(path: QPainterPath, before: QPointF, corner: QPointF, after: QPointF) -> None:
    into, out = before - corner, after - corner
    long_in, long_out = hypot(into.x(), into.y()), hypot(out.x(), out.y())
    radius = min(_RADIUS, long_in / 2, long_out / 2)
    if radius < 0.5:
        path.lineTo(corner)
        return
    path.lineTo(corner + into * (radius / long_in))
    path.quadTo(corner, corner + out * (radius / long_out))
