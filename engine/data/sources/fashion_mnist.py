"""fashion_mnist: pieces of clothing."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from engine.data.sources.mnist_format import MnistFormat


class FashionMnist(MnistFormat):
    """70,000 pieces of clothing of 28×28 pixels, ten classes; 10,000 of them to test on.

    Found in the data folder as IDX files or pictures, else downloaded (30 MB).
    Source: Xiao, Rasul and Vollgraf (2017), Fashion-MNIST.
    """

    folders: ClassVar[tuple[str, ...]] = ("fashionmnist", "fashion")
    classes: ClassVar[tuple[str, ...]] = (
        "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
    )  # fmt: skip
    url: ClassVar[str] = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
    checksums: ClassVar[Mapping[str, str]] = {
        "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
        "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
        "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
    }

    name: Literal["fashion_mnist"] = "fashion_mnist"
