from typing import Annotated, Literal

import pytest
from pydantic import Field

from engine.data.config import DataConfig, data_config
from engine.data.preprocess import PREPROCESSING, Standardize
from engine.data.settings import Settings, choice_of, parse_settings
from engine.data.sources.spec import DATASETS
from engine.errors import DataError, Problem


def problems_of(training: dict[str, object]) -> list[Problem]:
    with pytest.raises(DataError) as caught:
        data_config(training)
    return list(caught.value.problems)


def test_a_name_chooses_the_class() -> None:
    config = data_config({"preprocess": [{"name": "Standardize", "per": "channel"}, {"name": "Scale"}]})
    assert config.preprocess[0] == Standardize(per="channel")
    assert config.model_dump()["preprocess"] == [{"name": "Standardize", "per": "channel"}, {"name": "Scale"}]


def test_a_name_left_out_takes_the_default_where_there_is_one() -> None:
    assert data_config({"dataset": {"limit": 5}}).dataset.name == "digits"


def test_an_unknown_key_names_the_nearest() -> None:
    (problem,) = problems_of({"dataset": {"name": "digits", "limitt": 3}})
    assert problem.param == "dataset.limitt"
    assert problem.mend == "Did you mean dataset.limit?"


def test_an_unknown_name_lists_the_known_ones() -> None:
    (problem,) = problems_of({"preprocess": [{"name": "standardise"}]})
    assert problem.param == "preprocess.0.name"
    assert problem.expected == "one of: MeanSubtract, Standardize, Scale, Whiten"
    assert problem.mend == "Did you mean Standardize?"


def test_an_entry_of_a_list_needs_a_name() -> None:
    (problem,) = problems_of({"augment": [{"padding": 2}]})
    assert "has no name" in problem.message
    assert "RandomCrop" in str(problem.expected)


@pytest.mark.parametrize(
    ("training", "key", "expected"),
    [
        ({"split": {"validation": -0.1}}, "split.validation", "greater than or equal to 0"),
        ({"split": {"validation": 0.5, "test": 0.5}}, "split", "below 1"),
        ({"split": []}, "split", "an object"),
        ({"dataset": "digits"}, "dataset", "an object with a name"),
        ({"dataset": {"limit": "10"}}, "dataset.limit", "a valid integer"),
        ({"seed": 1.5}, "seed", "a valid integer"),
        ({"augment": [{"name": "RandomCrop"}]}, "augment.0", "padding of at least 1"),
        ({"augment": [{"name": "RandomHorizontalFlip", "p": 2}]}, "augment.0.p", "less than or equal to 1"),
        (
            {"preprocess": [{"name": "Standardize", "per": "row"}]},
            "preprocess.0.per",
            "'feature' or 'channel'",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_key(
    training: dict[str, object], key: str, expected: str
) -> None:
    (problem,) = problems_of(training)
    assert problem.param == key
    assert expected in str(problem.expected)


def test_all_problems_come_at_once() -> None:
    keys = [
        problem.param for problem in problems_of({"seed": -1, "dataset": {"limit": 0}, "split": {"tst": 0.1}})
    ]
    assert sorted(map(str, keys)) == ["dataset.limit", "seed", "split.tst"]


def test_a_value_that_fits_neither_of_two_types_is_one_problem() -> None:
    class Sizes(Settings):
        size: Annotated[int, Field(ge=1)] | Literal["full"] = 1

    with pytest.raises(DataError) as caught:
        parse_settings(Sizes, {"size": "half"}, "training", DataError)
    (problem,) = caught.value.problems
    assert "integer" in str(problem.expected)
    assert "'full'" in str(problem.expected)


def test_forms_find_the_choice_of_a_field() -> None:
    fields = DataConfig.model_fields
    assert choice_of(fields["dataset"]) is DATASETS
    assert choice_of(fields["preprocess"]) is PREPROCESSING
    assert choice_of(fields["seed"]) is None


def test_every_setting_is_described() -> None:
    for choice in (DATASETS, PREPROCESSING):
        for name, schema in choice.schemas().items():
            assert schema["description"], name
            for key, field in schema["properties"].items():
                assert key == "name" or field.get("description"), f"{name}.{key}"


def test_what_is_missing_is_named() -> None:
    (problem,) = problems_of({"dataset": {"name": "csv"}})
    assert problem.sentence() == "'dataset.path' of training is missing. path: The file."
    assert problem.param == "dataset.path"
