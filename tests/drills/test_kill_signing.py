"""The web process is killed by signal 9 at fifty points of signing: all of it stands afterwards, or nothing."""

import random

import pytest

from tests.drills.house import house_of
from tests.drills.killing import killed_at, killed_in_service

pytestmark = [pytest.mark.drills, pytest.mark.django_db]
POINTS = 50


def test_killed_at_fifty_steps(tmp_path):
    with house_of(tmp_path / "house", EMAIL_HOST="127.0.0.1") as house:
        figures = killed_at(house, POINTS, random.Random(20))
    print(f"\n{figures}")
    assert figures["killed"] == figures["signed"] + figures["not"] == POINTS
    assert figures["half"] == {} and figures["broken"] == [] and figures["clean"]


def test_the_server_is_killed_at_fifty_moments(tmp_path):
    """Whatever was answered is signed; and what is not, signs when it is pressed again."""
    with house_of(tmp_path / "house", EMAIL_HOST="127.0.0.1") as house:
        figures = killed_in_service(house, POINTS, random.Random(21))
    print(f"\n{figures}")
    end = figures["in the end"]
    assert figures["half"] == end["half"] == {} and figures["broken"] == end["broken"] == []
    assert figures["signed"] + figures["not"] == POINTS and figures["answered"] <= figures["signed"]
    assert end["signed"] == POINTS and end["clean"]
    assert figures["on the way"] >= POINTS / 2 and figures["signed"] and figures["not"]
