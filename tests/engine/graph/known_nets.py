"""Published nets as graph files, built from a chain of layers in a few words each."""

from typing import Any


class NetFile:
    """Collects nodes and wires of a graph file; each layer reads the one before, unless told otherwise."""

    def __init__(self, name: str, shape: list[int]) -> None:
        self.nodes: list[dict[str, Any]] = [{"id": "x", "op": "Input", "params": {"shape": shape}}]
        self.edges: list[list[str]] = []
        self.last = "x"
        self._name = name

    def add(self, op: str, after: str | None = None, **params: Any) -> str:
        """Append a one-port layer and return its id."""
        node_id = f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append({"id": node_id, "op": op, "params": params})
        self.edges.append([after or self.last, node_id])
        self.last = node_id
        return node_id

    def join(self, one: str, other: str) -> str:
        """Append the sum of two nodes."""
        node_id = f"add_{len(self.nodes)}"
        self.nodes.append({"id": node_id, "op": "Add"})
        self.edges += [[one, f"{node_id}.a"], [other, f"{node_id}.b"]]
        self.last = node_id
        return node_id

    def finish(self) -> dict[str, Any]:
        """The file's values, ended by a loss."""
        self.nodes += [{"id": "t", "op": "Target"}, {"id": "loss", "op": "CrossEntropyLoss"}]
        self.edges += [[self.last, "loss.input"], ["t", "loss.target"]]
        head = {"format": "backstep.graph", "version": 1, "name": self._name}
        return {**head, "nodes": self.nodes, "edges": self.edges}


def lenet5() -> dict[str, Any]:
    """LeCun et al. 1998, with every map of the second convolution reading all of the first."""
    net = NetFile("LeNet-5", [1, 32, 32])
    for channels in (6, 16):
        net.add("Conv2d", out_channels=channels, kernel_size=5)
        net.add("Tanh")
        net.add("AvgPool2d", kernel_size=2)
    net.add("Flatten")
    for features in (120, 84):
        net.add("Linear", out_features=features)
        net.add("Tanh")
    net.add("Linear", out_features=10)
    return net.finish()


def alexnet() -> dict[str, Any]:
    """Krizhevsky 2014, as torchvision has it."""
    net = NetFile("AlexNet", [3, 224, 224])
    convolutions = [(64, 11, 4, 2), (192, 5, 1, 2), (384, 3, 1, 1), (256, 3, 1, 1), (256, 3, 1, 1)]
    for number, (channels, kernel, stride, padding) in enumerate(convolutions):
        net.add("Conv2d", out_channels=channels, kernel_size=kernel, stride=stride, padding=padding)
        net.add("ReLU")
        if number in (0, 1, 4):
            net.add("MaxPool2d", kernel_size=3, stride=2)
    net.add("AdaptiveAvgPool2d", output_size=6)
    net.add("Flatten")
    for _ in range(2):
        net.add("Dropout")
        net.add("Linear", out_features=4096)
        net.add("ReLU")
    net.add("Linear", out_features=1000)
    return net.finish()


def vgg16() -> dict[str, Any]:
    """Simonyan and Zisserman 2014, configuration D."""
    net = NetFile("VGG-16", [3, 224, 224])
    for channels, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            net.add("Conv2d", out_channels=channels, padding=1)
            net.add("ReLU")
        net.add("MaxPool2d")
    net.add("Flatten")
    for _ in range(2):
        net.add("Linear", out_features=4096)
        net.add("ReLU")
        net.add("Dropout")
    net.add("Linear", out_features=1000)
    return net.finish()


def resnet18() -> dict[str, Any]:
    """He et al. 2015."""
    net = NetFile("ResNet-18", [3, 224, 224])
    _normalized(net, 64, kernel_size=7, stride=2, padding=3)
    net.add("ReLU")
    net.add("MaxPool2d", kernel_size=3, stride=2, padding=1)
    for stage, channels in enumerate((64, 128, 256, 512)):
        for block in range(2):
            stride = 2 if stage and not block else 1
            _residual_block(net, channels, stride)
    net.add("AdaptiveAvgPool2d", output_size=1)
    net.add("Flatten")
    net.add("Linear", out_features=1000)
    return net.finish()


def _normalized(net: NetFile, channels: int, after: str | None = None, **params: Any) -> str:
    net.add("Conv2d", after, out_channels=channels, bias=False, **params)
    return net.add("BatchNorm2d")


def _residual_block(net: NetFile, channels: int, stride: int) -> None:
    begin = net.last
    _normalized(net, channels, kernel_size=3, stride=stride, padding=1)
    net.add("ReLU")
    through = _normalized(net, channels, kernel_size=3, padding=1)
    around = begin if stride == 1 else _normalized(net, channels, begin, kernel_size=1, stride=stride)
    net.join(through, around)
    net.add("ReLU")
