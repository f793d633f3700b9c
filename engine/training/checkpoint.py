"""Checkpoints: all a run needs to go on, in one safetensors file, written whole or not at all."""

import json
import os
import platform
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from engine.compiling.build import build_module
from engine.errors import CheckpointError, Problem
from engine.graph.file import graph_from_json
from engine.graph.model import Graph
from engine.graph.shape_check import SampleShapes
from engine.ops.shapes import format_shape

if TYPE_CHECKING:
    from torch import Tensor, nn

FORMAT: Final = "backstep.checkpoint"
VERSION: Final = 1
_HEADER: Final = "backstep"
# Weights stand under their names in the module. No node's id begins with an underscore, so the rest can.
_PREFIXES: Final = {
    "optimizer": "_optimizer.",
    "statistics": "_preprocess.",
    "generators": "_generator.",
    "best_weights": "_best.",
}


def _versions() -> dict[str, str]:
    import torch

    return {"python": platform.python_version(), "torch": str(torch.__version__)}


@dataclass
class Checkpoint:
    """The state of a run after some iterations.

    Attributes:
        graph: The graph as JSON values.
        config: The `training` section with every default written out.
        shapes: What the data set handed in.
        weights: The module's state by its names.
        statistics: What preprocessing goes by, one entry a step.
        optimizer: The optimizer's tensors, by parameter and name ("conv1.weight.momentum_buffer").
        generators: States of all generators by purpose.
        best_weights: The best epoch's weights, where early stopping will want them back.
        progress: How far training is, as `Progress.to_json` gives it.
        versions: Of what it was made with.
        classes: Names of the classes; None for regression.
    """

    graph: dict[str, Any]
    config: dict[str, Any]
    shapes: SampleShapes
    weights: "dict[str, Tensor]"
    statistics: "list[dict[str, Tensor]]" = field(default_factory=list)
    optimizer: "dict[str, Tensor]" = field(default_factory=dict)
    generators: "dict[str, Tensor]" = field(default_factory=dict)
    best_weights: "dict[str, Tensor]" = field(default_factory=dict)
    progress: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=_versions)
    classes: tuple[str, ...] | None = None

    def to_graph(self) -> Graph:
        """The graph it belongs to."""
        return graph_from_json(self.graph)


def save_checkpoint(checkpoint: Checkpoint, path: str | os.PathLike[str]) -> None:
    """Write a checkpoint; whatever happens meanwhile, `path` holds the old or the new one, whole.

    Raises:
        CheckpointError: The place cannot be written to, or is full.
    """
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    path = Path(path)
    statistics = {
        f"{number}.{key}": tensor
        for number, entry in enumerate(checkpoint.statistics)
        for key, tensor in entry.items()
    }
    tensors = dict(checkpoint.weights)
    for name, prefix in _PREFIXES.items():
        group = statistics if name == "statistics" else getattr(checkpoint, name)
        tensors |= {f"{prefix}{key}": tensor for key, tensor in group.items()}
    header = {
        "format": FORMAT,
        "version": VERSION,
        "graph": checkpoint.graph,
        "config": checkpoint.config,
        "shapes": [checkpoint.shapes.features, checkpoint.shapes.target, checkpoint.shapes.classes],
        "steps": len(checkpoint.statistics),
        "progress": checkpoint.progress,
        "versions": checkpoint.versions,
        "classes": checkpoint.classes,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        os.close(descriptor)
        try:
            plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
            save_file(plain, temporary, {_HEADER: json.dumps(header)})
            _to_disk(temporary)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except (OSError, SafetensorError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CheckpointError(
            Problem(f"{path} cannot be written: {reason}", mend="Make room, or choose another folder")
        ) from None


def _to_disk(path: str) -> None:
    """Have the system write a file out, so that renaming it cannot come first."""
    with Path(path).open("rb+") as file:
        os.fsync(file.fileno())


def load_checkpoint(path: str | os.PathLike[str]) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        CheckpointError: The file cannot be read, or is no checkpoint.
    """
    from safetensors import SafetensorError, safe_open

    path = Path(path)
    if not path.is_file():
        raise CheckpointError(Problem(f"there is no checkpoint {path}", mend="Check the path"))
    try:
        with safe_open(path, "pt") as file:
            header = json.loads((file.metadata() or {}).get(_HEADER, "{}"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # it is no dict
    except (OSError, SafetensorError, json.JSONDecodeError) as error:
        raise CheckpointError(
            Problem(
                f"{path} cannot be read: {error}",
                expected="a checkpoint of a run, *.safetensors",
                found="not that",
            )
        ) from None
    _require_ours(path, header)
    try:
        return _parsed(header, tensors)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise CheckpointError(
            Problem(
                f"{path} is damaged: its header cannot be read ({error!r})", mend="Take another checkpoint"
            )
        ) from None


def _parsed(header: Mapping[str, Any], tensors: "Mapping[str, Tensor]") -> Checkpoint:
    groups: dict[str, dict[str, Tensor]] = {name: {} for name in ("weights", *_PREFIXES)}
    for name, tensor in tensors.items():
        kind = next((kind for kind, prefix in _PREFIXES.items() if name.startswith(prefix)), "weights")
        groups[kind][name.removeprefix(_PREFIXES.get(kind, ""))] = tensor
    statistics: list[dict[str, Tensor]] = [{} for _ in range(header["steps"])]
    for name, tensor in groups.pop("statistics").items():
        number, _, key = name.partition(".")
        statistics[int(number)][key] = tensor
    features, target, classes = header["shapes"]
    names = header.get("classes")  # which the first checkpoints did not have
    return Checkpoint(
        header["graph"],
        header["config"],
        SampleShapes(tuple(features), tuple(target), classes),
        statistics=statistics,
        progress=header["progress"],
        versions=header["versions"],
        classes=None if names is None else tuple(names),
        **groups,
    )


def _require_ours(path: Path, header: Mapping[str, Any]) -> None:
    if header.get("format") != FORMAT:
        raise CheckpointError(
            Problem(f"{path} is no checkpoint of Backstep", expected=FORMAT, found="other safetensors")
        )
    if header["version"] > VERSION:
        raise CheckpointError(
            Problem(
                f"{path} was made by a newer Backstep",
                expected=f"version {VERSION} or older",
                found=str(header["version"]),
                mend="Update Backstep",
            )
        )


def restore_weights(module: "nn.Module", weights: "Mapping[str, Tensor]") -> None:
    """Give a module the weights of a checkpoint.

    Raises:
        CheckpointError: They are another graph's: a problem a tensor that differs.
    """
    own = {name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}
    found = {name: tuple(tensor.shape) for name, tensor in weights.items()}
    if problems := _differences(own, found):
        raise CheckpointError(*problems)
    module.load_state_dict(dict(weights))


def load_weights(path: str | os.PathLike[str], graph: Graph) -> dict[str, npt.NDArray[Any]]:
    """A checkpoint's weights for this graph, as arrays by their names in the module's state.

    Raises:
        CheckpointError: The file is no checkpoint, or another graph's: a problem a tensor that differs.
    """
    checkpoint = load_checkpoint(path)
    restore_weights(build_module(graph, checkpoint.shapes), checkpoint.weights)
    return {name: np.asarray(tensor.numpy()) for name, tensor in checkpoint.weights.items()}


def _differences(own: Mapping[str, tuple[int, ...]], found: Mapping[str, tuple[int, ...]]) -> list[Problem]:
    problems = []
    for name in dict.fromkeys([*own, *found]):
        if own.get(name) != found.get(name):
            expected = format_shape(own[name]) if name in own else "no such tensor"
            there = format_shape(found[name]) if name in found else "no such tensor"
            problems.append(
                Problem(
                    f"the checkpoint belongs to another graph: {name} differs",
                    node=name.partition(".")[0],
                    expected=expected,
                    found=there,
                    mend="Take a checkpoint of this graph, or the graph of this checkpoint",
                )
            )
    return problems
