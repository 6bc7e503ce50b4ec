"""The web process is killed by signal 9 at fifty points of signing: all of it stands afterwards, or nothing."""

import random

import pytest

from tests.drills.house import house_of
from tests.drills.killing import killed_at

pytestmark = [pytest.mark.drills, pytest.mark.django_db]
POINTS = 50


def test_killed_at_fifty_points(tmp_path):
    with house_of(tmp_path / "house", EMAIL_HOST="127.0.0.1") as house:
        figures = killed_at(house, POINTS, random.Random(20))
    print(f"\n{figures}")
    assert figures["killed"] == figures["signed"] + figures["not"] == POINTS
    assert figures["half"] == {} and figures["broken"] == [] and figures["clean"]
