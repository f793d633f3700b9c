"""A data set made ready: one tensor on the device, parted, with the statistics of its preprocessing."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from engine.data.config import DataConfig
from engine.data.preprocess import Statistics
from engine.data.sources.spec import Samples
from engine.data.split import Split, limited, own_split, split_samples
from engine.graph.shape_check import SampleShapes

if TYPE_CHECKING:
    import torch

# So many numbers are fitted to at a time: few enough for the processor's cache, which is 10 times faster.
_CHUNK: Final = 2**18


class PreparedData:
    """All samples on the device, handed out as batches that are ready for the net.

    Args:
        config: Preprocessing and augmentation.
        samples: The data set.
        split: Which samples are for what.
        device: Where the tensors lie.
        statistics: What preprocessing goes by, from a checkpoint; None fits it to the training part.

    Attributes:
        config: As given.
        split: As given.
        classes: Names of the classes; None for regression.
        shapes: What flows into the graph, after augmentation.
        statistics: One entry a step of preprocessing.
    """

    def __init__(
        self,
        config: DataConfig,
        samples: Samples,
        split: Split,
        device: "torch.device | str" = "cpu",
        statistics: Sequence[Statistics] | None = None,
    ) -> None:
        import torch

        self.config = config
        self.split = split
        self.classes = samples.classes
        self.shapes = _final_shapes(config, samples.shapes)
        self._features = torch.from_numpy(samples.features)
        self._targets = torch.from_numpy(samples.targets)
        self._channels_last = False
        self.statistics: list[Statistics] = list(statistics or [])
        if statistics is None:
            self._fit()  # on the CPU, so that every device goes by the same numbers
        self.statistics = [
            {key: tensor.to(device) for key, tensor in entry.items()} for entry in self.statistics
        ]
        self._features = self._features.to(device)
        self._targets = self._targets.to(device)

    @property
    def device(self) -> "torch.device":
        """Where the tensors lie."""
        return self._features.device

    def indices(self, part: str) -> "torch.Tensor":
        """Sample numbers of a part ("train", "validation", "test"), on the device."""
        import torch

        return torch.from_numpy(getattr(self.split, part)).to(self.device)

    def targets(self, indices: "torch.Tensor") -> "torch.Tensor":
        """Labels of these samples."""
        return self._targets.index_select(0, indices)

    def all_targets(self) -> npt.NDArray[Any]:
        """Labels of all samples in play."""
        parts = (self.split.train, self.split.validation, self.split.test)
        return self._targets.numpy(force=True)[np.concatenate(parts)]

    def use_channels_last(self) -> None:
        """Keep pictures channel by channel within each pixel, the layout convolutions are fastest in."""
        if self._features.ndim == 4 and not self._channels_last:
            self._features = self._features.permute(0, 2, 3, 1).contiguous()
            self._channels_last = True

    def batch(self, indices: "torch.Tensor") -> tuple["torch.Tensor", "torch.Tensor"]:
        """Features and targets of these samples, without chance.

        Shape:
            (batch, …) float32, and the targets.
        """
        return self._preprocess(self._settle(self._select(indices))), self.targets(indices)

    def batches(self, part: str, size: int) -> Iterator[tuple["torch.Tensor", "torch.Tensor"]]:
        """Features and targets of a part, in the data set's own order, `size` samples at a time."""
        indices = self.indices(part)
        for start in range(0, len(indices), size):
            yield self.batch(indices[start : start + size])

    def training_batch(
        self, indices: "torch.Tensor", generator: "torch.Generator"
    ) -> tuple["torch.Tensor", "torch.Tensor"]:
        """Features and targets of these samples, augmented.

        Args:
            indices: Sample numbers, on the device.
            generator: Where augmentation takes its chance from, on the device.
        """
        features = self._select(indices)
        for augmentation in self.config.augment:
            features = augmentation.apply(features, generator)
        return self._preprocess(features), self.targets(indices)

    def _select(self, indices: "torch.Tensor") -> "torch.Tensor":
        # index_select copies whole rows, several times faster than indexing by a tensor.
        features = self._features.index_select(0, indices)
        return features.permute(0, 3, 1, 2) if self._channels_last else features

    def _settle(self, features: "torch.Tensor") -> "torch.Tensor":
        for augmentation in self.config.augment:
            features = augmentation.settle(features)
        return features

    def _preprocess(self, features: "torch.Tensor") -> "torch.Tensor":
        """As float32, through every step that is fitted. In place: selecting made a copy."""
        features = features.float()
        for step, statistics in zip(self.config.preprocess, self.statistics, strict=False):
            features = step.apply(features, statistics)
        return features

    def _fit(self) -> None:
        """Fit each step to the training samples as the steps before it leave them."""
        train = self.indices("train")
        size = max(1, _CHUNK // self._features[0].numel())

        def chunks() -> Iterator["torch.Tensor"]:
            for start in range(0, len(train), size):
                features = self._select(train[start : start + size])
                yield self._preprocess(self._settle(features))

        for step in self.config.preprocess:
            self.statistics.append(step.fit(chunks))


def read_samples(config: DataConfig, data_dir: Path | None = None) -> tuple[Samples, Split]:
    """Read the data set and part it, both in its own order.

    Raises:
        DataError: It cannot be read or parted as asked.
    """
    samples = config.dataset.load(data_dir)
    indices = limited(len(samples), config.dataset.limit, config.seed)
    shares = config.split.validation, config.split.test
    classes = samples.targets if config.split.stratify and samples.classes is not None else None
    if samples.split is not None:
        return samples, own_split(samples.split, indices, *shares, config.seed, classes)
    split = split_samples(indices, *shares, config.seed, None if classes is None else classes[indices])
    return samples, split


def prepare(
    config: DataConfig,
    data_dir: str | os.PathLike[str] | None = None,
    device: "torch.device | str" = "cpu",
    statistics: Sequence[Statistics] | None = None,
) -> PreparedData:
    """Read, part and fit.

    Args:
        config: What to read and how to prepare it.
        data_dir: Folder in which to look for files, or None for the default one.
        device: Where the tensors are to lie.
        statistics: What preprocessing goes by, from a checkpoint; None fits it to the training part.

    Raises:
        DataError: The data cannot be read, parted or augmented as asked.
    """
    samples, split = read_samples(config, None if data_dir is None else Path(data_dir))
    return PreparedData(config, samples, split, device, statistics)


def _final_shapes(config: DataConfig, shapes: SampleShapes) -> SampleShapes:
    for augmentation in config.augment:
        shapes = augmentation.output_shapes(shapes)
    return shapes
