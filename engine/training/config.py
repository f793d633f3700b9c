"""The `training` section of a graph file: what it may say, and `--set` on top of it. Needs no torch."""

import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from engine.data.config import DataConfig
from engine.data.settings import Settings, parse_settings
from engine.errors import Problem, TrainingError
from engine.training.optimizers import OPTIMIZERS, SGD, Optimizer
from engine.training.regularization import Regularization
from engine.training.schedules import SCHEDULES, Constant, Schedule


class EarlyStopping(Settings):
    """End training when the validation loss no longer falls, and take the best weights."""

    patience: int = Field(
        default=5,
        ge=1,
        description="How many epochs may pass without a new lowest validation loss.",
        json_schema_extra={"unit": "epochs"},
    )
    min_delta: float = Field(default=0.0, ge=0, description="By how much it has to be lower to count.")


class TrainingConfig(DataConfig):
    """All of the `training` section."""

    batch_size: Annotated[int, Field(ge=1)] | Literal["full"] = Field(
        default=64,
        description='Samples a mini-batch; "full" for all at once (batch gradient descent).',
        json_schema_extra={"unit": "samples"},
    )
    epochs: int = Field(
        default=10,
        ge=1,
        description="How often every training sample is seen.",
        json_schema_extra={"unit": "epochs"},
    )
    optimizer: Annotated[Optimizer, OPTIMIZERS] = Field(
        default=SGD(), description="How gradients become steps."
    )
    schedule: Annotated[Schedule, SCHEDULES] = Field(
        default=Constant(), description="How the learning rate changes as training goes on."
    )
    regularization: Regularization = Field(default=Regularization(), description="What keeps weights small.")
    early_stopping: EarlyStopping | None = Field(
        default=None, description="End when the validation loss no longer falls; null never does."
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        default="auto", description="Where to compute; auto takes a GPU if there is one."
    )
    precision: Literal["float32", "bfloat16"] = Field(
        default="float32",
        description="Numbers within the net; bfloat16 is faster on many machines and less exact.",
    )

    @classmethod
    def read(cls, training: Mapping[str, Any]) -> Self:
        """A graph's `training` section.

        Raises:
            TrainingError: A problem a key that is unknown, of the wrong type or out of range.
        """
        config = parse_settings(cls, dict(training), "training", TrainingError)
        if config.early_stopping is not None and config.split.validation == 0:
            raise TrainingError(
                Problem(
                    "early stopping has nothing to watch",
                    expected="split.validation above 0",
                    found="0",
                    mend="Keep some samples for validation, or leave early_stopping out",
                    param="early_stopping",
                )
            )
        return config

    def to_json(self) -> dict[str, Any]:
        """As JSON values, with every default written out."""
        return self.model_dump(mode="json")


def changed(config: TrainingConfig, values: Mapping[str, Any]) -> TrainingConfig:
    """The same settings with some others.

    Args:
        config: What to start from.
        values: New values by dotted key, such as {"optimizer.lr": 0.1}.

    Raises:
        TrainingError: A key is unknown, or a value does not fit.
    """
    training = config.to_json()
    for key, value in values.items():
        _set(training, key.split("."), value)
    return TrainingConfig.read(training)


def apply_overrides(training: Mapping[str, Any], overrides: Iterable[str]) -> dict[str, Any]:
    """A `training` section with `--set KEY=VALUE` options applied.

    Another `name` starts from that thing's own defaults: `optimizer.name=Adam` drops SGD's momentum and
    learning rate. Names are set first, so the order of the options does not matter.

    Args:
        training: The section as it stands in the file; it is not changed.
        overrides: Options such as "optimizer.lr=0.1" or "batch_size=full"; a value is JSON, else text.

    Raises:
        TrainingError: An option is no KEY=VALUE, its key is unknown, or its value does not fit.
    """
    changes = [_parsed(option) for option in overrides]
    result: dict[str, Any] = json.loads(json.dumps(dict(training)))
    for path, value in sorted(changes, key=lambda change: change[0][-1] != "name"):
        _set(result, path, value)
    TrainingConfig.read(result)
    return result


def _parsed(option: str) -> tuple[list[str], Any]:
    key, equals, text = option.partition("=")
    if not (equals and key.strip()):
        raise TrainingError(
            Problem(
                f"'{option}' sets nothing",
                expected="KEY=VALUE, such as optimizer.lr=0.1",
                found=repr(option),
                mend="Write the key, an equals sign and the value",
            )
        )
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        value = text
    return key.strip().split("."), value


def _set(values: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set one dotted key within nested objects and lists; objects that are not there yet are made."""
    place: Any = values
    for depth, key in enumerate(path[:-1]):
        inner = _member(place, key, path[: depth + 1])
        if inner is None and isinstance(place, dict):
            inner = place[key] = {}
        place = inner
    last = path[-1]
    if isinstance(place, list):
        _member(place, last, path)
        place[int(last)] = value
    elif not isinstance(place, dict):
        raise _no_such_key(path)
    elif last == "name" and len(path) > 1 and place.get("name") != value:
        place.clear()
        place["name"] = value
    else:
        place[last] = value


def _member(place: Any, key: str, path: Sequence[str]) -> Any:
    if isinstance(place, dict):
        return place.get(key)
    if isinstance(place, list) and key.isdecimal() and int(key) < len(place):
        return place[int(key)]
    raise _no_such_key(path)


def _no_such_key(path: Sequence[str]) -> TrainingError:
    known = list(TrainingConfig.model_fields)
    near = get_close_matches(path[0], known, n=1, cutoff=0.5)
    return TrainingError(
        Problem(
            f"training has no '{'.'.join(path)}'",
            expected="one of: " + ", ".join(known) + ", or a dotted key within one",
            found=f"'{'.'.join(path)}'",
            mend=f"Did you mean something within {near[0]}?" if near else "Correct the key",
            param=".".join(path),
        )
    )
