"""Training of the digits CNN against the loop that textbooks show, in one run, on one thread."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

from engine.compiling.build import build_module
from engine.data.sources.digits import Digits
from engine.examples import read_example
from engine.training.launch import launch
from engine.training.records import End

pytestmark = pytest.mark.benchmark

EPOCHS = 5
ROUNDS = 3


class TextbookDigits(Dataset[tuple[torch.Tensor, int]]):
    """Pictures as PIL images, each made a tensor, cropped and normalized when it is asked for."""

    def __init__(self, count: int) -> None:
        samples = Digits().load(None)
        scale = 255 // 16
        self._pictures = [
            Image.fromarray((picture[0] * scale).astype(np.uint8)) for picture in samples.features[:count]
        ]
        self._labels = samples.targets[:count].tolist()

    def __len__(self) -> int:
        return len(self._pictures)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        pixels = np.asarray(self._pictures[index], dtype=np.float32) / 255
        tensor = (torch.from_numpy(pixels)[None] - 0.3) / 0.37
        padded = torch.nn.functional.pad(tensor, (1, 1, 1, 1))
        top, left = torch.randint(0, 3, (2,)).tolist()
        return padded[:, top : top + 8, left : left + 8], self._labels[index]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def textbook_rate(count: int) -> float:
    """Samples a second of Dataset, DataLoader, model, SGD, as PyTorch's own tutorials have it."""
    model = build_module(read_example("digits-cnn"), seed=0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=0.001)
    loader = DataLoader(TextbookDigits(count), batch_size=64, shuffle=True)
    begin = time.perf_counter()
    for _ in range(EPOCHS):
        for pictures, labels in loader:
            optimizer.zero_grad()
            loss = model(pictures, labels)
            loss.backward()
            optimizer.step()
            loss.item()
    return EPOCHS * count / (time.perf_counter() - begin)


def our_rate(run_dir: Path) -> tuple[float, int]:
    """Samples a second of the whole training, validation, record and checkpoints included."""
    graph = read_example("digits-cnn")
    graph.set_setting("training", {**graph.training, "epochs": EPOCHS})
    trainer = launch(graph, run_dir=run_dir)
    outcome = trainer.run()
    assert isinstance(outcome, End)
    count = trainer.data.split.sizes()["train"]
    return EPOCHS * count / outcome.seconds, count


def test_training_against_the_textbook_loop(tmp_path: Path) -> None:
    pairs = []
    for round_ in range(ROUNDS):
        ours, count = our_rate(tmp_path / str(round_))
        pairs.append((ours, textbook_rate(count)))
    ratios = [ours / textbook for ours, textbook in pairs]
    shown = ", ".join(f"{ours:,.0f} : {textbook:,.0f}" for ours, textbook in pairs)
    print(f"\nsamples/s, ours : textbook: {shown}; median ratio {np.median(ratios):.2f}")
    assert np.median(ratios) >= 1.5
