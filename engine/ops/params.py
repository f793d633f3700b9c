"""Base models and shared types of op parameters (pydantic), with PyTorch's names."""

from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from engine.errors import ParamError, Problem
from engine.ops.shapes import Pair


class OpParams(BaseModel):
    """Parameters of one op: each field with a type, a range, a default and a description."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    def keywords(self, *names: str) -> list[str]:
        """Those of these parameters that depart from their defaults, as `name=value` for a constructor."""
        fields = type(self).model_fields
        return [
            f"{name}={value!r}"
            for name in names
            if (value := getattr(self, name)) != fields[name].get_default()
        ]


class NoParams(OpParams):
    """An op without settings."""


def list_to_tuple(value: object) -> object:
    """JSON has no tuples: take a list as one."""
    return tuple(value) if isinstance(value, list) else value


PositivePair = Annotated[
    int | tuple[int, int],
    BeforeValidator(list_to_tuple),
    Field(json_schema_extra={"pair": True, "minimum": 1, "unit": "pixels"}),
]
NonNegativePair = Annotated[
    int | tuple[int, int],
    BeforeValidator(list_to_tuple),
    Field(json_schema_extra={"pair": True, "minimum": 0, "unit": "pixels"}),
]


def number_to_tuple(value: object) -> object:
    """Take a list as a tuple, and a single size as a tuple of one."""
    return (value,) if isinstance(value, int) else list_to_tuple(value)


def _at_least_one(sizes: tuple[int, ...]) -> tuple[int, ...]:
    if any(size < 1 for size in sizes):
        raise ValueError("should hold sizes of at least 1")
    return sizes


Sizes = Annotated[tuple[int, ...], BeforeValidator(number_to_tuple), AfterValidator(_at_least_one)]
"""A shape: a list of sizes, or a single one."""


def check_pair(value: int | Pair, minimum: int) -> int | Pair:
    """Refuse an int or pair with a member below `minimum` (for field validators).

    Raises:
        ValueError: A member is too small.
    """
    if min(value if isinstance(value, tuple) else (value,)) < minimum:
        raise ValueError(f"should be greater than or equal to {minimum}")
    return value


class Init(OpParams):
    """How learnable numbers start."""

    name: Literal[
        "default",
        "zeros",
        "constant",
        "normal",
        "xavier_uniform",
        "xavier_normal",
        "kaiming_uniform",
        "kaiming_normal",
        "orthogonal",
    ] = Field(default="default", description="Rule the first weights are drawn by; default is PyTorch's own.")
    std: float = Field(
        default=0.01,
        gt=0,
        description="Standard deviation, for normal.",
        json_schema_extra={"for": ["normal"]},
    )
    value: float = Field(
        default=0.0,
        allow_inf_nan=False,
        description="The number, for constant.",
        json_schema_extra={"for": ["constant"]},
    )

    def source(self, tensor: str) -> str | None:
        """The line of PyTorch that fills `tensor` so, or None for PyTorch's own default."""
        match self.name:
            case "default":
                return None
            case "zeros":
                return f"nn.init.zeros_({tensor})"
            case "constant":
                return f"nn.init.constant_({tensor}, {self.value!r})"
            case "normal":
                return f"nn.init.normal_({tensor}, std={self.std!r})"
            case "kaiming_uniform" | "kaiming_normal":
                return f"nn.init.{self.name}_({tensor}, nonlinearity='relu')"
            case _:
                return f"nn.init.{self.name}_({tensor})"


NEEDS_MATRIX: Final = ("xavier_uniform", "xavier_normal", "kaiming_uniform", "kaiming_normal", "orthogonal")
"""Rules that count a weight's inputs and outputs, which a vector does not tell apart."""


def _for_a_vector(init: Init) -> Init:
    if init.name in NEEDS_MATRIX:
        raise ValueError("should be default, zeros, constant or normal: this one is a vector, not a matrix")
    return init


VectorInit = Annotated[Init, AfterValidator(_for_a_vector)]
"""How a vector starts, such as a bias."""


class LearnableParams(OpParams):
    """Parameters shared by every op that learns weights and a bias."""

    bias: bool = Field(default=True, description="Add one learnable number to each output.")
    init: Init = Field(default=Init(), description="How the weights start.")
    bias_init: VectorInit = Field(default=Init(), description="How the bias starts.")
    trainable: bool = Field(default=True, description="Off freezes the node: training leaves it as it is.")


P = TypeVar("P", bound=OpParams)


def validate_params(model: type[P], values: dict[str, Any], op: str) -> P:
    """Parse `values` as the parameters of an op.

    Raises:
        ParamError: One problem per key that is unknown, of the wrong type or out of range.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise ParamError(*_problems(error, model, op)) from None


def _problems(error: ValidationError, model: type[OpParams], op: str) -> list[Problem]:
    problems: dict[str, Problem] = {}
    for detail in error.errors():
        name = str(detail["loc"][0]) if detail["loc"] else ""
        if detail["type"] == "extra_forbidden" and len(detail["loc"]) == 1:
            known = ", ".join(model.model_fields) or "none"
            problems[name] = Problem(
                f"{op} has no parameter '{name}'",
                expected=f"one of: {known}" if model.model_fields else "no parameters",
                found=f"'{name}'",
                mend="Remove it, or correct its name",
                param=name,
            )
        elif name not in problems:
            found = repr(detail["input"]) if detail["type"] != "missing" else "nothing"
            inner = [str(part) for part in detail["loc"][1:] if part in Init.model_fields]
            problems[name] = Problem(
                f"parameter '{'.'.join([name, *inner])}' of {op} does not fit",
                expected=_expected(model, name, detail["msg"]),
                found=found if len(found) <= 80 else found[:77] + "…",
                mend=_describe(model, name),
                param=name,
            )
    return list(problems.values())


def _expected(model: type[OpParams], name: str, message: str) -> str:
    """What would have been right, out of pydantic's message; a union's branches are said in one."""
    field = model.model_fields.get(name)
    extra = field.json_schema_extra if field is not None else None
    if isinstance(extra, dict) and extra.get("pair") and "or equal to" not in message:
        return f"a whole number or a pair of them, at least {extra['minimum']}"
    for prefix in ("Value error, ", "Input ", "should be "):
        message = message.removeprefix(prefix)
    return f"a value {message}" if message.startswith(("greater", "less")) else message


def _describe(model: type[OpParams], name: str) -> str | None:
    field = model.model_fields.get(name)
    if field is None:
        return None
    default = field.get_default(call_default_factory=True)
    hint = f"; {default!r} if left out" if isinstance(default, int | float | str | tuple) else ""
    return f"{name}: {(field.description or 'see the op').rstrip('.')}{hint}"
