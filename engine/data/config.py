"""The part of a file's `training` section that says what data flows, and how it is prepared."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from engine.data.augment import AUGMENTATIONS, Augmentation
from engine.data.preprocess import PREPROCESSING, Preprocessing
from engine.data.settings import Settings, parse_settings
from engine.data.sources.digits import Digits
from engine.data.sources.spec import DATASETS, DataSource
from engine.errors import DataError
from engine.graph.shape_check import SampleShapes


class SplitConfig(Settings):
    """How the samples are parted; what is neither for validation nor for the test is for training."""

    validation: float = Field(
        default=0.1,
        ge=0,
        lt=1,
        description="Share kept to watch training with; 0 for none.",
        json_schema_extra={"unit": "of all"},
    )
    test: float = Field(
        default=0.2,
        ge=0,
        lt=1,
        description="Share kept for the one test at the end; 0 for none. "
        "Where the data set has test samples of its own, it is those.",
        json_schema_extra={"unit": "of all"},
    )
    stratify: bool = Field(
        default=True, description="Give each part the classes in the same shares (where there are classes)."
    )

    @model_validator(mode="after")
    def _something_left(self) -> Self:
        if self.validation + self.test >= 1:
            both = f"{self.validation:g} + {self.test:g}"
            raise ValueError(f"shares whose sum is below 1, but {both} leaves nothing to train on")
        return self


class DataConfig(Settings):
    """What data flows, and how it is prepared."""

    dataset: Annotated[DataSource, DATASETS] = Field(default=Digits(), description="Where samples come from.")
    split: SplitConfig = Field(default=SplitConfig(), description="How the samples are parted.")
    preprocess: list[Annotated[Preprocessing, PREPROCESSING]] = Field(
        default=[], description="Done to every sample, in this order; fitted on the training part alone."
    )
    augment: list[Annotated[Augmentation, AUGMENTATIONS]] = Field(
        default=[],
        description="Random changes of the training pictures, in this order, before preprocessing.",
    )
    seed: int = Field(
        default=0,
        ge=0,
        lt=2**63,
        description="Same seed, same split, same order, same first weights, same numbers.",
    )

    def sample_shapes(self) -> SampleShapes | None:
        """What flows into the graph, known without reading the data; None where only reading tells."""
        shapes = self.dataset.shapes()
        for augmentation in self.augment:
            shapes = augmentation.output_shapes(shapes) if shapes is not None else None
        return shapes


def data_config(training: Mapping[str, Any]) -> DataConfig:
    """The data part of a graph's `training` section; what else stands there is not looked at.

    Raises:
        DataError: A key is of the wrong type or out of range, or a name is unknown.
    """
    own = {key: value for key, value in training.items() if key in DataConfig.model_fields}
    return parse_settings(DataConfig, own, "training", DataError)
