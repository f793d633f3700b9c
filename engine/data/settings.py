"""Settings of data and training: pydantic models, choices by name, and their errors in plain words."""

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, ErrorDetails, core_schema

from engine.errors import BackstepError, Problem


class Settings(BaseModel):
    """Base of all settings: each field with a type, a range, a default and a description."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, defer_build=True)


class Named(Settings):
    """Base of what is chosen by name; each class that can be chosen declares `name: Literal["…"] = "…"`."""

    name: str


S = TypeVar("S", bound=Settings)
T = TypeVar("T", bound=Named)


class Choice(Generic[T]):
    """Which things of a kind there are, by name: the classes of a module, or of all files of a package.

    Writing the class is all there is to adding one. As an annotation (`Annotated[Optimizer, OPTIMIZERS]`)
    it makes pydantic read `{"name": "SGD", "lr": 0.1}` as that class.

    Args:
        base: What all of them descend from.
        where: Dotted name of the module or package they stand in.
        what: What one of them is called in messages, such as "optimizer".
        default: The name taken where none is given; None requires one.
    """

    def __init__(self, base: type[T], where: str, what: str, default: str | None = None) -> None:
        self._base = base
        self._where = where
        self.what = what
        self.default = default

    @cached_property
    def classes(self) -> dict[str, type[T]]:
        """Class by name, in the order of the files and of the classes in them."""
        found: dict[str, type[T]] = {}
        home = importlib.import_module(self._where)
        files = pkgutil.iter_modules(getattr(home, "__path__", []))
        modules = [home, *(importlib.import_module(f"{self._where}.{file.name}") for file in files)]
        for module in modules:
            for member in vars(module).values():
                if (
                    inspect.isclass(member)
                    and issubclass(member, self._base)
                    and member.__module__ == module.__name__
                    and not member.model_fields["name"].is_required()
                ):
                    found[member.model_fields["name"].default] = member
        return found

    def schemas(self) -> dict[str, dict[str, Any]]:
        """JSON Schema by name."""
        return {name: member.model_json_schema() for name, member in self.classes.items()}

    def tag(self, value: object) -> str | None:
        """The name that a value in a file, or an object, goes by."""
        name = value.get("name", self.default) if isinstance(value, dict) else getattr(value, "name", None)
        return name if isinstance(name, str) else None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schemas = {name: handler.generate_schema(member) for name, member in self.classes.items()}
        return core_schema.tagged_union_schema(schemas, discriminator=self.tag)


def choice_of(field: FieldInfo) -> Choice[Any] | None:
    """The choice that a field holds, alone or in a list; None where it is no choice (for forms)."""
    for item in [*field.metadata, *_annotations(field.annotation)]:
        if isinstance(item, Choice):
            return item
    return None


def _annotations(annotation: Any) -> list[Any]:
    """All that stands within an annotation, however deep."""
    arguments = get_args(annotation)
    return [annotation, *(inner for argument in arguments for inner in _annotations(argument))]


def parse_settings(model: type[S], values: object, where: str, error: type[BackstepError]) -> S:
    """Read `values` as settings.

    Args:
        model: The kind of settings.
        values: JSON values.
        where: What they are called in messages, such as "training".
        error: What to raise.

    Raises:
        BackstepError: An `error` with a problem a key: unknown, of the wrong type or out of range.
    """
    try:
        return model.model_validate(values)
    except ValidationError as invalid:
        problems: dict[str, Problem] = {}
        for detail in invalid.errors():
            problem = _problem(detail, model, where)
            key = problem.param or ""
            problems[key] = _both(problems[key], problem) if key in problems else problem
        raise error(*problems.values()) from None


def _both(one: Problem, other: Problem) -> Problem:
    """One problem of two: a value that fits neither of two types."""
    expected = f"{one.expected}, or {other.expected}"
    return Problem(one.message, expected=expected, found=one.found, mend=one.mend, param=one.param)


def _problem(detail: ErrorDetails, model: type[Settings], where: str) -> Problem:
    path, parent, field, choice = _walk(detail["loc"], model)
    key = ".".join(path)
    if detail["type"] == "extra_forbidden":
        return _unknown_key(path, parent, where)
    mend = f"{path[-1]}: {field.description}" if field is not None and field.description else None
    if detail["type"] == "missing":
        return Problem(f"'{key}' of {where} is missing", mend=mend, param=key)
    if choice is not None and detail["type"].startswith("union_tag"):
        return _unknown_name(key, detail["input"], choice, where)
    expected = detail["msg"].removeprefix("Value error, ").removeprefix("Input ").removeprefix("should be ")
    if detail["type"] == "model_type":
        expected = "an object { … }"
    return Problem(
        f"'{key}' of {where} does not fit" if key else f"{where} is not as it should be",
        expected=expected,
        found=_short(detail["input"]),
        mend=mend,
        param=key or None,
    )


def _walk(
    location: tuple[int | str, ...], model: type[Settings]
) -> tuple[list[str], type[BaseModel] | None, FieldInfo | None, Choice[Any] | None]:
    """Follow pydantic's location of an error: the keys, the model and the field it ends at, and its choice.

    Between the keys stand names of choices and of union members, which are no keys of the file.
    """
    path: list[str] = []
    parent: type[BaseModel] | None = model
    field: FieldInfo | None = None
    choice: Choice[Any] | None = None
    for part in location:
        if isinstance(part, int):
            path.append(str(part))
        elif choice is not None and part in choice.classes:
            parent, field, choice = choice.classes[part], None, None
        elif parent is not None and part in parent.model_fields:
            path.append(part)
            field = parent.model_fields[part]
            choice = choice_of(field)
            models = [item for item in _annotations(field.annotation) if inspect.isclass(item)]
            parent = next((item for item in models if issubclass(item, BaseModel)), None)
        elif parent is not None and part == location[-1] and isinstance(part, str):
            path.append(part)
    return path, parent, field, choice


def _unknown_key(path: list[str], parent: type[BaseModel] | None, where: str) -> Problem:
    known = list(parent.model_fields) if parent is not None else []
    near = get_close_matches(path[-1], known, n=1, cutoff=0.5)
    inside = ".".join(path[:-1])
    return Problem(
        f"{where} has no '{'.'.join(path)}'",
        expected="one of: " + ", ".join(f"{inside}.{name}" if inside else name for name in known),
        found=f"'{path[-1]}'",
        mend=f"Did you mean {'.'.join([*path[:-1], near[0]])}?" if near else "Remove it, or correct its name",
        param=".".join(path),
    )


def _unknown_name(key: str, value: object, choice: Choice[Any], where: str) -> Problem:
    known = list(choice.classes)
    if not isinstance(value, Mapping):
        return Problem(
            f"'{key}' of {where} does not fit",
            expected=f'an object with a name, such as {{"name": "{known[0]}"}}',
            found=_short(value),
            mend=f"Name one of: {', '.join(known)}",
            param=key,
        )
    name = value.get("name")
    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(str(name).lower(), by_lower, n=1, cutoff=0.5)
    return Problem(
        f"there is no {choice.what} '{name}'" if name is not None else f"the {choice.what} has no name",
        expected=f"one of: {', '.join(known)}",
        found=_short(name) if name is not None else "nothing",
        mend=f"Did you mean {by_lower[near[0]]}?" if near else f'Write "name": "{known[0]}"',
        param=f"{key}.name",
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
