"""patches: small pieces of photographs, to be told which photograph they are from."""

from pathlib import Path
from typing import Final, Literal

import numpy as np

from engine.data.files.bundled import scikit_learn_folder
from engine.data.sources.generated import Generated
from engine.data.sources.spec import Samples
from engine.graph.shape_check import SampleShapes

_SIZE: Final = 32
_PHOTOGRAPHS: Final = ("china", "flower")


class Patches(Generated):
    """Crops of 32×32 pixels, at random places, from the two photographs that come with scikit-learn.

    Crops may overlap, also across training and test: what counts here is what filters form.
    Source: sklearn.datasets.load_sample_images.
    """

    name: Literal["patches"] = "patches"

    def shapes(self) -> SampleShapes:
        return SampleShapes((3, _SIZE, _SIZE), (), len(_PHOTOGRAPHS))

    def load(self, data_dir: Path | None) -> Samples:
        from PIL import Image

        rng = np.random.default_rng(self.seed)
        classes = rng.permutation(np.arange(self.samples) % len(_PHOTOGRAPHS))
        pictures = np.empty((self.samples, 3, _SIZE, _SIZE), np.uint8)
        for number, photograph in enumerate(_PHOTOGRAPHS):
            with Image.open(scikit_learn_folder() / f"datasets/images/{photograph}.jpg") as image:
                pixels = np.asarray(image.convert("RGB")).transpose(2, 0, 1)
            windows = np.lib.stride_tricks.sliding_window_view(pixels, (_SIZE, _SIZE), (1, 2))
            (members,) = np.nonzero(classes == number)
            rows, columns = (rng.integers(size, size=len(members)) for size in windows.shape[1:3])
            pictures[members] = windows[:, rows, columns].swapaxes(0, 1)
        return Samples(pictures, classes.astype(np.int64), _PHOTOGRAPHS)
