"""Fewer messages that say the same: for a listener that is slower than training."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from engine.runtime.messages import Filters, Iterations, Message


def coalesce(messages: Sequence[Message]) -> list[Message]:
    """Merge iterations that follow each other and drop outdated filters; no iteration is lost.

    The first filters stay: whoever shows how they formed begins with them.
    """
    latest = {message.node: message for message in messages if isinstance(message, Filters)}
    current = [
        message
        for message in messages
        if not isinstance(message, Filters) or message.iteration == 0 or latest[message.node] is message
    ]
    result: list[Message] = []
    for is_iterations, group in groupby(current, key=lambda message: isinstance(message, Iterations)):
        if is_iterations:
            result.append(_merge(message for message in group if isinstance(message, Iterations)))
        else:
            result += group
    return result


def _merge(messages: Iterable[Iterations]) -> Iterations:
    first, *others = messages
    if not others:
        return first
    import numpy as np  # long loaded where there are iterations; the app's start is not to wait for it

    return Iterations(
        first.first,
        np.concatenate([message.losses for message in (first, *others)]),
        np.concatenate([message.rates for message in (first, *others)]),
        others[-1].samples_per_second,
    )
