"""`kill -9` of the pages under writes on SQLite, fifty times: fifty clean starts, nothing acknowledged lost."""

import sqlite3
import time
from contextlib import closing

import pytest

from tests.drills.crashes import Load, judged, people_of, repeated
from tests.drills.house import House
from tests.drills.pages import Pages

pytestmark = [pytest.mark.drills, pytest.mark.once, pytest.mark.django_db]
CUTS = 50


def test_killed_fifty_times_nothing_acknowledged_is_lost(tmp_path):
    house = House(tmp_path / "house")
    people_of(house)
    pages = Pages(house)
    pages.start()
    load, sound = Load(pages), []

    def cut() -> float:
        pages.kill()
        with closing(sqlite3.connect(house.folder / "bizdept.sqlite3")) as file:
            sound.append(file.execute("PRAGMA quick_check").fetchone()[0] == "ok")
        pages.start()
        return time.monotonic()

    try:
        load.start()
        gaps = repeated(load, [cut] * CUTS, between=0.3)
    finally:
        load.stop()
        pages.kill()
    told = judged(house, load)
    print(f"\n{sum(sound)} of {CUTS} clean starts; {told}; writes went on at most {max(gaps):.2f} s after the start")
    assert sound == [True] * CUTS
    assert told["lost"] == told["doubled"] == told["traces"] == 0 and told["chain"] is None
