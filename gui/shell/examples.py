"""The shipped examples as cards of the gallery."""

from functools import cache

from engine.examples import Example, list_examples, read_example
from gui.shell.cards import CardContent
from gui.shell.circuit import CircuitPicture
from gui.shell.trained import trained_picture

START = "digits-cnn"
"""The example that is open when the app starts without a file."""

# Title and line of each card, in the gallery's order; the menu lists the other ones too.
_WORDS = {
    "scalar": ("f = (x + y) z", "Five nodes, every gradient at one glance."),
    "digits-linear": ("One layer on digits", "Learns one template a class."),
    "digits-cnn": ("CNN on digits", "Learns filters, from 1,797 pictures."),
}


@cache
def shipped_examples() -> list[Example]:
    """All examples, those of the gallery and the others."""
    return list_examples()


@cache
def example_cards() -> tuple[CardContent, ...]:
    """A card for each example of the gallery."""
    return tuple(_card(name) for name in _WORDS)


def _card(name: str) -> CardContent:
    graph = read_example(name)
    title, line = _WORDS[name]
    trains = any(node.op.fed_by == "features" for node in graph)
    return CardContent(name, title, line, trained_picture(name) or CircuitPicture(graph), trains)
