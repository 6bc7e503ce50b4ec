"""The chain under a forger's thousand deeds, and under sixteen writers at once."""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from bizdept.audit.chain import head, note, sealed
from bizdept.audit.check import read
from bizdept.people.actor import Actor
from tests.audit.forger import after, cut_off, forge, lived_in
from tests.company import Company

pytestmark = pytest.mark.drills
DEEDS, WRITERS, EACH = 1000, 16, 500


@pytest.mark.django_db
def test_a_thousand_deeds_of_a_forger(company):
    lived_in(company)
    anchor = head()
    done = forge(random.Random(2026), DEEDS, anchor)
    print(f"\n{connection.vendor}: {len(done['found'])} of {DEEDS} found; {len(done['refused'])} more refused by the")
    print(f"database itself; by deed: {dict(Counter(done['found']))}; missed: {Counter(done['missed'])}")
    assert done["missed"] == []
    cuts = [after(lambda n=n: cut_off(n), anchor) for n in range(1, 41)]
    print(f"cut off the last 1 to 40 lines, head included: {Counter(cuts)} against the anchor")
    assert set(cuts) == {"found"}


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers():
    company, start, outcome = Company(), threading.Barrier(WRITERS), Counter()

    def write(number: int) -> Counter:
        by, done = Actor(company.li), Counter()
        start.wait()
        for n in range(EACH):
            try:
                with sealed():
                    note("look", "look.open", company.li, by=by, writer=number, n=n)
                done["written"] += 1
            except OperationalError as error:
                done[str(error).splitlines()[0]] += 1
        connection.close()
        return done

    began = time.monotonic()
    with ThreadPoolExecutor(WRITERS) as pool:
        outcome = sum(pool.map(write, range(WRITERS)), Counter())
    seconds = time.monotonic() - began
    print(f"\n{connection.vendor}: {WRITERS} x {EACH}: {dict(outcome)}, {outcome['written'] / seconds:.0f} a second")
    assert outcome == {"written": WRITERS * EACH}
    began, reading = time.monotonic(), read([head()], with_rows=False)
    print(f"read over in {time.monotonic() - began:.2f} s: {reading.seq} lines, found {reading.found}")
    assert reading.is_whole and reading.seq == WRITERS * EACH
