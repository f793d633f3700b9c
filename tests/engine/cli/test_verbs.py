"""The verbs that need no training, as the contract describes them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.cli.main import VERBS, main
from engine.cli.verbs import app
from engine.examples import list_examples
from tests.engine.data.files.made import REAL
from tests.engine.graph.graphs import CIRCUIT, CNN, changed


def written(folder: Path, data: dict[str, Any]) -> str:
    path = folder / "a.graph.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> Any:
    assert main([*arguments, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def test_the_listed_verbs_are_the_ones_there_are() -> None:
    verbs = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert verbs | {group.name for group in app.registered_groups} == VERBS


def test_check_prints_shapes_without_the_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run_json(capsys, "check", written(tmp_path, CNN))
    assert result["ok"] is True
    assert result["errors"] == []
    assert result["parameters"] == 690
    assert result["nodes"]["conv1"] == {"op": "Conv2d", "shape": [4, 8, 8], "parameters": 40}
    assert result["nodes"]["loss"]["shape"] == []


@pytest.mark.parametrize(
    ("keys", "node", "words"),
    [
        ({"edges": [["x", "q.a"], ["y", "q.b"], ["q", "f.a"]]}, "f", "nothing flows into 'b'"),
        ({"edges": [["q", "f.a"], ["f", "q.a"]]}, "q", "cycle"),
        ({"nodes": [{"id": "a", "op": "Plus"}], "edges": []}, "a", "no op"),
        ({"training": {"epochs": 0}}, None, "epochs"),
        ({"training": {"optimizer": {"name": "SDG"}}}, None, "SGD"),
        ({"training": {"colour": 1}}, None, "colour"),
    ],
)
def test_check_reports_what_is_wrong_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], keys: dict[str, Any], node: str | None, words: str
) -> None:
    path = written(tmp_path, changed(CIRCUIT, **keys))
    assert main(["check", path, "--json"]) == 2
    captured = capsys.readouterr()
    result = json.loads(captured.out)
    assert result["ok"] is False
    assert result["errors"][0]["node"] == node
    assert words in result["errors"][0]["message"]
    assert words in captured.err
    assert main(["check", path]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_step_prints_the_contract_s_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run_json(capsys, "step", written(tmp_path, CIRCUIT))
    assert result["loss"] == -12
    assert result["order"] == ["x", "y", "z", "q", "f"]
    assert result["first_bad"] is None
    node = result["nodes"]["q"]
    assert node["seconds"] > 0
    assert {key: value for key, value in node.items() if key != "seconds"} == {
        "op": "Add",
        "shape": [],
        "value": 3.0,
        "upstream": -4.0,
        "inputs": {
            "a": {"from": "x", "shape": [], "local": 1.0, "downstream": -4.0},
            "b": {"from": "y", "shape": [], "local": 1.0, "downstream": -4.0},
        },
        "params": {},
        "parts": {"f.a": -4.0},
        "notes": [],
    }


def test_step_says_what_went_back_by_each_wire_and_where_numbers_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nodes = [
        {"id": "x", "op": "Value", "params": {"value": 0.0}},
        {"id": "r", "op": "ReLU"},
        {"id": "l", "op": "Log"},
        {"id": "f", "op": "Add"},
    ]
    edges = [["x", "r"], ["x", "l"], ["r", "f.a"], ["l", "f.b"]]
    path = written(tmp_path, changed(CIRCUIT, nodes=nodes, edges=edges))
    result = run_json(capsys, "step", path)
    assert result["nodes"]["x"]["parts"] == {"r.input": 0.0, "l.input": float("inf")}
    assert result["nodes"]["r"]["notes"] == [
        "input is exactly 0 at 1 place: the gradient there is taken as 0"
    ]
    assert result["first_bad"]["node"] == "l"
    assert "infinity" in result["first_bad"]["message"]
    assert main(["step", path]) == 0
    said = capsys.readouterr().out
    assert "note: r: input is exactly 0" in said
    assert "l: its value is the first that holds infinity" in said


def test_step_writes_a_circuit_as_on_a_board(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["step", written(tmp_path, CIRCUIT)]) == 0
    rows = [" ".join(row.split()) for row in capsys.readouterr().out.splitlines()]
    assert rows[0] == "f = (x + y) z: f = −12"
    assert "q Add x + y = (−2) + 5 3" in rows
    assert "f Multiply q * z = 3 * (−4) −12" in rows
    assert "f a ← q 1 × (−4) = −4" in rows
    assert "q a ← x −4 × 1 = −4" in rows


def test_step_adds_up_what_several_wires_send_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nodes = [{"id": "x", "op": "Value", "params": {"value": 3.0}}, {"id": "f", "op": "Multiply"}]
    path = written(tmp_path, changed(CIRCUIT, nodes=nodes, edges=[["x", "f.a"], ["x", "f.b"]]))
    assert main(["step", path]) == 0
    assert "x its readers 3 + 3 = 6" in " ".join(capsys.readouterr().out.split())


def test_step_on_tensors_equals_autograd(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = [
        {"id": "x", "op": "Value", "params": {"value": [[1.0, -2.0, 3.0]]}},
        {"id": "fc", "op": "Linear", "params": {"out_features": 4}},
        {"id": "relu", "op": "ReLU"},
        {"id": "p", "op": "Softmax"},
        {"id": "t", "op": "Value", "params": {"value": [[0.1, 0.2, 0.3, 0.4]], "requires_grad": False}},
        {"id": "loss", "op": "CrossEntropyLoss"},
    ]
    edges = [["x", "fc"], ["fc", "relu"], ["relu", "p"], ["relu", "loss.input"], ["t", "loss.target"]]
    path = written(tmp_path, changed(CIRCUIT, nodes=nodes, edges=edges))
    result = run_json(capsys, "step", path, "--seed", "3")
    torch.manual_seed(3)
    layer = torch.nn.Linear(3, 4).double()
    x = torch.tensor([[1.0, -2.0, 3.0]], dtype=torch.float64, requires_grad=True)
    hidden = layer(x)
    t = torch.tensor([[0.1, 0.2, 0.3, 0.4]], dtype=torch.float64)
    loss = torch.nn.functional.cross_entropy(hidden.relu(), t)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    assert result["loss"] == pytest.approx(loss.item())
    nodes_out = result["nodes"]
    assert x.grad is not None
    np.testing.assert_allclose(nodes_out["fc"]["inputs"]["input"]["downstream"], x.grad.numpy())
    np.testing.assert_allclose(nodes_out["fc"]["inputs"]["input"]["local"], layer.weight.detach().numpy())
    assert layer.weight.grad is not None
    np.testing.assert_allclose(nodes_out["fc"]["params"]["weight"]["grad"], layer.weight.grad.numpy())
    jacobian = torch.autograd.functional.jacobian(lambda s: s.softmax(-1), hidden.relu().detach())  # type: ignore[no-untyped-call]  # torch leaves it so
    np.testing.assert_allclose(nodes_out["p"]["inputs"]["input"]["local"], jacobian.reshape(4, 4).numpy())
    assert nodes_out["p"]["upstream"] is None
    assert nodes_out["t"]["upstream"] is None


def test_step_summarizes_large_tensors_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run_json(capsys, "step", written(tmp_path, CNN), "--max-elements", "20", "--batch", "2")
    conv = result["nodes"]["conv1"]
    assert set(conv["value"]) == {"shape", "min", "max", "mean", "norm"}
    assert conv["value"]["shape"] == [2, 4, 8, 8]
    assert conv["inputs"]["input"]["local"] is None
    assert len(result["nodes"]["fc"]["params"]["bias"]["grad"]) == 10


def test_step_as_text_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["step", written(tmp_path, CIRCUIT)]) == 0
    text = capsys.readouterr().out
    assert "f = −12" in text
    assert "−4" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["step", "nowhere.graph.json"], "no file"),
        (["step", "CNN", "--index", "5000"], "no such samples"),
        (["step", "CNN", "--checkpoint", "nowhere"], "nowhere"),
        (["export", "CNN", "/nowhere/a.py", "--to", "pytorch"], "cannot be written"),
        (["examples", "nothing", "OUT"], "nothing"),
    ],
)
def test_bad_input_is_said_on_stderr_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    names = {"CNN": written(tmp_path, CNN), "OUT": str(tmp_path / "out.json")}
    assert main([names.get(argument, argument) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert "Traceback" not in captured.err


@pytest.mark.parametrize(
    "arguments", [["check"], ["step", "a", "--index", "-1"], ["sing"], ["ops", "--colour"]]
)
def test_a_wrong_command_line_ends_with_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("verb", ["ops", "datasets", "optimizers", "schedules"])
def test_what_exists_is_listed_with_a_schema_each(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    schemas = run_json(capsys, verb)
    for name, schema in schemas.items():
        assert schema["title"] == name
        assert schema["type"] == "object"
    assert {"ops": "Conv2d", "datasets": "digits", "optimizers": "SGD", "schedules": "StepLR"}[
        verb
    ] in schemas
    assert main([verb]) == 0
    assert capsys.readouterr().out


def test_every_example_is_valid_and_can_be_stepped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = run_json(capsys, "examples")
    assert [row["name"] for row in listed] == [example.name for example in list_examples()]
    for row in listed:
        out = tmp_path / "copy.graph.json"
        assert main(["examples", row["name"], str(out)]) == 0
        capsys.readouterr()
        assert run_json(capsys, "check", str(out))["ok"]
        if row["name"] == "lenet-mnist" and not (REAL / "mnist").is_dir():
            assert main(["step", str(out), "--data-dir", str(tmp_path)]) == 2
            assert "not on this machine" in capsys.readouterr().err
            continue
        options = ["--max-elements", "10", "--data-dir", str(REAL)]
        assert np.isfinite(run_json(capsys, "step", str(out), *options)["loss"])


def test_exported_source_is_a_module_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "net.py"
    assert run_json(capsys, "export", written(tmp_path, CNN), str(out), "--to", "pytorch") == {
        "path": str(out)
    }
    scope: dict[str, Any] = {}
    exec(compile(out.read_text(encoding="utf-8"), str(out), "exec"), scope)  # noqa: S102  # what was exported
    assert scope["SmallCNN"]()(torch.zeros(3, 1, 8, 8)).shape == (3, 10)


@pytest.mark.parametrize("verb", ["check", "ops", "examples"])
def test_quick_verbs_load_neither_torch_nor_qt(verb: str, tmp_path: Path) -> None:
    arguments = [verb, written(tmp_path, CNN)] if verb == "check" else [verb]
    code = (
        "import sys\nfrom gui.__main__ import main\nsys.argv[1:] = "
        f"{arguments!r}\ntry:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print([name for name in ('torch', 'PySide6', 'sklearn') if name in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stderr.strip().endswith("[]")
