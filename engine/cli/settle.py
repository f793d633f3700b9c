"""What a process does once before it trains or evaluates."""

from engine.training.devices import training_threads, usable_cores
from engine.training.memory import tune_malloc


def settle_process() -> None:
    """Take as many threads, and keep memory, as the app's own training process does."""
    import torch

    tune_malloc()
    torch.set_num_threads(training_threads(usable_cores()))
