"""Single samples for looking at: the data set's own order, preprocessed as in training."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.data.config import DataConfig
from engine.data.files.download import without_downloads
from engine.data.prepared import PreparedData, read_samples
from engine.data.sources.spec import Samples
from engine.errors import DataError, Problem
from engine.graph.shape_check import SampleShapes


@dataclass(frozen=True)
class Feed:
    """Some samples, ready for the net.

    Attributes:
        features: (batch, …) float32, preprocessed.
        targets: Class numbers, int64 (batch,); or values to be predicted, float32.
        labels: What each target means: the class's name, or the value.
        classes: Names of all classes; None for regression.
        shapes: What flows into the graph.
        raw: The samples as the data set gives them, before preprocessing.
    """

    features: npt.NDArray[np.float32]
    targets: npt.NDArray[Any]
    labels: tuple[str, ...]
    classes: tuple[str, ...] | None
    shapes: SampleShapes
    raw: npt.NDArray[Any]


def feed(
    config: DataConfig,
    index: int = 0,
    batch: int = 1,
    data_dir: str | os.PathLike[str] | None = None,
) -> Feed:
    """The samples from number `index` on.

    Args:
        config: The data part of a training section, as `data_config` gives it.
        index: Number of the first sample, in the data set's own order, from 0.
        batch: How many samples, at least 1.
        data_dir: Folder in which to look for files, or None for the default one.

    Raises:
        DataError: The data cannot be read, or there are no such samples.
    """
    import torch

    samples, data = _prepared(config.model_dump_json(), None if data_dir is None else Path(data_dir))
    if index < 0 or batch < 1 or index + batch > len(samples):
        raise DataError(
            Problem(
                "there are no such samples",
                expected=f"numbers from 0 to {len(samples) - 1}",
                found=f"{batch} from number {index}",
                mend="Ask for others",
            )
        )
    numbers = torch.arange(index, index + batch)
    features, targets = data.batch(numbers)
    return Feed(
        features.contiguous().numpy(),
        targets.numpy(),
        tuple(samples.label(number) for number in range(index, index + batch)),
        samples.classes,
        data.shapes,
        samples.features[index : index + batch],
    )


@lru_cache(maxsize=2)
def _prepared(config: str, data_dir: Path | None) -> tuple[Samples, PreparedData]:
    """The data of a config, kept while the same is asked for again."""
    parsed = DataConfig.model_validate_json(config)
    with without_downloads():  # somebody waits for a few samples, and not for minutes
        samples, split = read_samples(parsed, data_dir)
    return samples, PreparedData(parsed, samples, split)
