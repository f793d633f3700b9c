import json
import subprocess
import sys
from typing import Any

import pytest

from engine.errors import TrainingError
from engine.training.config import TrainingConfig, apply_overrides, changed
from engine.training.optimizers import OPTIMIZERS, SGD, Adam
from engine.training.regularization import Regularization
from engine.training.schedules import SCHEDULES, Constant, StepLR

WHOLE: dict[str, Any] = {
    "dataset": {"name": "digits"},
    "split": {"validation": 0.1, "test": 0.2, "stratify": True},
    "preprocess": [{"name": "Standardize"}],
    "augment": [{"name": "RandomCrop", "padding": 2}, {"name": "RandomHorizontalFlip"}],
    "batch_size": 64,
    "epochs": 10,
    "optimizer": {"name": "SGD", "lr": 0.05, "momentum": 0.9, "weight_decay": 0.0},
    "schedule": {"name": "StepLR", "step_size": 5, "gamma": 0.1},
    "regularization": {"l1": 0.0, "l2": 0.0, "max_norm": None},
    "early_stopping": {"patience": 5},
    "seed": 0,
    "device": "auto",
    "precision": "float32",
}


def test_a_whole_section_is_read() -> None:
    config = TrainingConfig.read(WHOLE)
    assert config.optimizer == SGD(lr=0.05, momentum=0.9)
    assert config.schedule == StepLR(step_size=5, gamma=0.1)
    assert config.early_stopping is not None
    assert config.early_stopping.patience == 5
    assert TrainingConfig.read(config.to_json()) == config


def test_everything_has_a_default() -> None:
    config = TrainingConfig.read({})
    assert config.dataset.name == "digits"
    assert (config.batch_size, config.epochs, config.seed) == (64, 10, 0)
    assert config.optimizer == SGD()
    assert config.schedule == Constant()
    assert config.regularization == Regularization()
    assert config.early_stopping is None
    assert (config.device, config.precision) == ("auto", "float32")


@pytest.mark.parametrize(
    ("training", "key", "words"),
    [
        ({"optimiser": {}}, "optimiser", "Did you mean optimizer?"),
        (
            {"optimizer": {"name": "SGD", "momentun": 0.9}},
            "optimizer.momentun",
            "Did you mean optimizer.momentum?",
        ),
        ({"optimizer": {"name": "Addam"}}, "optimizer.name", "Did you mean Adam?"),
        ({"optimizer": {"lr": 0}}, "optimizer.lr", "greater than 0"),
        ({"optimizer": {"lr": float("nan")}}, "optimizer.lr", "finite"),
        ({"optimizer": {"nesterov": True}}, "optimizer", "momentum above 0"),
        ({"optimizer": {"name": "Adam", "betas": [0.9, 1.0]}}, "optimizer.betas.1", "less than 1"),
        ({"schedule": {"name": "StepLR", "unit": "week"}}, "schedule.unit", "'epoch' or 'iteration'"),
        (
            {"schedule": {"warmup": {"iterations": 0}}},
            "schedule.warmup.iterations",
            "greater than or equal to 1",
        ),
        ({"batch_size": "half"}, "batch_size", "'full'"),
        ({"batch_size": 0}, "batch_size", "greater than or equal to 1"),
        ({"epochs": True}, "epochs", "integer"),
        ({"device": "gpu"}, "device", "'auto', 'cpu', 'cuda' or 'mps'"),
        ({"early_stopping": {"patience": 3}, "split": {"validation": 0}}, "early_stopping", "above 0"),
    ],
)
def test_what_does_not_fit_is_named_with_its_key(training: dict[str, Any], key: str, words: str) -> None:
    with pytest.raises(TrainingError) as caught:
        TrainingConfig.read(training)
    (problem,) = caught.value.problems
    assert problem.param == key
    assert words in problem.sentence()


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (["optimizer.lr=0.1"], {"optimizer": {**WHOLE["optimizer"], "lr": 0.1}}),
        (["batch_size=full"], {"batch_size": "full"}),
        (["epochs=3", "seed=7"], {"epochs": 3, "seed": 7}),
        (["early_stopping=null"], {"early_stopping": None}),
        (
            ["schedule.warmup.iterations=10"],
            {"schedule": {**WHOLE["schedule"], "warmup": {"iterations": 10}}},
        ),
        (["augment.0.padding=1"], {"augment": [{"name": "RandomCrop", "padding": 1}, WHOLE["augment"][1]]}),
        (["augment=[]"], {"augment": []}),
        (["split.stratify=false"], {"split": {**WHOLE["split"], "stratify": False}}),
        (["optimizer.lr=0.01", "optimizer.name=Adam"], {"optimizer": {"name": "Adam", "lr": 0.01}}),
        (["optimizer.name=SGD"], {}),
    ],
)
def test_set_changes_dotted_keys(overrides: list[str], expected: dict[str, Any]) -> None:
    before = json.dumps(WHOLE)
    assert apply_overrides(WHOLE, overrides) == {**WHOLE, **expected}
    assert json.dumps(WHOLE) == before


def test_set_makes_what_is_not_there() -> None:
    assert apply_overrides({}, ["optimizer.momentum=0.9"]) == {"optimizer": {"momentum": 0.9}}
    assert TrainingConfig.read({"optimizer": {"momentum": 0.9}}).optimizer == SGD(momentum=0.9)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("optimizer.lrr=0.1", "Did you mean optimizer.lr?"),
        ("epoch=3", "Did you mean epochs?"),
        ("optimizer.lr=fast", "valid number"),
        ("epochs", "KEY=VALUE"),
        ("=3", "KEY=VALUE"),
        ("seed.x=3", "Did you mean something within seed?"),
        ("augment.7.padding=3", "augment.7"),
        ("augment.9=3", "augment.9"),
    ],
)
def test_set_refuses_what_is_not_there(option: str, words: str) -> None:
    with pytest.raises(TrainingError, match=words.replace("?", r"\?")):
        apply_overrides(WHOLE, [option])


def test_changed_leaves_the_rest() -> None:
    config = TrainingConfig.read(WHOLE)
    new = changed(config, {"optimizer.lr": 0.2, "regularization.l2": 0.01})
    assert new.optimizer == SGD(lr=0.2, momentum=0.9)
    assert new.regularization.l2 == 0.01
    assert new.schedule == config.schedule


def test_warmup_is_a_number_or_an_object() -> None:
    plain = TrainingConfig.read({"schedule": {"name": "StepLR", "warmup": 20}}).schedule
    assert (
        plain == TrainingConfig.read({"schedule": {"name": "StepLR", "warmup": {"iterations": 20}}}).schedule
    )


def test_forms_can_be_made_without_torch() -> None:
    code = (
        "import sys; from engine.training.config import TrainingConfig; TrainingConfig.model_json_schema();"
        "from engine.training.schedules import preview, StepLR; preview(StepLR(), 0.1, 10, 5);"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_setting_is_described() -> None:
    for name, field in TrainingConfig.model_fields.items():
        assert field.description, name
    for choice in (OPTIMIZERS, SCHEDULES):
        for name, member in choice.classes.items():
            for key, field in member.model_fields.items():
                assert key == "name" or field.description, f"{name}.{key}"


def test_choices_are_found_by_their_names() -> None:
    assert OPTIMIZERS.classes["SGD"] is SGD
    assert OPTIMIZERS.classes["Adam"] is Adam
    assert SCHEDULES.classes["Constant"] is Constant
    assert SCHEDULES.classes["StepLR"] is StepLR
