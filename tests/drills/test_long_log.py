"""A log of a million lines is read as fast as a short one (decision 74), and a line more costs what it cost."""

import random
import time
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from django.db import connection

from bizdept.access import log, pace, trail
from bizdept.audit.models import AuditEntry, AuditHead
from bizdept.people import bulk
from bizdept.people.actor import Actor
from customers.models import Customer
from tests.company import TODAY, fresh

pytestmark = pytest.mark.drills
LINES, BATCH, PEOPLE, RECORDS = 1_000_000, 20_000, 40, 5000
BUDGET = 0.5  # seconds for one page, on a machine shared with others
BEGIN = datetime(2025, 11, 23, tzinfo=UTC)


def lay_lines(company) -> None:
    """Looks of a year by forty people at five thousand customers, of which two hundred are here; now and then a
    refusal, a download, a grant. Their MACs are blank: nobody verifies them here."""
    drawn, names = random.Random(8), list(range(10_000, 10_000 + PEOPLE))
    names[0] = company.li.pk
    kinds = [("look", "look.open")] * 90 + [("look", "look.history")] * 5 + [("move", "contracts.submit")] * 3
    kinds += [("look", "look.file"), ("refusal", "customers.customer.open")]
    fields = AuditEntry._meta.concrete_fields
    for start in range(1, LINES + 1, BATCH):
        rows = []
        for seq in range(start, start + BATCH):
            kind, action = drawn.choice(kinds)
            record = f"customers.customer:{drawn.randrange(1, RECORDS)}"
            data = {"level": drawn.choice((2, 2, 2, 3)), "right": drawn.choice(("owner", "chief", "grant"))}
            actor = drawn.choice(names)
            rows.append(
                AuditEntry(
                    seq=seq, at=BEGIN + timedelta(seconds=30 * seq), kind=kind, action=action, record=record,
                    actor=actor, principal=actor, post="specialist", address="10.0.0.7", data=data, key="",
                    previous="0" * 64, mac="0" * 64,
                )
            )  # fmt: skip
        bulk.write(AuditEntry, fields, bulk.rows_of(rows, fields))
    AuditHead.objects.update_or_create(pk=1, defaults={"seq": LINES, "mac": "0" * 64, "at": rows[-1].at})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


WANTED = {
    "all": {}, "one person": {"actor": True}, "one record": {"record": "customers.customer:7"},
    "refused": {"deed": "refused"}, "granted (none)": {"deed": "granted"}, "downloads": {"deed": "downloaded"},
    "level 3": {"level": 3}, "level 4 (none)": {"level": 4}, "by a grant": {"right": "grant"},
    "an address (none)": {"address": "10.9.9.9"}, "a week in spring": {"first": datetime(2026, 4, 1).date(),
                                                                     "last": datetime(2026, 4, 7).date()},
    "person, refused": {"actor": True, "deed": "refused"},
    "record, person, level 4 (none)": {"record": "customers.customer:7", "actor": True, "level": 4},
    "person, address (none), half a year": {"actor": True, "address": "10.9.9.9",
                                            "first": datetime(2026, 1, 1).date()},
}  # fmt: skip


def seconds(work) -> float:
    found = []
    for _n in range(5):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return median(found)


def test_each_page_of_a_million_lines(company):
    Customer.objects.bulk_create(
        Customer(name=f"C{n}", opened_on=TODAY, owner=company.li, department=company.team) for n in range(200)
    )
    lay_lines(company)
    slow = {}
    for name, facts in WANTED.items():
        wanted = trail.Wanted(**facts | ({"actor": company.li.pk} if facts.get("actor") else {}))
        keeps = trail.of_section(fresh(company.chief), datetime.now(UTC))
        plain = seconds(lambda w=wanted: trail.read(w))
        chiefs = seconds(lambda w=wanted, k=keeps: trail.read(w, keeps=k))
        print(f"{name}: {plain * 1000:.1f} ms; a chief {chiefs * 1000:.1f} ms")
        if max(plain, chiefs) > BUDGET:
            slow[name] = (plain, chiefs)
    record = Customer.objects.with_rights(company.li, Customer.objects.latest("pk").pk)
    by = Actor(company.li)
    pace.limit()
    print(f"the pace: {seconds(lambda: pace.watch(by, datetime.now(UTC))) * 1000:.2f} ms")
    print(f"a look, pace and line: {seconds(lambda: log.look(record, by=by)) * 1000:.2f} ms")
    assert not slow
