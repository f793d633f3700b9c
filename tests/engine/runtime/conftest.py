"""A real engine with real processes, one for all tests of this folder."""

from collections.abc import Iterator

import pytest

from engine.runtime.client import Engine
from tests.engine.runtime.subject import Ear, Subject


@pytest.fixture(scope="package")
def shared_engine() -> Iterator[Subject]:
    ear = Ear()
    engine = Engine(ear)
    engine.warm_up()
    yield Subject(engine, ear)
    engine.shutdown()


@pytest.fixture
def subject(shared_engine: Subject) -> Subject:
    shared_engine.ear.forget()
    return shared_engine
