"""`backstep predict`: what a trained net says of pictures."""

from pathlib import Path
from typing import Annotated

import typer

from engine.cli.evaluate import Checkpoint
from engine.cli.output import AsJson, GraphFile, print_json
from engine.cli.settle import settle_process
from engine.graph.file import read_graph
from engine.training.prediction import predict_pictures
from engine.training.trained import Trained


def predict(
    file: GraphFile,
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE…", help="Pictures.")],
    checkpoint: Checkpoint,
    json: AsJson = False,
) -> None:
    """The probability of each class for pictures."""
    settle_process()
    found = predict_pictures(Trained(read_graph(file), checkpoint), images)
    if json:
        print_json({"predictions": [prediction.to_json() for prediction in found]})
        return
    for prediction in found:
        numbers = prediction.probabilities or prediction.scores
        best = sorted(numbers.items(), key=lambda entry: -entry[1])[:5]
        form = ".1%" if prediction.probabilities is not None else ".4g"
        print(f"{prediction.image}: " + ", ".join(f"{name} {value:{form}}" for name, value in best))
