"""The words under the nodes of the strip: shapes, and what is known of the run."""

from collections.abc import Mapping

import numpy as np

from engine.graph.shape_check import ShapeReport
from engine.ops.shapes import without_batch
from gui.run_record import RunRecord
from gui.widgets import numbers

Captions = Mapping[str, tuple[str, str]]
"""Per node, the words and the token of their colour."""


def captions(report: ShapeReport, record: RunRecord | None, loss: str | None) -> Captions:
    """What to write under each node.

    Args:
        report: The shapes.
        record: The run, if there is one.
        loss: The node that is minimised, if there is one.
    """
    found = {
        node_id: (numbers.shape(without_batch(node.shape)), "text3")
        for node_id, node in report.nodes.items()
        if node.shape is not None and len(node.shape) > 1
    }
    if record is None:
        return found
    filters = record.filters
    if filters is not None and filters.gradients is not None:
        gradient = filters.gradients.astype(np.float64).ravel()
        found[filters.node] = (f"grad {numbers.number(float(np.sqrt(gradient @ gradient)), 2)}", "downstream")
    last = record.smoothed.value_at(record.smoothed.end)
    if loss is not None and last is not None:
        found[loss] = (numbers.number(last, 2), "value")
    return found
