"""What kind of setting a field of a pydantic model is, and so what one types or picks to set it."""

import enum
import functools
import inspect
import json
import operator
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from engine.data.settings import choice_of
from gui.widgets import numbers

Models = Mapping[str, type[BaseModel]]
"""Models to choose from, by name."""


@dataclass(frozen=True)
class Range:
    """The numbers a field takes.

    Attributes:
        minimum: The least.
        maximum: The greatest.
        above_minimum: Whether the least itself is left out.
        below_maximum: Whether the greatest itself is left out.
    """

    minimum: float | None = None
    maximum: float | None = None
    above_minimum: bool = False
    below_maximum: bool = False


@dataclass(frozen=True)
class Kind:
    """How a field is set.

    Attributes:
        form: `switch`, `options`, `integer`, `real`, `text`, `value` (typed as text, read as JSON), `model`,
            `choice` (one of several models, by name) or `models` (a list of such).
        optional: Whether it may be None.
        options: What can be picked, for `options`.
        limits: The range, for numbers.
        models: The models, by name; a single one under its class's name for `model`.
        sequence: Whether a single number is a sequence of one.
    """

    form: Literal["switch", "options", "integer", "real", "text", "value", "model", "choice", "models"]
    optional: bool = False
    options: tuple[str, ...] = ()
    limits: Range = field(default_factory=Range)
    models: Models = field(default_factory=dict)
    sequence: bool = False


def kind_of(info: FieldInfo) -> Kind:
    """How a field is set, by its type."""
    bare, optional = _without_none(info.annotation)
    choice = choice_of(info)
    if choice is not None:
        many = get_origin(_plain(bare)) is list
        return Kind("models" if many else "choice", optional, models=choice.classes)
    return _kind(bare, optional, [*info.metadata, *_metadata(bare)])


def _kind(annotation: Any, optional: bool, metadata: list[Any]) -> Kind:
    plain = _plain(annotation)
    models = _models(plain)
    if plain is bool:
        return Kind("switch", optional)
    if get_origin(plain) is Literal:
        return Kind("options", optional, options=tuple(str(option) for option in get_args(plain)))
    if inspect.isclass(plain) and issubclass(plain, enum.Enum):
        return Kind("options", optional, options=tuple(str(member.value) for member in plain))
    if plain is int:
        return Kind("integer", optional, limits=_limits(metadata))
    if plain is float:
        return Kind("real", optional, limits=_limits(metadata))
    if plain is str:
        return Kind("text", optional)
    if models:
        return Kind("choice" if len(models) > 1 else "model", optional, models=models)
    return Kind("value", optional, sequence=get_origin(plain) in (tuple, list))


def _plain(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _metadata(annotation: Any) -> list[Any]:
    return list(annotation.__metadata__) if get_origin(annotation) is Annotated else []


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation without `| None`, and whether that was in it."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation, False
    members = [member for member in get_args(annotation) if member is not type(None)]
    optional = len(members) < len(get_args(annotation))
    return functools.reduce(operator.or_, members), optional


def _models(plain: Any) -> dict[str, type[BaseModel]]:
    """The models an annotation is made of, by the name each is chosen by."""
    members = get_args(plain) if get_origin(plain) in (Union, types.UnionType) else (plain,)
    found = {}
    for member in map(_plain, members):
        if not (inspect.isclass(member) and issubclass(member, BaseModel)):
            return {}
        tag = member.model_fields.get("name")
        default = tag.default if tag is not None else None
        found[default if isinstance(default, str) else member.__name__] = member
    return found


def _limits(metadata: list[Any]) -> Range:
    low: float | None = None
    high: float | None = None
    above = below = False
    for item in metadata:
        if isinstance(item, FieldInfo):
            return _limits(item.metadata)
        if isinstance(item, annotated_types.Ge | annotated_types.Gt):
            above = isinstance(item, annotated_types.Gt)
            low = _number(item.gt if isinstance(item, annotated_types.Gt) else item.ge)
        elif isinstance(item, annotated_types.Le | annotated_types.Lt):
            below = isinstance(item, annotated_types.Lt)
            high = _number(item.lt if isinstance(item, annotated_types.Lt) else item.le)
    return Range(low, high, above, below)


def _number(bound: object) -> float | None:
    return float(bound) if isinstance(bound, int | float) else None


def default_of(info: FieldInfo) -> Any:
    """A field's default as a JSON value; None where it must be given."""
    if info.is_required():
        return None
    return as_json(info.get_default(call_default_factory=True, validated_data={}))


def as_json(value: Any) -> Any:
    """A value as it stands in a file."""
    return TypeAdapter(Any).dump_python(value, mode="json")


def starting_values(model: type[BaseModel]) -> dict[str, Any]:
    """Values for the fields of a model that have no default: the least number they take, or 1."""
    return {
        name: 1 if (least := kind_of(info).limits.minimum) is None else int(least)
        for name, info in model.model_fields.items()
        if info.is_required()
    }


def extra(info: FieldInfo, key: str) -> Any:
    """What a field's `json_schema_extra` says under a key, None if nothing."""
    extras = info.json_schema_extra
    return extras.get(key) if isinstance(extras, dict) else None


def read_value(text: str, *, optional: bool, sequence: bool) -> Any:
    """What a person typed as a JSON value: `3`, `3 × 5`, `[1, 2]`, `full`; nothing or `none` is None.

    Args:
        text: What was typed.
        optional: Whether it may be None.
        sequence: Whether a single number is a sequence of one.
    """
    text = text.strip().replace(numbers.MINUS, "-")
    if optional and text.lower() in ("", "none"):
        return None
    parts = text.replace("x", numbers.TIMES).replace(",", numbers.TIMES).split(numbers.TIMES)
    if not text.startswith(("[", "{", '"')) and (len(parts) > 1 or sequence):
        return [_json_or_text(part.strip()) for part in parts]
    return _json_or_text(text)


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def write_value(value: Any) -> str:
    """A JSON value as one types it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(part, int | float) for part in value):
        joint = f" {numbers.TIMES} " if all(isinstance(part, int) for part in value) else ", "
        return joint.join(write_value(part) for part in value)
    return json.dumps(value).replace("-", numbers.MINUS)
