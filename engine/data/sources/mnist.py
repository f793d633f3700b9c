"""mnist: handwritten digits."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from engine.data.sources.mnist_format import MnistFormat


class Mnist(MnistFormat):
    """70,000 handwritten digits of 28×28 pixels, ten classes; 10,000 of them to test on.

    Found in the data folder as IDX files or pictures, else downloaded (11 MB).
    Source: Y. LeCun, C. Cortes, C. Burges: The MNIST Database of handwritten digits.
    """

    folders: ClassVar[tuple[str, ...]] = ("mnist",)
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")
    url: ClassVar[str] = "https://ossci-datasets.s3.amazonaws.com/mnist/"
    checksums: ClassVar[Mapping[str, str]] = {
        "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
        "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
        "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
    }

    name: Literal["mnist"] = "mnist"
