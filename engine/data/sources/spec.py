"""What a data set is: its settings, the shapes it promises, and the samples it reads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt
from pydantic import Field

from engine.data.settings import Choice, Named
from engine.data.split import Split
from engine.errors import DataError, Problem
from engine.graph.shape_check import SampleShapes

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Samples:
    """A data set in memory, in its own order.

    Attributes:
        features: One sample a row; pictures are uint8 (samples, channels, height, width), the rest float32.
        targets: Class numbers, int64 (samples,); or values to be predicted, float32.
        classes: Names of the classes, by number; None for regression.
        split: Its parts, where the source has parts of its own.
        left_out: Names of what could not be read.
    """

    features: Array
    targets: Array
    classes: tuple[str, ...] | None = None
    split: Split | None = None
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.features) != len(self.targets):
            raise DataError(
                Problem(
                    "samples and labels are not as many",
                    expected=f"{len(self.features)} labels",
                    found=str(len(self.targets)),
                )
            )
        if len(self.features) == 0:
            raise DataError(Problem("the data set is empty", mend="Choose another"))

    def __len__(self) -> int:
        return len(self.features)

    @property
    def shapes(self) -> SampleShapes:
        """What flows into the graph."""
        classes = len(self.classes) if self.classes is not None else None
        return SampleShapes(self.features.shape[1:], self.targets.shape[1:], classes)

    def label(self, index: int) -> str:
        """What a sample is: its class's name, or the value to be predicted."""
        target = self.targets[index]
        return self.classes[int(target)] if self.classes is not None else np.array2string(target, precision=4)


class DataSource(Named):
    """A data set, bound to its settings. Nothing here needs torch, and `shapes` no data either.

    Attributes:
        brightest: The value of white in its pictures.
    """

    brightest: ClassVar[int] = 255

    limit: int | None = Field(
        default=None,
        ge=1,
        description="Take this many samples, the first after shuffling by the seed.",
        json_schema_extra={"unit": "samples"},
    )

    def shapes(self) -> SampleShapes | None:
        """What flows into the graph, where it is known without reading the data; else None."""
        raise NotImplementedError

    def load(self, data_dir: Path | None) -> Samples:
        """Read all samples.

        Args:
            data_dir: Folder in which to look for files, or None for the default one.

        Raises:
            DataError: It cannot be found or read.
        """
        raise NotImplementedError


DATASETS: Final = Choice(DataSource, "engine.data.sources", "data set", default="digits")
