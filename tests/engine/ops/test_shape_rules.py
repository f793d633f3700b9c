"""Shape rules against PyTorch for any parameters in range: equal shapes, equal refusals."""

from typing import Any

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from engine.errors import ParamError, ShapeError
from engine.ops.registry import make_op
from engine.ops.shapes import N, Shape, as_pair, concrete

BATCH = 2
Params = dict[str, Any]
SMALL = settings(max_examples=200, deadline=None)


def pairs(least: int, most: int) -> st.SearchStrategy[Any]:
    """A number, or a list of two."""
    numbers = st.integers(least, most)
    return numbers | st.lists(numbers, min_size=2, max_size=2)


def pictures(ranks: tuple[int, ...] = (2, 3, 4, 5)) -> st.SearchStrategy[Shape]:
    """Shapes of pictures, with a batch from four dimensions on, and of what is none."""
    sizes = st.integers(1, 9)
    return st.sampled_from(ranks).flatmap(
        lambda rank: st.tuples(*[st.just(N)] * (rank > 3), *[sizes] * (rank - (rank > 3)))
    )


def our_shape(name: str, params: Params, shape: Shape) -> tuple[int, ...] | None:
    """What the op's rule says; None where it refuses."""
    try:
        return concrete(make_op(name, params).output_shape({"input": shape}), BATCH)
    except (ShapeError, ParamError):
        return None


def torch_shape(name: str, params: Params, shape: Shape, *before: int) -> tuple[int, ...] | None:
    """What PyTorch makes of it; None where it refuses, on the meta device or where it computes.

    Neither refuses all that cannot be: meta lets any output_padding pass, both let some empty pictures.
    """
    given_params = {key: tuple(v) if isinstance(v, list) else v for key, v in params.items()}
    shapes = []
    for device in ("meta", "cpu"):
        try:
            with torch.device(device):
                module = getattr(nn, name)(*before, **given_params)
                shapes.append(tuple(module(torch.zeros(concrete(shape, BATCH))).shape))
        except (RuntimeError, ValueError, IndexError, NotImplementedError):
            return None
    assert shapes[0] == shapes[1]
    return shapes[0] if all(shapes[0]) else None


def window_exceeds(params: Params, shape: Shape) -> bool:
    """Whether a window is larger than the padded picture."""
    kernel, padding = as_two(params["kernel_size"]), as_two(params["padding"])
    dilation = as_two(params.get("dilation", 1))
    return any(
        isinstance(size, int) and dilation[axis] * (kernel[axis] - 1) + 1 > size + 2 * padding[axis]
        for axis, size in enumerate(shape[-2:])
    )


def as_two(value: Any) -> tuple[int, int]:
    return as_pair(tuple(value) if isinstance(value, list) else value)


CONVOLUTION = st.fixed_dictionaries(
    {
        "out_channels": st.integers(1, 6),
        "kernel_size": pairs(1, 5),
        "stride": pairs(1, 4),
        "padding": pairs(0, 3),
        "dilation": pairs(1, 3),
        "groups": st.integers(1, 3),
        "bias": st.booleans(),
    }
)


@SMALL
@given(pictures(), CONVOLUTION)
def test_conv2d(shape: Shape, params: Params) -> None:
    channels = shape[-3] if len(shape) > 2 else 1
    assert isinstance(channels, int)
    assert our_shape("Conv2d", params, shape) == torch_shape("Conv2d", params, shape, channels)


@SMALL
@given(pictures(), CONVOLUTION, pairs(0, 2))
def test_conv_transpose2d(shape: Shape, params: Params, more: Any) -> None:
    params = {**params, "output_padding": more}
    channels = shape[-3] if len(shape) > 2 else 1
    assert isinstance(channels, int)
    theirs = torch_shape("ConvTranspose2d", params, shape, channels)
    assert our_shape("ConvTranspose2d", params, shape) == theirs


POOLING = {
    "kernel_size": pairs(1, 5),
    "stride": st.none() | pairs(1, 6),
    "padding": pairs(0, 3),
    "ceil_mode": st.booleans(),
}


@SMALL
@given(pictures(), st.fixed_dictionaries({**POOLING, "dilation": pairs(1, 3)}))
def test_max_pool2d(shape: Shape, params: Params) -> None:
    compare_pooling("MaxPool2d", params, shape)


@SMALL
@given(
    pictures(),
    st.fixed_dictionaries(
        {
            **POOLING,
            "count_include_pad": st.booleans(),
            "divisor_override": st.none() | st.integers(-2, 3).filter(bool),
        }
    ),
)
def test_avg_pool2d(shape: Shape, params: Params) -> None:
    compare_pooling("AvgPool2d", params, shape)


def compare_pooling(name: str, params: Params, shape: Shape) -> None:
    ours, theirs = our_shape(name, params, shape), torch_shape(name, params, shape)
    if ours is None and window_exceeds(params, shape):
        return  # with ceil_mode PyTorch lets even a window in that is larger than its picture
    assert ours == theirs


@SMALL
@given(pictures(ranks=(3, 4)), pairs(1, 9) | st.lists(st.none() | st.integers(1, 9), min_size=2, max_size=2))
def test_adaptive_avg_pool2d(shape: Shape, size: Any) -> None:
    params = {"output_size": size}
    assert our_shape("AdaptiveAvgPool2d", params, shape) == torch_shape("AdaptiveAvgPool2d", params, shape)


SCALES = st.floats(0.05, 4) | st.lists(st.floats(0.05, 4), min_size=2, max_size=2)


@SMALL
@given(
    pictures(ranks=(4,)),
    st.fixed_dictionaries(
        {
            "size": st.none() | pairs(1, 12),
            "scale_factor": st.none() | SCALES,
            "mode": st.sampled_from(["nearest", "bilinear"]),
            "align_corners": st.none() | st.booleans(),
        }
    ).filter(lambda params: params["size"] is not None or params["scale_factor"] is not None),
)
def test_upsample(shape: Shape, params: Params) -> None:
    assert our_shape("Upsample", params, shape) == torch_shape("Upsample", params, shape)


@SMALL
@given(
    pictures(ranks=(1, 2, 3, 4, 5)),
    st.integers(0, 4) | st.lists(st.integers(0, 4), min_size=4, max_size=4),
)
def test_zero_pad2d(shape: Shape, padding: Any) -> None:
    params = {"padding": padding}
    assert our_shape("ZeroPad2d", params, shape) == torch_shape("ZeroPad2d", params, shape)


@SMALL
@given(
    st.lists(st.integers(1, 3), max_size=4),
    st.none() | st.integers(-4, 4) | st.lists(st.integers(-4, 4), max_size=3),
    st.booleans(),
    st.sampled_from(["Sum", "Mean"]),
)
def test_reductions(sizes: list[int], dim: Any, keepdim: bool, name: str) -> None:
    params = {"dim": dim, "keepdim": keepdim}
    x = torch.empty(sizes, device="meta")
    expression = make_op(name, params).call("op", {"input": "x"})
    try:
        theirs = tuple(eval(expression, {"x": x}).shape)  # noqa: S307  # the op's own text
    except (RuntimeError, IndexError):
        theirs = None
    assert our_shape(name, params, tuple(sizes)) == theirs


@SMALL
@given(st.lists(st.integers(1, 3), max_size=4), st.lists(st.integers(1, 3), max_size=4))
def test_matmul_and_broadcasting(a: list[int], b: list[int]) -> None:
    one, other = torch.empty(a, device="meta"), torch.empty(b, device="meta")
    for name in ("MatMul", "Add", "Divide", "Maximum"):
        op = make_op(name)
        try:
            ours = op.output_shape({"a": tuple(a), "b": tuple(b)})
        except ShapeError:
            ours = None
        try:
            expression = op.call("op", {"a": "a", "b": "b"})
            theirs = tuple(eval(expression, {"a": one, "b": other, "torch": torch}).shape)  # noqa: S307  # its own text
        except RuntimeError:
            theirs = None
        assert ours == theirs, name
