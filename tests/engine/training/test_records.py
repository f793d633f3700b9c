import json

import pytest

from engine.errors import Problem, TrainingError
from engine.training.records import End, Epoch, Failed, Start, Step


def test_events_have_the_keys_that_others_rely_on() -> None:
    start = Start("cpu", 650, 140, 20, 40, epochs=3, iterations_per_epoch=5).to_json()
    assert {"event": "start", "device": "cpu", "parameters": 650, "samples": 140}.items() <= start.items()
    assert Step(3, 1, 0.5, 0.1).to_json() == {"event": "step", "step": 3, "epoch": 1, "loss": 0.5, "lr": 0.1}
    epoch = Epoch(1, 0.5, 0.6, 0.9, 0.1, 1000.0).to_json()
    assert epoch.keys() >= {
        "event", "epoch", "train_loss", "validation_loss", "validation_accuracy", "lr", "samples_per_second",
    }  # fmt: skip
    end = End("done", 0.4, 0.97, 3, 1.5, "last.safetensors").to_json()
    assert end.keys() >= {"event", "reason", "test_loss", "test_accuracy", "epochs", "seconds", "checkpoint"}
    assert Failed("the loss is NaN", "conv1").to_json() == {
        "event": "failed",
        "error": "the loss is NaN",
        "node": "conv1",
    }


def test_what_is_not_known_is_null_and_what_only_some_runs_have_is_left_out() -> None:
    epoch = Epoch(1, 0.5, None, None, 0.1, 1000.0).to_json()
    assert epoch["validation_loss"] is None
    assert "validation_mse" not in epoch
    assert Epoch(1, 0.5, 0.6, None, 0.1, 9.0, validation_mse=0.2).to_json()["validation_mse"] == 0.2


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_null(value: float) -> None:
    assert json.loads(json.dumps(Step(1, 1, value, 0.1).to_json(), allow_nan=False))["loss"] is None


def test_a_failure_names_its_node() -> None:
    failed = Failed.of(TrainingError(Problem("it broke", node="fc", mend="Mend it")), step=4)
    assert (failed.error, failed.node, failed.step) == ("it broke. Mend it.", "fc", 4)
    assert Failed.of(MemoryError()).error == "MemoryError"
