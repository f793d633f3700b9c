"""The shipped examples as cards of the gallery."""

from functools import cache

from engine.examples import example_text, list_examples

from engine.graph.file import graph_from_text
from gui.shell.cards import CardContent
from gui.shell.circuit import CircuitPicture
from gui.shell.trained import trained_picture

START = "digits-cnn"
"""The example that is open when the app starts without a file."""


@cache
def example_cards() -> tuple[CardContent, ...]:
    """A card for each example."""
    cards = []
    for example in list_examples():
        graph = graph_from_text(example_text(example.name))
        picture = trained_picture(example.name) or CircuitPicture(graph)
        line = example.description.partition(". ")[0].rstrip(".") + "."
        trains = any(node.op.fed_by == "features" for node in graph)
        cards.append(CardContent(example.name, example.title, line, picture, trains))
    return tuple(cards)
