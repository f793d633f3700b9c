import numpy as np
import pytest

from engine.training.config import TrainingConfig
from gui.training.plan import plan_of


def config(**training: object) -> TrainingConfig:
    return TrainingConfig.read({"optimizer": {"name": "SGD", "lr": 0.05}, "epochs": 60, **training})


def test_a_course_in_steps_names_its_drops() -> None:
    plan = plan_of(config(schedule={"name": "StepLR", "step_size": 20, "gamma": 0.1}), 20)
    assert [mark.x for mark in plan.drops()] == pytest.approx([20, 40])
    assert {mark.words for mark in plan.drops()} == {"learning rate × 0.1"}
    assert plan.levels() == pytest.approx([0.0005, 0.005, 0.05])
    assert plan.spans_decades()
    assert plan.curve.positions[-1] == pytest.approx(60)
    assert plan.curve.value_at(20.0) == pytest.approx(0.05)
    assert plan.curve.value_at(20.05) == pytest.approx(0.005)


def test_a_constant_rate_has_no_drops() -> None:
    plan = plan_of(config(), 20)
    assert plan.drops() == []
    assert plan.levels() == [0.05]
    assert not plan.spans_decades()


def test_a_rate_that_always_changes_names_none() -> None:
    plan = plan_of(config(schedule={"name": "Constant", "warmup": {"iterations": 600}}), 20)
    assert plan.drops() == []
    assert plan.levels() is None


def test_a_long_run_is_drawn_from_some_of_its_iterations() -> None:
    plan = plan_of(config(epochs=1000, schedule={"name": "StepLR", "step_size": 500}), 1000)
    assert len(plan.curve) <= 2000
    assert [mark.x for mark in plan.drops()] == pytest.approx([500])


def test_what_is_done_is_left_out() -> None:
    after = plan_of(config(), 20).after(30.0)
    assert np.isnan(after.values[after.positions < 30]).all()
    assert np.isfinite(after.values[after.positions >= 30]).all()
