"""What an op is: ports, parameters, a shape rule, PyTorch source, a NumPy reference and its derivative."""

import enum
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Generic, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from engine.ops.params import LearnableParams, NoParams, OpParams, validate_params
from engine.ops.shapes import Shape, Shapes

Array = npt.NDArray[Any]
P = TypeVar("P", bound=OpParams, covariant=True)


class Category(enum.Enum):
    """Groups of the palette, in its order, each with its one-line meaning."""

    SOURCES = ("Sources", "Where numbers come from: data, labels, constants, learnable tensors")
    LAYERS = ("Layers", "Weights to learn, and layers that reshape or pool")
    ACTIVATIONS = ("Activations", "A bend after each layer, without which depth adds nothing")
    NORMALIZATION = ("Normalization", "Keep activations in range, and training honest")
    ARITHMETIC = ("Arithmetic", "Single operations, to draw a circuit as on the board")
    LOSSES = ("Losses", "One number that says how wrong the answer was")

    def __init__(self, title: str, meaning: str) -> None:
        self.title = title
        self.meaning = meaning


@dataclass(frozen=True)
class Port:
    """An input of an op.

    Attributes:
        name: Its name in graph files and code.
        description: What flows in, one plain sentence.
        differentiable: Whether a gradient can flow back out of it; class labels have none.
    """

    name: str
    description: str
    differentiable: bool = True


@dataclass(frozen=True)
class LocalGradient:
    """The derivative of an op's output by one input or parameter, as a lecture states it.

    Attributes:
        local: LaTeX of ∂output/∂input alone, such as "b" for a product a · b.
        downstream: LaTeX of what flows on, upstream times local, such as "G W".
        sentence: What it means, one plain sentence.
        shape: The shape of the local gradient, in words or symbols ("diagonal, one entry an element").
    """

    local: str
    downstream: str
    sentence: str
    shape: str


@dataclass(frozen=True)
class Sample:
    """A case on which an op is tested against PyTorch and numeric differences.

    Attributes:
        inputs: Array per port; real-valued ones are float64, class labels int64.
        params: The op's parameters.
        batched: Whether the first dimension of each input is a batch.
        expected: The output worked out by hand, where the case comes from a lecture or a paper.
    """

    inputs: Mapping[str, Array]
    params: Mapping[str, object] = field(default_factory=dict)
    batched: bool = True
    expected: Sequence[Any] | float | None = None


@dataclass(frozen=True)
class ErrorCase:
    """Shapes and parameters that must be refused, with words the message has to contain."""

    shapes: Mapping[str, Shape]
    match: str
    params: Mapping[str, object] = field(default_factory=dict)


def normal(*shape: int, seed: int = 0) -> Array:
    """Standard normal float64 numbers for samples, the same at each call."""
    return np.random.default_rng(seed).standard_normal(shape)


class Op(Generic[P]):
    """One kind of node, bound to its parameters.

    A subclass in `engine/ops/library` is all there is to an op: palette, inspector, file format,
    generated code, documentation and tests are made from what it declares.

    Attributes:
        name: Its name in files, PyTorch's where PyTorch has one.
        aliases: Other words people search it by.
        formula: The forward formula in LaTeX.
        doc: One or two plain sentences on what it does.
        ports: Its inputs in order.
        variadic: Whether it takes any number of inputs, at ports `0`, `1`, … without gaps; `ports` are then
            the least it needs.
        gradients: Local gradient per port and per learnable parameter.
        is_loss: Whether it ends a graph with one number to minimise.
        fed_by: What of a data set it hands into the graph: an argument of the module's `forward`.
        symbol: The glyph drawn in a circle, for arithmetic; None for a box.
        params: The parameters of this node.
    """

    name: ClassVar[str]
    category: ClassVar[Category]
    doc: ClassVar[str]
    formula: str
    aliases: ClassVar[tuple[str, ...]] = ()
    ports: Sequence[Port] = ()
    variadic: ClassVar[bool] = False
    gradients: Mapping[str, LocalGradient] = {}
    is_loss: ClassVar[bool] = False
    fed_by: ClassVar[Literal["features", "targets"] | None] = None
    symbol: ClassVar[str | None] = None
    Params: ClassVar[type[OpParams]] = NoParams

    params: P

    def __init__(self, params: P) -> None:
        self.params = params

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Op[OpParams]":
        """An op bound to parameters as they stand in a file.

        Raises:
            ParamError: A parameter is unknown, of the wrong type or out of range.
        """
        return cls(validate_params(cls.Params, dict(values), cls.name))  # type: ignore[arg-type]  # P is cls.Params

    def explicit_params(self) -> dict[str, Any]:
        """The parameters that were set, as JSON values (defaults left out)."""
        return self.params.model_dump(mode="json", exclude_unset=True)

    def port(self, name: str) -> Port | None:
        """The port of that name, or None."""
        if self.variadic and re.fullmatch("0|[1-9][0-9]{0,3}", name):
            return replace(self.ports[0], name=name)
        return next((port for port in self.ports if port.name == name), None)

    def ports_for(self, connected: Iterable[str]) -> Sequence[Port]:
        """Its inputs in order; those of a variadic op reach up to the last that is `connected`."""
        if not self.variadic:
            return self.ports
        count = max(len(self.ports), *(int(name) + 1 for name in connected), 0)
        return [replace(self.ports[0], name=str(number)) for number in range(count)]

    # Shapes ------------------------------------------------------------------------------------

    def output_shape(self, shapes: Shapes) -> Shape:
        """Shape of the output, the batch dimension included.

        Args:
            shapes: Shape per port, all ports present.

        Raises:
            ShapeError: The shapes do not fit; the message shows the arithmetic and a mend.
        """
        raise NotImplementedError

    def parameter_shapes(self, shapes: Shapes) -> dict[str, tuple[int, ...]]:
        """Shape of each learnable parameter, by PyTorch's name, in PyTorch's order."""
        return {}

    def warnings(self, shapes: Shapes) -> tuple[str, ...]:
        """What is allowed but probably not meant, such as pixels that no window reads."""
        return ()

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """How the output size comes about, as (label, sum with numbers) lines."""
        return ()

    def caption(self, shapes: Shapes | None) -> str:
        """The node's second line, its settings in a few words; `shapes` is None while unknown."""
        return ""

    def check_values(self, inputs: Mapping[str, Array]) -> None:
        """Refuse values that PyTorch would answer with a crash, such as class 10 of 10.

        Raises:
            DataError: A value is out of its range; the message names it.
        """

    # PyTorch -----------------------------------------------------------------------------------

    def constructor(self, shapes: Shapes) -> str | None:
        """The expression that makes the `torch.nn` module, or None for an op that is only a call."""
        return None

    def setup(self, name: str, shapes: Shapes) -> list[str]:
        """Lines of `__init__` for this node: construction, initialization, freezing."""
        constructor = self.constructor(shapes)
        return [] if constructor is None else [f"self.{name} = {constructor}"]

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """The expression of `forward` that computes this node.

        Args:
            name: The node's id; its module is `self.<name>`.
            inputs: Per port, the expression that flows in.
        """
        return f"self.{name}({', '.join(inputs.values())})"

    # The reference, in NumPy --------------------------------------------------------------------

    forward: Callable[..., Array]
    """`forward(*inputs, *parameters, *extras)`: the output in training, as plain as on a lecture's slide."""

    backward: Callable[..., tuple[Array | None, ...]]
    """`backward(upstream, *inputs, *parameters, *extras)`: the gradient of each input, then parameter.

    Outside of a function's domain both give NaN or infinity, and NumPy warns unless `np.errstate` stills it.
    """

    def extras(self, run: Callable[..., Array], *inputs: Array) -> tuple[Array, ...]:
        """What the reference must be told besides inputs and parameters, such as dropout's mask.

        Args:
            run: The node as PyTorch computes it, from the random state of the pass that is to be matched.
            inputs: What flowed in.
        """
        return ()

    @classmethod
    def samples(cls) -> list[Sample]:
        """Cases for the test suite; at least one."""
        raise NotImplementedError

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Shapes that must be refused."""
        return []


L = TypeVar("L", bound=LearnableParams)


class LearnableOp(Op[L]):
    """An op with a `weight` and, unless switched off, a `bias`."""

    def setup(self, name: str, shapes: Shapes) -> list[str]:
        """Construction, then `init`, `bias_init` and `trainable` where they depart from PyTorch's."""
        lines = super().setup(name, shapes)
        lines.append(self.params.init.source(f"self.{name}.weight") or "")
        if self.params.bias:
            lines.append(self.params.bias_init.source(f"self.{name}.bias") or "")
        if not self.params.trainable:
            lines.append(f"self.{name}.requires_grad_(False)")
        return [line for line in lines if line]
