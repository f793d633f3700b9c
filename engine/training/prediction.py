"""What a trained net says of pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from engine.data.files.pictures import BROKEN, PictureOptions, read_picture
from engine.data.prepared import PreparedData
from engine.data.sources.spec import Samples
from engine.data.split import Split
from engine.errors import DataError, Problem
from engine.graph.topology import output_node
from engine.ops.shapes import format_shape
from engine.training.trained import Trained

if TYPE_CHECKING:
    from torch import Tensor

# What turns the input of a loss into a probability a class.
_PROBABILITIES: Final = {"CrossEntropyLoss": "softmax", "NLLLoss": "exp", "BCEWithLogitsLoss": "sigmoid"}


@dataclass(frozen=True)
class Prediction:
    """What the net says of one picture.

    Attributes:
        image: The picture's file.
        label: Name of the class with the highest score.
        scores: The net's score of each class, by name.
        probabilities: The probability of each class, by name; None where scores mean no probabilities.
    """

    image: str
    label: str
    scores: dict[str, float]
    probabilities: dict[str, float] | None

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "image": self.image,
            "class": self.label,
            "probabilities": self.probabilities,
            "scores": self.scores,
        }


def predict_pictures(trained: Trained, paths: Sequence[Path]) -> list[Prediction]:
    """Predict the classes of pictures.

    Each is cropped to its middle and resized to what the data set has, then prepared as in training.

    Args:
        trained: The net.
        paths: The pictures' files.

    Raises:
        BackstepError: The net does not tell pictures apart, or a file is no picture.
    """
    data = _prepared(trained, paths)
    predictions = trained.predict(data)
    if predictions.ndim != 2:
        raise _no_classifier(f"an output of {format_shape(tuple(predictions.shape[1:]))} a picture")
    scores = predictions.double().numpy()
    probabilities = _probabilities(trained, predictions)
    count = scores.shape[1]
    names = trained.checkpoint.classes
    if names is None or len(names) != count:
        names = tuple(str(number) for number in range(count))
    return [
        Prediction(
            str(path),
            names[int(row.argmax())],
            dict(zip(names, row.tolist(), strict=True)),
            None if probabilities is None else dict(zip(names, probabilities[number].tolist(), strict=True)),
        )
        for number, (path, row) in enumerate(zip(paths, scores, strict=True))
    ]


def _prepared(trained: Trained, paths: Sequence[Path]) -> PreparedData:
    """The pictures as a data set that is all test part."""
    known = trained.config.dataset.shapes()
    # Where only the data itself tells its shape, take what comes out of augmentation, and leave that away.
    config = trained.config if known is not None else trained.config.model_copy(update={"augment": []})
    shape = (known or trained.checkpoint.shapes).features
    if len(shape) != 3 or shape[0] not in (1, 3):
        raise _no_classifier(f"samples of {format_shape(shape)}")
    options = PictureOptions((shape[1], shape[2]), grayscale=shape[0] == 1)
    pictures = np.stack([_read(path, options) for path in paths])
    brightest = config.dataset.brightest
    if brightest != 255:
        pictures = np.rint(pictures * (brightest / 255)).astype(np.uint8)
    nothing = np.array([], np.int64)
    samples = Samples(pictures, np.zeros(len(paths), np.int64), trained.checkpoint.classes)
    split = Split(nothing, nothing, np.arange(len(paths)))
    return PreparedData(config, samples, split, trained.device, trained.checkpoint.statistics)


def _read(path: Path, options: PictureOptions) -> npt.NDArray[np.uint8]:
    try:
        return read_picture(path.read_bytes(), options)
    except BROKEN as error:
        raise DataError(
            Problem(f"{path} cannot be read: {error}", expected="a picture", mend="Name another file")
        ) from None


def _probabilities(trained: Trained, predictions: "Tensor") -> npt.NDArray[Any] | None:
    """A probability a class, as the net's loss understands its predictions."""
    meaning = _PROBABILITIES.get(trained.graph.nodes[output_node(trained.graph)].op.name)
    scores = predictions.double()
    match meaning:
        case "softmax":
            return np.asarray(scores.softmax(1).numpy())
        case "exp":
            return np.asarray(scores.exp().numpy())
        case "sigmoid":
            return np.asarray(scores.sigmoid().numpy())
    return None


def _no_classifier(found: str) -> DataError:
    return DataError(
        Problem(
            "this net does not tell pictures apart",
            expected="pictures of 1 or 3 channels, and a score a class",
            found=found,
            mend="Take a net that was trained on pictures",
        )
    )
