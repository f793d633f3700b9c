"""What a chart draws: curves, and marks across them."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from gui.theme import mix, theme
from gui.widgets.envelope import Envelope


@dataclass(frozen=True)
class Curve:
    """One curve of a chart.

    Attributes:
        name: What the legend calls it.
        data: Its points; they may grow.
        colour: A token.
        look: A line of 2 px; a faint one of 1 px that shows every peak; or a dashed one.
        dot: Whether a dot marks its last point.
    """

    name: str
    data: Envelope
    colour: str = "text"
    look: Literal["line", "faint", "dashed"] = "line"
    dot: bool = False

    def ink(self) -> QColor:
        """Its colour in the theme in force."""
        tokens = theme().tokens
        if self.look == "faint":
            return QColor(mix(tokens.panel, getattr(tokens, self.colour), 0.5))
        return theme().colour(self.colour)

    def pen(self) -> QPen:
        """What it is drawn with."""
        pen = QPen(self.ink(), {"line": 2.0, "faint": 1.0, "dashed": 1.5}[self.look])
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if self.look == "dashed":
            pen.setDashPattern([3.0, 3.0])
        return pen


@dataclass(frozen=True)
class Mark:
    """A dotted line across a chart at one x, with a few words."""

    x: float
    words: str
