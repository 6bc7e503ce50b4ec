"""PostgreSQL is restarted fast, immediate and by signal 9 while eight write: nothing is lost or doubled."""

import time

import pytest
from django.db import connection

from tests.drills.crashes import Load, judged, people_of, repeated
from tests.drills.house import House
from tests.drills.pages import Pages
from tests.drills.servers import postgresql_of_its_own

pytestmark = [pytest.mark.drills, pytest.mark.django_db]
ROUNDS = 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL alone")
def test_a_server_that_restarts_under_load_loses_nothing(tmp_path):
    with postgresql_of_its_own() as server:
        house = House(tmp_path / "house", server.url)
        people_of(house)
        pages = Pages(house, workers=2)
        pages.start()
        load = Load(pages)
        try:
            load.start()
            gaps = {how: repeated(load, [restart(server, how)] * ROUNDS) for how in ("fast", "immediate", "kill")}
        finally:
            load.stop()
            pages.kill()
        told = judged(house, load)
    print(f"\n{told}")
    for how, seconds in gaps.items():
        print(f"{how}: writes went on {', '.join(f'{s:.2f}' for s in seconds)} s after the server stood again")
    assert told["lost"] == told["doubled"] == told["traces"] == 0 and told["chain"] is None
    assert 500 not in told["answers"]
    assert max(max(seconds) for seconds in gaps.values()) < 10
    assert told["acknowledged"] > 100 and told["sent again"] > 0


def restart(server, how: str):
    def deed() -> float:
        server.stop(how)
        server.start()
        return time.monotonic()

    return deed
