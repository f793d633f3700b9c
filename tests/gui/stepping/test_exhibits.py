from collections.abc import Callable

import numpy as np
import pytest

from engine.graph.model import Graph
from gui.stepping.exhibits import Exhibition, exhibition
from gui.stepping.timeline import Phase, Step
from tests.gui.stepping.passes import circuit, cnn, fork, linear, timeline, traced, traced_of


def shown(
    make: Callable[[], Graph],
    phase: Phase,
    node: str,
    *,
    param: str = "",
    by: str = "",
    index: tuple[int, ...] | None = None,
) -> Exhibition:
    return exhibition(traced(make), Step(phase, node, param), by, index)


def test_a_small_local_gradient_is_laid_out_as_the_matrix_it_is() -> None:
    tensors = shown(linear, Phase.BACKWARD, "fc")
    upstream, local, downstream = (exhibit.array for exhibit in tensors.exhibits)
    assert tensors.signs == ("×", "=")
    assert tensors.one_scale
    assert upstream is not None
    assert local is not None
    assert downstream is not None
    np.testing.assert_allclose(upstream @ local, downstream, atol=1e-12)
    np.testing.assert_allclose(local, traced(linear).node("fc").params["weight"].value)
    assert "W" in tensors.exhibits[1].tex


def test_of_a_larger_one_the_chosen_elements_column_is_shown_in_the_outputs_shape() -> None:
    tensors = shown(cnn, Phase.BACKWARD, "conv1", index=(0, 0, 2, 4))
    upstream, column, downstream = (exhibit.array for exhibit in tensors.exhibits)
    assert tensors.exhibits[1].role == "column"
    assert upstream is not None
    assert column is not None
    assert downstream is not None
    assert column.shape == upstream.shape == (1, 16, 8, 8)
    assert (upstream * column).sum() == pytest.approx(downstream[0, 0, 2, 4], abs=1e-12)
    rows, columns = np.nonzero(column[0, 0])  # the 3×3 windows that the pixel lay in
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (1, 3, 3, 5)


def test_the_slice_on_show_is_the_one_the_largest_term_comes_from() -> None:
    tensors = shown(cnn, Phase.BACKWARD, "conv1", index=(0, 0, 2, 4))
    upstream, column, _ = tensors.exhibits
    assert upstream.array is not None
    assert column.array is not None
    products = np.abs(upstream.array * column.array)
    assert upstream.prefix == column.prefix == np.unravel_index(products.argmax(), products.shape)[:2]


def test_what_is_too_large_is_told_in_words_and_not_drawn() -> None:
    passed = traced_of(cnn(), max_jacobian=1000)
    tensors = exhibition(passed, Step(Phase.BACKWARD, "conv2"), "weight", None)
    local = tensors.exhibits[1]
    assert local.array is None
    assert "512 × 4,608" in local.words
    assert "each row is the patch under one window" in local.words
    assert "click" not in tensors.exhibits[2].caption


def test_forward_inputs_and_parameters_lead_to_the_output() -> None:
    tensors = shown(cnn, Phase.FORWARD, "conv1")
    assert [exhibit.word for exhibit in tensors.exhibits] == ["input", "weight", "bias", "output"]
    assert tensors.signs == ("", "", "→")
    assert tensors.exhibits[0].grey  # a picture is shown as one
    assert not tensors.one_scale
    assert tensors.exhibits[3].prefix == tensors.chosen[:2]


def test_a_picture_is_shown_beside_its_gradient() -> None:
    tensors = shown(cnn, Phase.BACKWARD, "x")
    assert [exhibit.word for exhibit in tensors.exhibits] == ["value", "gradient"]
    assert [exhibit.grey for exhibit in tensors.exhibits] == [True, False]


def test_where_a_wire_forks_the_parts_stand_side_by_side() -> None:
    tensors = shown(fork, Phase.BACKWARD, "x")
    arrays = [exhibit.array for exhibit in tensors.exhibits]
    assert [float(array) for array in arrays if array is not None] == [3.0, 3.0, 1.0, 7.0]
    assert tensors.signs == ("+", "+", "=")


def test_the_update_shows_old_gradient_and_new() -> None:
    tensors = shown(cnn, Phase.UPDATE, "fc", param="weight")
    old, gradient, new = (exhibit.array for exhibit in tensors.exhibits)
    assert old is not None
    assert gradient is not None
    assert new is not None
    np.testing.assert_allclose(new, old - 0.05 * gradient)
    assert tensors.signs[0] == "− 0.05 ×"


def test_the_sum_is_written_in_symbols() -> None:
    assert shown(linear, Phase.BACKWARD, "fc", index=(0, 2)).in_symbols() == (
        "downstream[0, 2] = Σ over j of upstream[0, j] · local[j, 2]"
    )
    assert "element by element" in shown(cnn, Phase.BACKWARD, "conv1").in_symbols()


@pytest.mark.parametrize("make", [circuit, fork, linear, cnn])
def test_every_step_has_its_tensors(make: Callable[[], Graph]) -> None:
    for step in timeline(make).steps:
        tensors = exhibition(traced(make), step, "", None)
        assert len(tensors.signs) == len(tensors.exhibits) - 1
        for exhibit in tensors.exhibits:
            if exhibit.array is not None:
                assert len(exhibit.prefix) in (0, max(0, exhibit.array.ndim - 2))
                assert len(exhibit.names) == max(0, exhibit.array.ndim - 2)
