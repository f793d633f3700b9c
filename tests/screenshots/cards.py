"""Trains the examples and writes what they learned, for the cards of the gallery.

    python -m tests.screenshots.cards

writes `resources/examples/pictures.json`; to be run again when an example's graph or training changes.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.datasets import load_digits

from engine.examples import read_example
from engine.training.checkpoint import load_weights
from engine.training.launch import launch

_OUT = Path(__file__).parents[2] / "resources" / "examples" / "pictures.json"
_DIGIT = 3  # a three, as on the first card of many a lecture


def main() -> None:
    """Train both, and write the file."""
    digit = load_digits().images[_DIGIT].astype(int).tolist()
    filters, templates = _weights("digits-cnn", "conv1.weight"), _weights("digits-linear", "fc.weight")
    pictures = {
        "digits-cnn": {"digit": digit, "weights": _rounded(filters[:, 0])},
        "digits-linear": {"weights": _rounded(templates.reshape(10, 8, 8))},
    }
    _OUT.write_text(json.dumps(pictures, separators=(",", ":")) + "\n", encoding="utf-8")


def _weights(example: str, name: str) -> npt.NDArray[np.float32]:
    graph = read_example(example)
    with tempfile.TemporaryDirectory() as folder:
        trainer = launch(graph, run_dir=Path(folder, "run"))
        trainer.run()
        assert trainer.run_folder is not None
        weights: npt.NDArray[np.float32] = load_weights(trainer.run_folder.last, graph)[name]
    return weights


def _rounded(weights: npt.NDArray[np.float32]) -> list[Any]:
    rounded: list[Any] = np.round(weights.astype(float), 3).tolist()
    return rounded


if __name__ == "__main__":
    main()
