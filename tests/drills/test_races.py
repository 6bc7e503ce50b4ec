"""The races of tests/workflow, 200 times each: one outcome every time, and more than one without the lock."""

import pytest

from tests.workflow import test_races
from tests.workflow.test_races import *  # noqa: F403  its tests and fixtures, run here as often as the issue asks

pytestmark = [pytest.mark.drills, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def two_hundred_rounds(monkeypatch):
    monkeypatch.setattr(test_races, "ROUNDS", 200)
