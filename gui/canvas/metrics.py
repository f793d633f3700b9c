"""Sizes of what is drawn on the canvas, in scene units: pixels at 100% zoom."""

from typing import Final

DOTS: Final = 24

NODE_WIDTH: Final = 160.0
NODE_HEIGHT: Final = 56.0
PLAIN_HEIGHT: Final = 44.0  # a box without a second line
FOOTER: Final = 24.0
NODE_RADIUS: Final = 8.0
PADDING: Final = 12.0
ICON: Final = 14.0
TITLE_LEFT: Final = 34.0
TITLE_BASE: Final = 23.0
CAPTION_BASE: Final = 43.0
PORT_TOP: Final = 28.0
PORT_PITCH: Final = 32.0
PORT_RADIUS: Final = 4.5
PORT_REACH: Final = 12.0  # how near a pointer has to come

CIRCLE: Final = 56.0
CIRCLE_GLYPH: Final = 25.0
CIRCLE_PORTS: Final = 11.0  # two inputs lie so far above and below the middle
VALUE_WIDTH: Final = 75.0
VALUE_HEIGHT: Final = 35.0

HEADER: Final = 36.0  # above the rows of tensors
ROW: Final = 24.0
CELL_HEIGHT: Final = 16.0
CELL_PITCH: Final = 15.0
PICTURE: Final = 48.0
TICK: Final = 3.0

HATCH: Final = 22.0
CALLOUT_GAP: Final = 8.0
STUB: Final = 100.0

FULL_FROM: Final = 0.6  # zoom from which everything is drawn
TITLE_FROM: Final = 0.35  # zoom from which a node bears its title
NUMBER: Final = 15.0  # numbers on wires, and never smaller on the screen than
LEAST_NUMBER: Final = 13.0

MARGIN: Final = 18.0  # what outlines and ports may take around a node
LEAST_ZOOM: Final = 0.1
MOST_ZOOM: Final = 4.0
