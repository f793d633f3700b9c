"""Ways of wires: straight, curved, stepped, back to the next row, and around what is in the way."""

import pytest
from PySide6.QtCore import QPointF, QRectF

from gui.canvas.routing import End, Route, route


def end(x: float, y: float, left: bool = False) -> End:
    """A port at the right (or left) edge of a box, 28 below its top."""
    return End(QPointF(x, y), QRectF(x if left else x - 160, y - 28, 160, 56))


def points(way: Route) -> list[QPointF]:
    return [way.path.pointAtPercent(step / 200) for step in range(201)]


def test_ports_on_one_line_are_joined_straight() -> None:
    way = route(end(160, 28), end(216, 28, left=True), curved=False)
    assert way.path.elementCount() == 2
    assert way.shape_at == QPointF(188, 28)
    assert not way.shape_beside


@pytest.mark.parametrize("curved", [True, False])
@pytest.mark.parametrize("to", [QPointF(300, 200), QPointF(300, -200), QPointF(-200, 176), QPointF(100, 28)])
def test_a_way_leads_from_output_to_input(to: QPointF, curved: bool) -> None:
    way = route(end(160, 28), end(to.x(), to.y(), left=True), curved=curved)
    assert way.path.pointAtPercent(0) == QPointF(160, 28)
    last = way.path.currentPosition()
    assert last == to
    leaves, arrives = way.path.pointAtPercent(0.01), way.path.pointAtPercent(0.99)
    assert leaves.x() > 160
    assert arrives.x() < to.x()


def test_a_wire_into_a_gate_runs_straight_first_for_its_numbers() -> None:
    way = route(end(75, 17.5), end(208, 65, left=True), curved=True)
    assert way.number_at.y() == 17.5
    assert 75 < way.number_at.x() < 140
    assert all(
        point.y() == pytest.approx(17.5) for point in points(way) if point.x() < way.number_at.x() + 10
    )


def test_a_wire_to_the_next_row_goes_back_through_the_gap() -> None:
    source, target = end(808, 28), end(0, 176, left=True)
    way = route(source, target, curved=False)
    level = target.node.top() - 34
    assert way.shape_at.y() == level
    box = way.path.boundingRect()
    assert (box.left(), box.right()) == (-20, 828)
    assert not any(source.node.adjusted(1, 1, -1, -1).contains(point) for point in points(way))


def test_a_long_wire_goes_around_a_node_in_its_way() -> None:
    blocking = QRectF(216, 0, 160, 56)

    def obstacles(area: QRectF) -> list[QRectF]:
        return [blocking] if area.intersects(blocking) else []

    source, target = end(160, 28), end(432, 28, left=True)
    way = route(source, target, curved=False, obstacles=obstacles)
    assert not any(blocking.contains(point) for point in points(way))
    assert way.path.currentPosition() == target.at


def test_with_no_way_around_the_plainest_is_taken() -> None:
    way = route(
        end(160, 28), end(432, 28, left=True), curved=False, obstacles=lambda _area: [QRectF(200, 0, 99, 99)]
    )
    assert way.path.elementCount() == 2
