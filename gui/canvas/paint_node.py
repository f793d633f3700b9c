"""How a node is painted: boxes for layers, circles for arithmetic, small boxes for values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from gui.canvas import metrics as m
from gui.canvas.geometry import NodeGeometry
from gui.canvas.ink import draw_left, draw_middle, draw_right, pen, width_of
from gui.canvas.look import NodeLook, needs_footer, port_word
from gui.canvas.marks import NodeMarks
from gui.canvas.paint_tensors import paint_rows
from gui.canvas.tensor_rows import TensorLine
from gui.theme import font, math_font, math_italic, theme
from gui.widgets.glyphs import GLYPHS
from gui.widgets.icons import paint_icon

PortLight = Literal["fits", "misfit", "dim", "target"]


@dataclass(frozen=True)
class NodeState:
    """How a node stands at the moment.

    Attributes:
        selected: Whether it is selected.
        marks: The stepper's marks, or None.
        lines: The tensors in its box.
        lights: How ports look while a wire is drawn; None for the output.
    """

    selected: bool = False
    marks: NodeMarks | None = None
    lines: tuple[TensorLine, ...] = ()
    lights: Mapping[str | None, PortLight] | None = None

    @property
    def current(self) -> bool:
        """Whether it is the node of the current step."""
        return self.marks is not None and self.marks.current


def paint_node(
    painter: QPainter, look: NodeLook, geometry: NodeGeometry, state: NodeState, zoom: float
) -> None:
    """Paint a node, as much of it as the zoom lets one see."""
    if zoom < m.TITLE_FROM and geometry.form == "box":
        _paint_block(painter, look, geometry)
    elif geometry.form == "circle":
        _paint_circle(painter, look, geometry, state, zoom)
    elif geometry.form == "value":
        _paint_value(painter, look, geometry, state, zoom)
    else:
        _paint_box(painter, look, geometry, state, zoom)
    _paint_outline(painter, geometry, state, zoom)
    if zoom >= m.TITLE_FROM:
        _paint_ports(painter, look, geometry, state)


def form_path(geometry: NodeGeometry, out: float = 0.0) -> QPainterPath:
    """The outline of a node's form, `out` units outside of it."""
    path = QPainterPath()
    rect = geometry.rect.adjusted(-out, -out, out, out)
    if geometry.form == "circle":
        path.addEllipse(rect)
    else:
        path.addRoundedRect(rect, m.NODE_RADIUS + out, m.NODE_RADIUS + out)
    return path


def _waits(state: NodeState) -> bool:
    """Whether its value is not computed yet."""
    return state.marks is not None and not state.marks.forward_done


def _paint_ground(
    painter: QPainter, look: NodeLook, geometry: NodeGeometry, zoom: float, *, dashed: bool = False
) -> None:
    path = form_path(geometry)
    painter.fillPath(path, theme().colour("raised"))
    wrong = look.trouble == "wrong"
    if wrong:
        _paint_hatch(painter, path, geometry)
    outline = pen("error", 1.5) if wrong else pen("border2", max(1.0, min(1.5, 1 / zoom)))
    if dashed:
        outline.setDashPattern([3.0, 4.0])
    painter.strokePath(path, outline)


def _paint_hatch(painter: QPainter, path: QPainterPath, geometry: NodeGeometry) -> None:
    """Stripes in the lower part, the sign of an error without its colour."""
    painter.save()
    band = QRectF(0, geometry.height - m.HATCH, geometry.width, m.HATCH)
    painter.setClipPath(path)
    painter.setClipRect(band, Qt.ClipOperation.IntersectClip)
    painter.fillRect(band, theme().colour("errbg"))
    painter.setPen(QPen(theme().colour("error", 0.7), 2.0))
    x = -m.HATCH
    while x < geometry.width:
        painter.drawLine(QPointF(x, band.bottom()), QPointF(x + m.HATCH, band.top()))
        x += 7 * 2**0.5
    painter.restore()


def _paint_block(painter: QPainter, look: NodeLook, geometry: NodeGeometry) -> None:
    """From far away: a block in the colour of what the node is."""
    colour = "error" if look.trouble == "wrong" else "accent" if look.learns else "wire"
    painter.fillPath(form_path(geometry), theme().colour(colour, 0.55))


def _paint_box(
    painter: QPainter, look: NodeLook, geometry: NodeGeometry, state: NodeState, zoom: float
) -> None:
    _paint_ground(painter, look, geometry, zoom)
    if zoom < m.FULL_FROM:
        _paint_far_title(painter, look, geometry, zoom)
        return
    _paint_head(painter, look, geometry, state)
    if state.lines:
        paint_rows(painter, geometry, state.lines, zoom)
    elif look.trouble != "wrong":
        _paint_body(painter, look, geometry)
    for index, name in enumerate(geometry.inputs):
        word = port_word(look, geometry, index)
        if word:
            _paint_port_word(painter, geometry, name, word, right=bool(state.lines))


def _paint_far_title(painter: QPainter, look: NodeLook, geometry: NodeGeometry, zoom: float) -> None:
    size = min(11 / zoom, 26)
    middle = QPointF(geometry.width / 2, min(geometry.height, m.NODE_HEIGHT) / 2)
    room = geometry.width - 16
    face = font("strong", size=size, scaled=False)
    wide = width_of(look.op, face)
    if wide > room:
        face = font("strong", size=size * room / wide, scaled=False)
    draw_middle(painter, middle, look.op, face, "error" if look.trouble == "wrong" else "text")


def _id_fits_head(look: NodeLook, note: str) -> bool:
    title = width_of(look.op, font("strong", scaled=False))
    right = width_of(note, font("field_strong", scaled=False)) if note else _id_width(look)
    return m.TITLE_LEFT + title + 8 + right <= m.NODE_WIDTH - m.PADDING


def _id_width(look: NodeLook) -> float:
    return width_of(look.node_id, font("code", scaled=False))


def _paint_head(painter: QPainter, look: NodeLook, geometry: NodeGeometry, state: NodeState) -> None:
    wrong = look.trouble == "wrong"
    base = m.TITLE_BASE if geometry.height != m.PLAIN_HEIGHT else m.PLAIN_HEIGHT / 2 + 5
    square = QRectF(m.PADDING, base - 12, m.ICON, m.ICON)
    paint_icon(painter, square, "warning" if wrong else look.icon, "error" if wrong else "text2")
    title = font("strong", scaled=False)
    note = state.marks.note if state.marks is not None else ""
    fits = _id_fits_head(look, note)
    room = geometry.width - m.TITLE_LEFT - (8 if not fits else m.PADDING)
    draw_left(painter, QPointF(m.TITLE_LEFT, base), look.op, title, "text", room)
    right = geometry.width - m.PADDING
    if note:
        draw_right(
            painter, QPointF(right, base), note, font("field_strong", scaled=False), _note_colour(look)
        )
    elif fits:
        draw_right(painter, QPointF(right, base), look.node_id, font("code", scaled=False), "text3")
    elif not state.lines:
        draw_right(painter, _second_place(geometry), look.node_id, font("code", scaled=False), "text3")


def _note_colour(look: NodeLook) -> str:
    """What a note tells of: the labels that go in, or the gradients that came back and add up."""
    return "upstream" if look.has_gradient else "value"


def _second_place(geometry: NodeGeometry) -> QPointF:
    """Where the id ends that is too long for the head: on the last port's line, or the second line."""
    last = max(point.y() for point in geometry.inputs.values()) if geometry.inputs else 0.0
    line = last + 4 if len(geometry.inputs) > 1 else m.CAPTION_BASE
    return QPointF(geometry.width - m.PADDING, line)


def _paint_body(painter: QPainter, look: NodeLook, geometry: NodeGeometry) -> None:
    room = geometry.width - 2 * m.PADDING
    if not _id_fits_head(look, "") and len(geometry.inputs) < 2:
        room -= _id_width(look) + 8
    caption, colour = look.caption, "text2"
    if look.trouble == "open" and look.problem is not None:
        caption, colour = look.caption or look.problem.message, "text3"
    face = font("field", scaled=False)
    if look.warnings:
        sign = QRectF(geometry.width - m.PADDING - m.ICON, m.CAPTION_BASE - 12, m.ICON, m.ICON)
        paint_icon(painter, sign, "warning", "text2")
        room -= m.ICON + 6
    if geometry.height != m.PLAIN_HEIGHT:
        draw_left(painter, QPointF(m.PADDING, m.CAPTION_BASE), caption, face, colour, room)
    if needs_footer(look):
        top = geometry.height - m.FOOTER
        painter.setPen(pen("border"))
        painter.drawLine(QPointF(0.5, top), QPointF(geometry.width - 0.5, top))
        base = top + 16
        draw_left(painter, QPointF(m.PADDING, base), "Parameters", font("caption", scaled=False), "text3", 90)
        count = QPointF(geometry.width - m.PADDING, base)
        draw_right(painter, count, look.learns, font("code", scaled=False), "text")


def _paint_port_word(painter: QPainter, geometry: NodeGeometry, name: str, word: str, *, right: bool) -> None:
    """The name of a port beside it; at the right edge where tensors stand at the left."""
    base, face = geometry.inputs[name].y() + 4, font("caption", scaled=False)
    if right:
        draw_right(painter, QPointF(geometry.width - m.PADDING, base), word, face, "text3")
    else:
        draw_left(painter, QPointF(m.PADDING, base), word, face, "text3", geometry.width / 2)


def _paint_circle(
    painter: QPainter, look: NodeLook, geometry: NodeGeometry, state: NodeState, zoom: float
) -> None:
    _paint_ground(painter, look, geometry, zoom, dashed=_waits(state))
    middle = geometry.rect.center()
    side = m.CIRCLE_GLYPH
    if look.op in GLYPHS:
        square = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
        paint_icon(painter, square, look.op, "text")
    else:
        face = math_font(side if len(look.symbol) < 2 else side * 0.7, scaled=False)
        draw_middle(painter, middle, look.symbol, face, "text")
    if zoom < m.FULL_FROM:
        return
    gap = 6 if not state.current and not state.selected else 6 + 7 / max(zoom, 0.5)
    above = QPointF(middle.x(), -gap - 5)
    draw_middle(painter, above, math_italic(look.node_id), math_font(16, scaled=False), "text")
    below = QPointF(middle.x(), geometry.height + gap + 6)
    draw_middle(painter, below, look.op, font("field", size=13 / max(1, zoom), scaled=False), "text2")
    _paint_note_below(painter, look, state, below + QPointF(0, 15), zoom)


def _paint_note_below(painter: QPainter, look: NodeLook, state: NodeState, at: QPointF, zoom: float) -> None:
    if state.marks is not None and state.marks.note:
        face = font("field_strong", size=13 / max(1, zoom * 0.8), scaled=False)
        draw_middle(painter, at, state.marks.note, face, _note_colour(look))


def _paint_value(
    painter: QPainter, look: NodeLook, geometry: NodeGeometry, state: NodeState, zoom: float
) -> None:
    _paint_ground(painter, look, geometry, zoom, dashed=_waits(state))
    name, face = math_italic(look.node_id), math_font(17, scaled=False)
    room = geometry.width - 12
    wide = width_of(name, face)
    if wide > room:
        face = math_font(17 * room / wide, scaled=False)
    middle = geometry.rect.center()
    if zoom >= m.FULL_FROM:
        _paint_note_below(painter, look, state, QPointF(middle.x(), geometry.height + 16), zoom)
    number = f" = {look.caption}" if state.marks is None and zoom >= m.FULL_FROM else ""
    number_face = font("field", scaled=False)
    tail = width_of(number, number_face)
    if not number or wide + tail > room:
        draw_middle(painter, middle, name, face, "text")
        return
    left = middle.x() - (wide + tail) / 2
    draw_left(painter, QPointF(left, middle.y() + 5), name, face, "text", room)
    draw_left(painter, QPointF(left + wide, middle.y() + 5), number, number_face, "text2", room)


def _paint_outline(painter: QPainter, geometry: NodeGeometry, state: NodeState, zoom: float) -> None:
    """Current wins over selected; both keep their width on the screen."""
    pixel = 1 / max(zoom, 0.5)
    if state.current:
        painter.strokePath(form_path(geometry, (3.5 + 1.75) * pixel), pen("current", 3.5 * pixel))
    elif state.selected:
        painter.strokePath(form_path(geometry, 4 + pixel), pen("accent", 2 * pixel))


def _paint_ports(painter: QPainter, look: NodeLook, geometry: NodeGeometry, state: NodeState) -> None:
    for name in geometry.inputs:
        wrong = look.problem is not None and look.trouble == "wrong" and look.problem.port in (name, None)
        _paint_port(painter, geometry, state, name, name in look.connected, wrong and name in look.connected)
    _paint_port(painter, geometry, state, None, look.is_read, False)


def _paint_port(
    painter: QPainter,
    geometry: NodeGeometry,
    state: NodeState,
    name: str | None,
    connected: bool,
    wrong: bool,
) -> None:
    light = state.lights.get(name) if state.lights is not None else None
    at = geometry.port(name)
    if light in ("fits", "misfit", "target"):
        colour = "error" if light == "misfit" else "accent"
        if light != "misfit":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour(colour, 0.25))
            painter.drawEllipse(at, 10 if light == "target" else 8, 10 if light == "target" else 8)
        painter.setPen(pen(colour, 2))
        painter.setBrush(theme().colour(colour if light == "target" else "canvas"))
        painter.drawEllipse(at, m.PORT_RADIUS + 0.5, m.PORT_RADIUS + 0.5)
        return
    if connected and geometry.form != "box":
        return  # the wire runs right into a round node
    if state.marks is not None and not connected:
        return
    painter.setOpacity(0.35 if light == "dim" else 1.0)
    painter.setPen(pen("error" if wrong else "wire", 1.5))
    painter.setBrush(theme().colour("error" if wrong else "wire" if connected else "canvas"))
    painter.drawEllipse(at, m.PORT_RADIUS - 0.75, m.PORT_RADIUS - 0.75)
    painter.setOpacity(1.0)
