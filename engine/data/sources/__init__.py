"""Data sets, one a file; the registry finds every `DataSource` subclass in here."""

from collections.abc import Mapping
from typing import Any

from engine.graph.shape_check import SampleShapes


def sample_shapes(training: Mapping[str, Any]) -> SampleShapes | None:
    """What the data set of a `training` section hands into the graph; None where only reading it tells.

    Needs neither torch nor the data.

    Raises:
        DataError: The section does not say which data set, or how to prepare it, in a way that can be read.
    """
    from engine.data.config import DataConfig  # which is made of the data sets in here

    return DataConfig.read(training).sample_shapes()
