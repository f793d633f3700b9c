"""What the step panel says, as plain records: title, equation, sentence, table and code."""

from dataclasses import dataclass, field

from gui.widgets.equation import Term
from gui.widgets.labels import Piece


@dataclass(frozen=True)
class Line:
    """A line of an equation: what it is, and its terms from left to right."""

    label: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Chain:
    """The chain rule at a step: downstream = upstream × local.

    Attributes:
        downstream: LaTeX of the downstream gradient.
        upstream: LaTeX of the upstream gradient.
        local: LaTeX of the local gradient.
        row: What the second line holds: `Numbers` or `Shapes`.
        upstream_text: The upstream gradient in the second line.
        local_text: The local gradient in the second line.
        downstream_text: The downstream gradient in the second line; its formula if empty.
        local_word: What the local gradient is called.
        result: LaTeX of what the result is.
        result_text: The result.
        exact: The result with all its digits.
    """

    downstream: str
    upstream: str
    local: str
    row: str
    upstream_text: str
    local_text: str
    downstream_text: str
    local_word: str
    result: str
    result_text: str
    exact: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: What it says.
        colour: A token.
        is_tex: Whether it is LaTeX.
        strong: Whether it is set semibold.
        tooltip: What it says in full.
    """

    text: str
    colour: str = "text2"
    is_tex: bool = False
    strong: bool = False
    tooltip: str = ""


@dataclass(frozen=True)
class Table:
    """A small table: the first column names the rows, the others stand right-aligned.

    Attributes:
        head: What the table holds; stands over the first column.
        columns: Title and colour of the other columns.
        rows: Cells per row, as many as columns and one more.
        chosen: The row the panel is about.
    """

    head: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    chosen: int | None = None


@dataclass(frozen=True)
class Code:
    """The op's NumPy reference.

    Attributes:
        title: Such as `Add in NumPy`.
        file: Where it stands in the source tree.
        text: The code.
        current: Numbers of the lines that this step runs, from 0.
    """

    title: str
    file: str
    text: str
    current: tuple[int, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """One step in words, formulas and numbers.

    Attributes:
        icon: An icon's name.
        is_round: Whether the node is drawn as a circle, as arithmetic is.
        title: What the node is.
        formula: LaTeX of its forward formula.
        subtitle: Which step this is.
        choices: What a gradient can be taken by: name, and words for it.
        chosen: The one of them that is told.
        equation: The chain rule, or lines of another equation.
        sentence: What it means.
        table: Everything the step has at a glance.
        code: The reference.
    """

    icon: str
    is_round: bool
    title: str
    formula: str
    subtitle: str
    equation: Chain | tuple[Line, ...]
    choices: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    sentence: tuple[Piece, ...] = ()
    table: Table | None = None
    code: Code | None = None
    formulas: tuple[str, ...] = field(default=())
