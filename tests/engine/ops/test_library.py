"""Every registered op, from its own declaration: reference, autograd and numeric differences agree."""

import ast
from typing import Any

import numpy as np
import pytest
import torch

from engine.compiling.source import module_source
from engine.errors import BackstepError
from engine.graph.file import graph_from_text, graph_to_text
from engine.graph.shape_check import check_shapes
from engine.ops.reference import reference_code
from engine.ops.registry import make_op, registry
from engine.ops.shapes import concrete
from engine.ops.spec import ErrorCase, Op, Sample
from tests.engine.ops.single import graph_of, run_in_torch, sample_shapes

ALL_OPS = list(registry().values())
COMPUTED = [op for op in ALL_OPS if op.fed_by is None]
CASES = [
    pytest.param(op, sample, id=f"{op.name}-{number}")
    for op in COMPUTED
    for number, sample in enumerate(op.samples())
]
ERRORS = [pytest.param(op, case, id=f"{op.name}-{case.match}") for op in ALL_OPS for case in op.error_cases()]


def parameters_of(op: Op[Any], sample: Sample) -> list[np.ndarray]:
    shapes = op.parameter_shapes(sample_shapes(sample))
    rng = np.random.default_rng(5)
    return [rng.standard_normal(shape) for shape in shapes.values()]


@pytest.mark.parametrize("op", ALL_OPS, ids=lambda op: op.name)
def test_an_op_declares_all_it_is_asked_for(op: type[Op[Any]]) -> None:
    bound = op.from_values({})
    assert op.doc
    assert op.doc.endswith(".")
    assert op.formula
    assert op.samples()
    differentiable = {port.name for port in bound.ports}
    learned = set(bound.parameter_shapes(sample_shapes(op.samples()[0]))) if bound.ports else set()
    assert differentiable | learned <= set(bound.gradients)
    for gradient in bound.gradients.values():
        assert gradient.local
        assert gradient.downstream
        assert gradient.sentence
        assert gradient.shape
    for name, field in op.Params.model_fields.items():
        assert field.description, f"{op.name}.{name} has no description"
        assert not field.is_required(), f"{op.name}.{name} has no default"


@pytest.mark.parametrize("op", ALL_OPS, ids=lambda op: op.name)
def test_the_reference_code_that_is_shown_is_python(op: type[Op[Any]]) -> None:
    for which in ("forward", "backward"):
        code = reference_code(op, which)
        ast.parse(code)
        assert code.startswith(f"def {which}(")
        assert "self" not in code


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_forward_equals_torch(op: type[Op[Any]], sample: Sample) -> None:
    bound = op.from_values(sample.params)
    torch_run = run_in_torch(bound, sample)
    parameters = [tensor.detach().numpy() for tensor in torch_run.parameters.values()]
    output = bound.forward(*sample.inputs.values(), *parameters, *torch_run.extras)
    np.testing.assert_allclose(output, torch_run.output.detach().numpy(), rtol=1e-9, atol=1e-12)
    if sample.expected is not None:
        np.testing.assert_allclose(output, sample.expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_backward_equals_autograd(op: type[Op[Any]], sample: Sample) -> None:
    bound = op.from_values(sample.params)
    torch_run = run_in_torch(bound, sample)
    parameters = [tensor.detach().numpy() for tensor in torch_run.parameters.values()]
    arguments = [*sample.inputs.values(), *parameters, *torch_run.extras]
    gradients = bound.backward(torch_run.upstream.numpy(), *arguments)
    leaves = {**torch_run.inputs, **torch_run.parameters}
    for (name, leaf), gradient in zip(leaves.items(), gradients, strict=False):
        port = bound.port(name)
        if port is not None and not port.differentiable:
            assert gradient is None
            continue
        if not leaf.requires_grad:  # frozen, or whole numbers
            continue
        assert leaf.grad is not None
        assert gradient is not None
        np.testing.assert_allclose(gradient, leaf.grad.numpy(), rtol=1e-8, atol=1e-11, err_msg=name)


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_backward_equals_numeric_differences(op: type[Op[Any]], sample: Sample) -> None:
    """Central differences of the reference itself, along a random direction of each input."""
    bound = op.from_values(sample.params)
    extras = run_in_torch(bound, sample).extras
    arguments = [*sample.inputs.values(), *parameters_of(bound, sample), *extras]
    names = [*sample.inputs, *bound.parameter_shapes(sample_shapes(sample))]
    rng = np.random.default_rng(7)
    upstream = rng.standard_normal(np.shape(bound.forward(*arguments)))
    gradients = bound.backward(upstream, *arguments)
    h = 1e-6
    for place, (name, gradient) in enumerate(zip(names, gradients, strict=False)):
        if gradient is None:
            continue
        direction = rng.standard_normal(arguments[place].shape)

        def along(step: float, place: int = place, direction: np.ndarray = direction) -> float:
            moved = [a + step * direction if i == place else a for i, a in enumerate(arguments)]
            return float(np.sum(upstream * bound.forward(*moved)))

        if not smooth(bound, arguments, place, direction, h):
            continue
        numeric = (along(h) - along(-h)) / (2 * h)
        assert np.sum(gradient * direction) == pytest.approx(numeric, rel=1e-5, abs=1e-7), name


def smooth(op: Op[Any], arguments: list[np.ndarray], place: int, direction: np.ndarray, h: float) -> bool:
    """Whether no kink (a ReLU's 0, two equal maxima) lies within the step: both one-sided slopes agree."""

    def value(step: float) -> np.ndarray:
        moved = [a + step * direction if i == place else a for i, a in enumerate(arguments)]
        with np.errstate(all="ignore"):  # a step may leave the function's domain
            return np.asarray(op.forward(*moved))

    here = value(0)
    return bool(np.allclose((value(h) - here) / h, (here - value(-h)) / h, rtol=1e-2, atol=1e-3))


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_the_shape_rule_equals_torch_on_the_meta_device(op: type[Op[Any]], sample: Sample) -> None:
    bound = op.from_values(sample.params)
    shapes = sample_shapes(sample)
    batch = next((array.shape[0] for array in sample.inputs.values() if sample.batched and array.ndim), 1)
    torch_run = run_in_torch(bound, sample)
    assert concrete(bound.output_shape(shapes), batch) == tuple(torch_run.output.shape)
    declared = bound.parameter_shapes(shapes)
    assert declared == {name: tuple(tensor.shape) for name, tensor in torch_run.parameters.items()}
    constructor = bound.constructor(shapes)
    if constructor is not None and not bound.is_loss:
        module = eval(constructor, {"nn": torch.nn, "torch": torch}).to("meta").eval()  # noqa: S307  # its text
        floats = [torch.empty(array.shape, device="meta") for array in sample.inputs.values()]
        assert tuple(module(*floats).shape) == tuple(torch_run.output.shape)


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_a_file_comes_back_as_it_was(op: type[Op[Any]], sample: Sample) -> None:
    text = graph_to_text(graph_of(op.name, sample))
    again = graph_from_text(text)
    assert graph_to_text(again) == text
    assert again.node("op").op.params == make_op(op.name, dict(sample.params)).params


@pytest.mark.parametrize(("op", "sample"), CASES)
def test_what_the_app_says_of_it_is_said_for_every_sample(op: type[Op[Any]], sample: Sample) -> None:
    graph = graph_of(op.name, sample)
    report = check_shapes(graph)
    bound, shapes = graph.node("op").op, report.nodes["op"].inputs
    assert bound.caption(shapes)
    assert isinstance(bound.caption(None), str)
    assert all(label and text for label, text in bound.arithmetic(shapes))
    assert "op" in module_source(graph, report).lines


@pytest.mark.parametrize(("op", "case"), ERRORS)
def test_what_does_not_fit_is_refused_in_words(op: type[Op[Any]], case: ErrorCase) -> None:
    with pytest.raises(BackstepError) as error:
        op.from_values(case.params).output_shape(case.shapes)
    assert case.match in str(error.value)


@pytest.mark.parametrize("op", [op for op in ALL_OPS if op.fed_by], ids=lambda op: op.name)
def test_what_is_fed_comes_out_as_it_went_in(op: type[Op[Any]]) -> None:
    for sample in op.samples():
        bound = op.from_values(sample.params)
        data = sample.inputs["data"]
        np.testing.assert_array_equal(bound.forward(data), sample.expected)
        (gradient,) = bound.backward(np.ones(data.shape), data)
        assert (gradient is None) == (op.fed_by == "targets")


@pytest.mark.parametrize("op", ALL_OPS, ids=lambda op: op.name)
def test_an_unknown_parameter_is_refused_with_the_known_ones(op: type[Op[Any]]) -> None:
    with pytest.raises(BackstepError, match="no parameter 'colour'"):
        op.from_values({"colour": 1})


def test_an_unknown_op_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(BackstepError, match=r"Did you mean Conv2d"):
        make_op("conv2")
