"""The last pass that was asked for, kept so that questions about it need no other one."""

from pathlib import Path
from typing import Any

from engine.graph.file import graph_from_json
from engine.runtime.messages import PassRequest
from engine.stepping.one_pass import Pass
from engine.stepping.run import run_pass
from engine.training.checkpoint import load_weights


class LastPass:
    """Runs a pass, or hands out the last one if the same is asked for again."""

    def __init__(self) -> None:
        self._key: tuple[Any, ...] | None = None
        self._run: Pass | None = None

    def of(self, request: PassRequest) -> Pass:
        """The pass that a request is about.

        Raises:
            BackstepError: The graph cannot run, or the checkpoint cannot be read.
        """
        key = _key(request)
        if self._run is None or key != self._key:
            self._run = None  # its memory may be needed for the next
            self._run = _run(request)
            self._key = key
        return self._run


def _key(request: PassRequest) -> tuple[Any, ...]:
    """What makes two passes the same; a checkpoint may have been written anew."""
    path = None if request.checkpoint is None else Path(request.checkpoint)
    written = path.stat().st_mtime_ns if path is not None and path.is_file() else None
    return request.graph, request.index, request.batch, request.seed, request.checkpoint, written


def _run(request: PassRequest) -> Pass:
    graph = graph_from_json(request.graph)
    weights = None if request.checkpoint is None else load_weights(request.checkpoint, graph)
    return run_pass(graph, index=request.index, batch=request.batch, seed=request.seed, weights=weights)
