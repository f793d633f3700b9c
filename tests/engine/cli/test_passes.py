"""explain and gradcheck from the command line."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from engine.cli.main import main
from tests.engine.graph.graphs import CIRCUIT, CNN


def written(folder: Path, data: dict[str, Any]) -> str:
    path = folder / "a.graph.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def test_explain_writes_out_the_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, CNN)
    assert main(["explain", path, "conv1.weight", "2,0,1,1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["gradient"] == pytest.approx(math.fsum(term["product"] for term in found["terms"]))
    assert set(found["terms"][0]) >= {"output_index", "upstream", "local", "product"}
    assert main(["step", path, "--json", "--max-elements", "1000"]) == 0
    gradient = json.loads(capsys.readouterr().out)["nodes"]["conv1"]["params"]["weight"]["grad"]
    assert found["gradient"] == gradient[2][0][1][1]


def test_explain_of_a_number_needs_no_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", written(tmp_path, CIRCUIT), "q.a", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["gradient"] == -4
    assert main(["explain", written(tmp_path, CIRCUIT), "x"]) == 0
    assert "−4" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["explain", "CNN", "conv1.weight", "9,9,9,9"], "no element"),
        (["explain", "CNN", "conv1.weight", "one"], "no index"),
        (["explain", "CNN", "nowhere", "1"], "no node 'nowhere'"),
        (["gradcheck", "CNN", "--eps", "0"], "0 < eps < 1"),
    ],
)
def test_bad_input_is_said_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    path = written(tmp_path, CNN)
    assert main([path if argument == "CNN" else argument for argument in arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("data", [CIRCUIT, CNN])
def test_gradcheck_agrees(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: dict[str, Any]) -> None:
    path = written(tmp_path, data)
    assert main(["gradcheck", path, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True
    assert all(node["max_relative_error"] < 1e-5 for node in [*found["nodes"].values(), found["graph"]])
    assert main(["gradcheck", path]) == 0
    assert "whole graph" in capsys.readouterr().out
