from itertools import chain

import pytest
import torch

from engine.data.batches import Batches


def batches(batch_size: int | str = 4, seed: int = 0) -> Batches:
    return Batches(torch.arange(100, 110), batch_size, torch.Generator().manual_seed(seed))


def test_an_epoch_hands_out_every_sample_once() -> None:
    whole = batches()
    epochs = [[batch.tolist() for batch in whole.epoch()] for _ in range(3)]
    for epoch in epochs:
        assert [len(batch) for batch in epoch] == [4, 4, 2]
        assert sorted(chain(*epoch)) == list(range(100, 110))
    assert epochs[0] != epochs[1] != epochs[2]
    assert whole.per_epoch == 3


def test_full_takes_all_at_once() -> None:
    whole = batches("full")
    assert whole.per_epoch == 1
    assert [sorted(batch.tolist()) for batch in whole.epoch()] == [list(range(100, 110))]


def test_the_seed_decides_the_order() -> None:
    one, same, other = ([batch.tolist() for batch in batches(seed=seed).epoch()] for seed in (1, 1, 2))
    assert one == same != other


@pytest.mark.parametrize("done", range(8))
def test_what_was_stopped_anywhere_goes_on_in_the_same_order(done: int) -> None:
    unbroken = batches()
    expected = [batch.tolist() for _ in range(3) for batch in unbroken.epoch()]
    stopped = batches()
    seen: list[list[int]] = []
    state = stopped.state()
    while len(seen) < done:
        for batch in stopped.epoch():
            state = stopped.state()
            if len(seen) == done:
                break
            seen.append(batch.tolist())
        else:
            state = stopped.state()
    resumed = batches(seed=99)
    resumed.restore(*state)
    for _ in range(3):
        seen += [batch.tolist() for batch in resumed.epoch()]
    assert seen[: len(expected)] == expected
