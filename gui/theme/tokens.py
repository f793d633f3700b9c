"""The named colours, once for dark and once for light."""

from dataclasses import dataclass

MEANINGS = ("value", "upstream", "local", "downstream", "error", "current")
"""The colours that mean a quantity or a state of the graph, the same everywhere."""


@dataclass(frozen=True)
class Tokens:
    """Every colour of one theme, as `#RRGGBB`.

    Attributes:
        canvas: The ground of the graph, the darkest (or palest) surface.
        panel: Docks, bars, charts, matrices; the zero of the heat map in dark.
        raised: Nodes, buttons, cards, tooltips; the zero of the heat map in light.
        sunken: Tracks and unlit cells.
        field: The ground of what can be typed in: sunken in dark, raised in light.
        hover: A hovered row, a switch track, a visited cell.
        chosen: The chosen part of a segmented control.
        tint: The chosen row, the current code line.
        border: Lines between panels and around fields.
        border2: Lines around nodes, dashed "not computed yet".
        grid: Chart grid, empty bar tracks.
        dot: The canvas dots.
        text: What is read.
        text2: Labels, second lines, shapes.
        text3: Hints, units, ticks, ids.
        disabled: What cannot be used now.
        accent: Selection, focus, the active tab, the training curve.
        fill: Primary buttons and switches that are on; text on it is `on_fill`.
        on_fill: Text and knobs on `fill`.
        wire: Wires at rest and ports.
        errbg: The ground of errors.
        kw: Keywords in code.
        value: Forward values.
        upstream: Upstream gradients.
        local: Local gradients.
        downstream: Downstream gradients.
        error: What is wrong.
        current: The current node and the chosen element.
    """

    canvas: str
    panel: str
    raised: str
    sunken: str
    field: str
    hover: str
    chosen: str
    tint: str
    border: str
    border2: str
    grid: str
    dot: str
    text: str
    text2: str
    text3: str
    disabled: str
    accent: str
    fill: str
    on_fill: str
    wire: str
    errbg: str
    kw: str
    value: str
    upstream: str
    local: str
    downstream: str
    error: str
    current: str


DARK = Tokens(
    canvas="#121419",
    panel="#1A1D23",
    raised="#242831",
    sunken="#14161B",
    field="#14161B",
    hover="#2C313B",
    chosen="#2C313B",
    tint="#1C2A45",
    border="#2B3039",
    border2="#434A57",
    grid="#262A32",
    dot="#20242B",
    text="#ECEEF2",
    text2="#B4BBC7",
    text3="#949DAC",
    disabled="#5D6675",
    accent="#4C8DFF",
    fill="#2B6BE4",
    on_fill="#FFFFFF",
    wire="#5D6675",
    errbg="#33202B",
    kw="#8AB4FF",
    value="#8FEFA6",
    upstream="#EC6A5E",
    local="#D3ADF8",
    downstream="#FFB13D",
    error="#FF6A9E",
    current="#F4F6F8",
)

LIGHT = Tokens(
    canvas="#F9FAFB",
    panel="#F5F6F8",
    raised="#FFFFFF",
    sunken="#ECEEF2",
    field="#FFFFFF",
    hover="#E2E5EA",
    chosen="#FFFFFF",
    tint="#E7F1FD",
    border="#DDE0E6",
    border2="#B3BAC6",
    grid="#E6E9EE",
    dot="#E3E6EB",
    text="#171A20",
    text2="#474E5B",
    text3="#5C6472",
    disabled="#7F8896",
    accent="#0369C8",
    fill="#0369C8",
    on_fill="#FFFFFF",
    wire="#7F8896",
    errbg="#FBE9F0",
    kw="#0B57B0",
    value="#0B7A5C",
    upstream="#960F2B",
    local="#5B1FA6",
    downstream="#A65700",
    error="#C41C58",
    current="#15181E",
)


def mix(first: str, second: str, share: float) -> str:
    """The colour between two `#RRGGBB`, `share` (0 to 1) of the way from the first to the second."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
