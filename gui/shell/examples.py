"""The shipped examples as cards of the gallery."""

from functools import cache

from engine.examples import list_examples, read_example
from gui.shell.cards import CardContent
from gui.shell.circuit import CircuitPicture
from gui.shell.trained import trained_picture

START = "digits-cnn"
"""The example that is open when the app starts without a file."""

# Title and line of a card, in the gallery's order; other examples follow with their own words.
_WORDS = {
    "scalar": ("f = (x + y) z", "Five nodes, every gradient at one glance."),
    "digits-linear": ("One layer on digits", "Learns one template a class."),
    "digits-cnn": ("CNN on digits", "Learns filters, from 1,797 pictures."),
}


@cache
def example_cards() -> tuple[CardContent, ...]:
    """A card for each example."""
    return tuple(_card(name) for name in example_names())


@cache
def example_names() -> tuple[str, ...]:
    """The examples in the gallery's order."""
    shipped = [example.name for example in list_examples()]
    known = [name for name in _WORDS if name in shipped]
    return (*known, *(name for name in shipped if name not in _WORDS))


def _card(name: str) -> CardContent:
    graph = read_example(name)
    first_sentence = graph.description.partition(". ")[0].rstrip(".") + "."
    title, line = _WORDS.get(name, (graph.name, first_sentence))
    trains = any(node.op.fed_by == "features" for node in graph)
    return CardContent(name, title, line, trained_picture(name) or CircuitPicture(graph), trains)
