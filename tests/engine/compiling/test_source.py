import torch

from engine.compiling.build import build_module, module_from_source
from engine.compiling.source import class_name, module_source
from engine.graph.edits import AddNode, Connect, RenameNode, SetSetting
from engine.graph.file import graph_from_json
from engine.graph.model import Edge, Graph, make_node
from engine.graph.shape_check import check_shapes
from tests.engine.graph.graphs import CIRCUIT, changed, circuit, cnn

CNN_SOURCE = """\
import torch
from torch import nn


class SmallCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)
        self.flat = nn.Flatten()
        self.fc = nn.Linear(64, 10)
        self.loss = nn.CrossEntropyLoss()

    def forward(self, x, t=None):
        conv1 = self.conv1(x)
        relu1 = self.relu1(conv1)
        pool1 = self.pool1(relu1)
        flat = self.flat(pool1)
        fc = self.fc(flat)
        if t is None:
            return fc
        return self.loss(fc, t)
"""


def source_text(graph: Graph) -> str:
    return module_source(graph, check_shapes(graph)).text


def test_a_cnn_reads_as_one_would_write_it() -> None:
    assert source_text(cnn()) == CNN_SOURCE


def test_the_module_is_what_a_hand_written_one_is() -> None:
    module = build_module(cnn(), seed=3)
    torch.manual_seed(3)
    conv, fc = torch.nn.Conv2d(1, 4, 3, padding=1), torch.nn.Linear(64, 10)
    x, t = torch.randn(5, 1, 8, 8), torch.tensor([1, 2, 3, 4, 9])
    scores = fc(torch.nn.functional.max_pool2d(torch.relu(conv(x)), 2).flatten(1))
    assert torch.equal(module(x), scores)
    assert torch.equal(module(x, t), torch.nn.functional.cross_entropy(scores, t))


def test_a_circuit_s_constants_are_buffers() -> None:
    module = build_module(circuit())
    assert module().item() == -12
    assert set(module.state_dict()) == {"x", "y", "z"}


def test_lines_are_known_for_each_node_in_constructor_and_forward() -> None:
    source = module_source(cnn(), check_shapes(cnn()))
    text = source.text.splitlines()
    assert [text[line - 1].strip() for line in source.lines["fc"]] == [
        "self.fc = nn.Linear(64, 10)",
        "fc = self.fc(flat)",
    ]
    assert text[source.forward_line - 1].strip() == "def forward(self, x, t=None):"


def test_the_part_that_does_not_fit_is_left_out_and_named() -> None:
    graph = cnn()
    AddNode(make_node("deep", "Conv2d", {"kernel_size": 5})).apply(graph)
    Connect(Edge("pool1", "deep", "input")).apply(graph)
    text = source_text(graph)
    assert "# deep left out: a 5×5 filter at padding 0 does not fit 4×4" in text
    assert (
        text.replace("        # deep left out: a 5×5 filter at padding 0 does not fit 4×4\n", "")
        == CNN_SOURCE
    )


def test_names_of_modules_do_not_clash_with_names_in_the_code() -> None:
    graph = cnn()
    for old, new in (("conv1", "self"), ("relu1", "torch"), ("x", "nn"), ("t", "F"), ("fc", "loss_")):
        RenameNode(old, new).apply(graph)
    module = build_module(graph, seed=0)
    assert module(torch.zeros(2, 1, 8, 8)).shape == (2, 10)
    assert module(torch.zeros(2, 1, 8, 8), torch.tensor([0, 1])).shape == ()


def test_hostile_names_and_descriptions_are_only_text() -> None:
    graph = cnn()
    SetSetting("name", 'None"); import os; ("').apply(graph)
    SetSetting("description", '""" + __import__("os").abort() + """\\\n\x00').apply(graph)
    source = module_source(graph, check_shapes(graph))
    compile(source.text, "text", "exec")
    assert source.class_name.isidentifier()
    assert type(module_from_source(source)).__name__ == source.class_name


def test_class_names() -> None:
    assert class_name("digits-cnn") == "DigitsCNN"
    assert class_name("f = (x + y) z") == "Net"
    assert class_name("None") == "NetNone"
    assert class_name("2 layers") == "Layers"


def test_a_graph_with_nothing_to_return_still_is_python() -> None:
    for nodes in ([], [{"id": "t", "op": "Target"}], [{"id": "a", "op": "Add"}]):
        graph = graph_from_json(changed(CIRCUIT, nodes=nodes, edges=[]))
        compile(source_text(graph), "text", "exec")
