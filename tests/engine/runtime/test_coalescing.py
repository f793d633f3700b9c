import numpy as np

from engine.runtime.coalescing import coalesce
from engine.runtime.messages import EpochDone, Filters, Iterations, Message


def iterations(first: int, *losses: float) -> Iterations:
    return Iterations(first, np.array(losses, np.float32), np.full(len(losses), 0.1), float(first))


def filters(iteration: int, node: str = "conv1") -> Filters:
    return Filters(node, np.zeros((1, 1, 3, 3), np.float32), None, iteration)


def test_iterations_that_follow_each_other_become_one_message() -> None:
    (merged,) = coalesce([iterations(1, 3.0, 2.0), iterations(3, 1.0), iterations(4, 0.5)])

    assert isinstance(merged, Iterations)
    assert merged.first == 1
    assert merged.losses.tolist() == [3.0, 2.0, 1.0, 0.5]
    assert merged.losses.dtype == np.float32
    assert merged.rates.tolist() == [0.1] * 4
    assert merged.samples_per_second == 4.0  # the latest


def test_of_filters_the_latest_of_each_layer_remain() -> None:
    old, new, other = filters(1), filters(9), filters(2, "conv2")

    assert coalesce([old, other, new]) == [other, new]


def test_the_first_filters_of_all_stay() -> None:
    first, outdated, new = filters(0), filters(1), filters(9)

    assert coalesce([first, outdated, new]) == [first, new]


def test_filters_do_not_keep_iterations_apart_more_than_once() -> None:
    messages: list[Message] = [m for n in range(1, 50) for m in (iterations(n, 1.0), filters(n))]

    merged, latest = coalesce(messages)

    assert isinstance(merged, Iterations)
    assert len(merged.losses) == 49
    assert latest is messages[-1]


def test_other_messages_keep_their_place_among_iterations() -> None:
    epoch = EpochDone({"epoch": 1})

    before, done, after = coalesce([iterations(1, 3.0), epoch, iterations(2, 2.0)])

    assert isinstance(before, Iterations)
    assert done is epoch
    assert isinstance(after, Iterations)
    assert (before.first, after.first) == (1, 2)


def test_nothing_gives_nothing() -> None:
    assert coalesce([]) == []
