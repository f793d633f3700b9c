import threading
from multiprocessing import Pipe

import numpy as np

from engine.runtime.messages import EpochDone, Filters, Iterations, Message
from engine.runtime.outbox import Outbox


def test_a_listener_that_does_not_listen_holds_nobody_up_and_misses_no_iteration() -> None:
    ours, theirs = Pipe()
    outbox = Outbox(theirs)
    picture = np.zeros((64, 3, 64, 64), np.float32)  # larger than the pipe: its first sending blocks

    for number in range(1, 1001):
        outbox.put(Filters("conv1", picture, None, number))
        outbox.put(Iterations(number, np.array([number], np.float32), np.array([0.1]), 1.0))
    outbox.put(EpochDone({"epoch": 1}))

    received: list[Message] = []
    while not (received and isinstance(received[-1], EpochDone)):
        assert ours.poll(10)
        received.append(ours.recv())
    losses = np.concatenate([m.losses for m in received if isinstance(m, Iterations)])
    assert losses.tolist() == list(range(1, 1001))
    filters = [m for m in received if isinstance(m, Filters)]
    assert len(filters) < 100
    assert filters[-1].iteration == 1000


def test_a_listener_that_is_gone_ends_the_sending_thread_alone() -> None:
    before = set(threading.enumerate())
    ours, theirs = Pipe()
    outbox = Outbox(theirs)
    (sender,) = set(threading.enumerate()) - before
    ours.close()

    outbox.put(EpochDone({"epoch": 1}))

    sender.join(10)
    assert not sender.is_alive()
