"""Killed on the way through a signature: a sample of tests/drills/test_kill_signing.py."""

import random

from tests.drills.house import house_of
from tests.drills.killing import killed_at


def test_killed_at_eight_points_a_signature_is_all_or_nothing(db, tmp_path):
    with house_of(tmp_path / "house", EMAIL_HOST="127.0.0.1") as house:
        figures = killed_at(house, 8, random.Random(8))
    assert figures["killed"] == figures["signed"] + figures["not"] == 8
    assert figures["half"] == {} and figures["broken"] == [] and figures["clean"]
