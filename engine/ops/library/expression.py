"""Expression: a formula as one typed it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from pydantic import Field, field_validator

from engine.ops.expressions.functions import CALLABLE
from engine.ops.expressions.parse import parse
from engine.ops.expressions.tree import Tree, evaluate, gradients, variables
from engine.ops.expressions.writing import latex, one_line, torch_source, variable_latex
from engine.ops.params import OpParams
from engine.ops.shapes import Shape, Shapes, broadcast
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal

_LONGEST: Final = 600
"""Characters of LaTeX above which a derivative is only named."""


class ExpressionParams(OpParams):
    """Parameters of Expression."""

    expression: str = Field(
        default="x**2 + sin(y)",
        description=f"Numbers, names, + - * / ** and {', '.join(CALLABLE)}; each name is a port.",
    )

    @field_validator("expression")
    @classmethod
    def _readable(cls, value: str) -> str:
        parse(value)
        return value


class _Derivatives(Mapping[str, LocalGradient]):
    """The local gradient of each port, derived when it is first asked for."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._names = variables(tree)

    def __getitem__(self, name: str) -> LocalGradient:
        from engine.ops.expressions.derivative import derivative_latex  # loads SymPy

        if name not in self._names:
            raise KeyError(name)
        local, is_sum = derivative_latex(self._tree, name)
        sentence = f"The formula differentiated by {name}, all other names held still."
        if len(local) > _LONGEST:
            local, is_sum = rf"\frac{{\partial f}}{{\partial {variable_latex(name)}}}", False
            sentence += " It is too long to be written out."
        factor = rf"\left({local}\right)" if is_sum or local.startswith("-") else local
        downstream = {"0": "0", "1": "G", "-1": "-G"}.get(local, rf"G \cdot {factor}")
        return LocalGradient(local, downstream, sentence, "diagonal, one entry an element")

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Expression(Op[ExpressionParams]):
    """A formula of its inputs, element by element, with broadcasting."""

    name = "Expression"
    category = Category.ARITHMETIC
    aliases = ("formula", "function", "equation", "custom", "lambda", "f(x)")
    doc = "A formula that you type: its names become inputs, and its derivatives are worked out for each."
    formula = r"f = f(x,\ y,\ \ldots)"
    Params = ExpressionParams

    def __init__(self, params: ExpressionParams) -> None:
        super().__init__(params)
        self.tree = parse(params.expression)
        names = variables(self.tree)
        self.ports: Sequence[Port] = tuple(Port(name, f"{name} of the formula.") for name in names)
        letter = next(letter for letter in ("y", "f", "z", "h", r"\mathrm{out}") if letter not in names)
        self.formula = f"{letter} = {latex(self.tree)}"
        self.gradients: Mapping[str, LocalGradient] = _Derivatives(self.tree)

    def output_shape(self, shapes: Shapes) -> Shape:
        """The broadcast shape of all inputs."""
        shape: Shape = ()
        for port in self.ports:
            shape = broadcast(shape, shapes[port.name])
        return shape

    def caption(self, shapes: Shapes | None) -> str:
        """The formula as typed."""
        return one_line(self.params.expression)

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """The formula in PyTorch."""
        return torch_source(self.tree, inputs)

    def forward(self, *inputs: Array) -> Array:
        return evaluate(self.tree, self.named(inputs))

    def backward(self, upstream: Array, *inputs: Array) -> tuple[Array | None, ...]:
        found = gradients(self.tree, self.named(inputs), upstream)
        return tuple(found.values())

    def named(self, inputs: Sequence[Array]) -> dict[str, Array]:
        """What flows in, by the names in the formula."""
        return dict(zip(variables(self.tree), inputs, strict=True))

    @classmethod
    def samples(cls) -> list[Sample]:
        """CS231n's neuron (1.00 gives 0.73), every function, ties, a number for all, powers of powers."""
        numbers = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "b": -3.0}
        neuron = {name: np.array(number) for name, number in numbers.items()}
        x, y = normal(2, 3), 1 + normal(2, 3, seed=1) ** 2
        equal = {"x": np.array([[1.0, 2.0]]), "y": np.array([[1.0, 3.0]])}
        functions = "exp(x)*log(y) - sqrt(y)/cos(x) + tan(x)*tanh(x) + sigmoid(x) - relu(x)"
        return [
            Sample({"x": x, "y": y}),
            Sample(
                neuron,
                {"expression": "1/(1 + exp(-(w0*x0 + w1*x1 + b)))"},
                batched=False,
                expected=0.731059,
            ),
            Sample({"x": x, "y": y}, {"expression": functions}),
            Sample({"x": x, "y": y}, {"expression": "abs(x)*max(x, y, 0.5) - min(x, 1)"}),
            Sample(equal, {"expression": "max(x, y) + relu(x - 1)"}),
            Sample({"x": normal(4, 3), "s": np.array(0.3)}, {"expression": "s*x - 2*pi/3"}),
            Sample({"y": y, "x": x}, {"expression": "y**x - -2**x + 1/y**2"}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Shapes that do not broadcast, and what is no formula."""
        shapes: dict[str, Shape] = {"x": (2, 3), "y": (2,)}
        refused = {
            "(" * 10_000 + "x" + ")" * 10_000: "at most 500 characters",
            "9**9**9**9 + x": "finite numbers",
            "__import__('os')": "apostrophe",
            "lambda: x": "colon",
            "\u0445 + 1": "cyrillic small letter ha",
            "x.real": "a dot between names",
            "2": "a Value",
            "sinus(x)": "did you mean sin",
            "x^2": "a power is written **",
        }
        return [
            ErrorCase(shapes, "do not broadcast"),
            *(ErrorCase(shapes, words, {"expression": text}) for text, words in refused.items()),
        ]
