"""Graphs that tests share, as the text of their files."""

import json
from typing import Any

from engine.graph.file import graph_from_json
from engine.graph.model import Graph

CIRCUIT: dict[str, Any] = {
    "format": "backstep.graph",
    "version": 1,
    "name": "f = (x + y) z",
    "nodes": [
        {"id": "x", "op": "Value", "params": {"value": -2.0}, "position": [0, 0]},
        {"id": "y", "op": "Value", "params": {"value": 5.0}},
        {"id": "z", "op": "Value", "params": {"value": -4.0}},
        {"id": "q", "op": "Add"},
        {"id": "f", "op": "Multiply"},
    ],
    "edges": [["x", "q.a"], ["y", "q.b"], ["q", "f.a"], ["z", "f.b"]],
}

CNN: dict[str, Any] = {
    "format": "backstep.graph",
    "version": 1,
    "name": "small-cnn",
    "nodes": [
        {"id": "x", "op": "Input", "params": {"shape": [1, 8, 8]}},
        {"id": "conv1", "op": "Conv2d", "params": {"out_channels": 4, "padding": 1}},
        {"id": "relu1", "op": "ReLU"},
        {"id": "pool1", "op": "MaxPool2d"},
        {"id": "flat", "op": "Flatten"},
        {"id": "fc", "op": "Linear", "params": {"out_features": 10}},
        {"id": "t", "op": "Target"},
        {"id": "loss", "op": "CrossEntropyLoss"},
    ],
    "edges": [
        ["x", "conv1"],
        ["conv1", "relu1"],
        ["relu1", "pool1"],
        ["pool1", "flat"],
        ["flat", "fc"],
        ["fc", "loss.input"],
        ["t", "loss.target"],
    ],
}


def changed(base: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A deep copy of a file's values with some top-level keys replaced."""
    return {**json.loads(json.dumps(base)), **keys}


def circuit() -> Graph:
    """f = (x + y) z."""
    return graph_from_json(changed(CIRCUIT))


def cnn() -> Graph:
    """A small CNN on 1×8×8 pictures of ten classes."""
    return graph_from_json(changed(CNN))
