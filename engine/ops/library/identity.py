"""Identity: what goes in comes out."""

from engine.ops.elementwise import ElementwiseOp
from engine.ops.params import NoParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, Category, LocalGradient, Sample, normal


class Identity(ElementwiseOp[NoParams]):
    """x itself."""

    name = "Identity"
    category = Category.LAYERS
    aliases = ("pass through", "nothing", "placeholder", "shortcut", "skip connection")
    doc = "Passes its input on as it is: a name for a place in the graph, or a shortcut."
    formula = r"y = x"
    gradients = {
        "input": LocalGradient(
            r"1", r"G", "Nothing is done, so the gradient passes unchanged.", "diagonal of ones"
        )
    }

    def caption(self, shapes: Shapes | None) -> str:
        """What it does."""
        return "unchanged"

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.Identity()`."""
        return "nn.Identity()"

    def forward(self, x: Array) -> Array:
        return x

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Any tensor."""
        x = normal(2, 3)
        return [Sample({"input": x}, expected=x.tolist())]
