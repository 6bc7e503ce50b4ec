"""10,000 files out and in again; what 10,000 and 100,000 rows in all columns cost as a file. Prints the figures.

DRILLS says of how many files the round trip is made.
"""

import os
import time

import pytest

from customers.models import Customer
from tests.customers.round_trip import brought_in, open_files, taken_out
from tests.drills.house import house_of

pytestmark = [pytest.mark.drills, pytest.mark.django_db]
FILES = int(os.environ.get("DRILLS") or 10_000)
MEMORY = 60  # MB that a list may take beside what a process takes without one
OPENED = """
from contracts.models import Contract
from customers.models import Customer
print([model.objects.filter(level__gte=3).update(level=2) for model in (Customer, Contract)])
"""  # core secrets don't leave
MADE = """
import re, time
from pathlib import Path
from django.utils import timezone
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.web.lists import exports
from bizdept.web.lists.listing import LISTINGS
from bizdept.web.works.actions import claim, order, perform
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
listing, kind = LISTINGS["{name}"], "{kind}"
person = User.objects.get(username="{who}")
wish = exports.Wish(listing, listing.form(dict(view="all"), person), listing.columns, kind)
count = wish.rows(timezone.now()).count()
before = peak()
told = wish.told() | dict(rows=count, approved_by=1)
work = order(exports.KIND, by=Actor(person), title="x", back_to="/", told=told)
began, cpu = time.monotonic(), time.process_time()
perform(claim(at=timezone.now()))
seconds, cpu = time.monotonic() - began, time.process_time() - cpu
work.refresh_from_db()
file = work.file or dict(rows=work.trouble, size=0)
print(file["rows"], round(seconds, 1), round(cpu, 1), before, peak(), file["size"] // 1024)
"""


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_went_out_comes_in_again(company, kind):
    open_files(company, FILES)
    began = time.monotonic()
    path = taken_out(company.li, kind)
    out, size = time.monotonic() - began, path.stat().st_size // 1024
    began = time.monotonic()
    told = brought_in(path, company.li)
    print(f"\n{kind}: {FILES} files out in {out:.1f} s, {size} KB; in again in {time.monotonic() - began:.1f} s")
    assert (told["unchanged"], told["updated"], told["created"], told["duplicates"]) == (FILES, 0, 0, 0)
    assert told["refused"] == [] and not Customer.history.exists()


@pytest.mark.parametrize("rows", [10_000, 100_000])
def test_what_a_long_list_costs(tmp_path, rows):
    """Of a generated company, in a process of its own, as a worker makes it."""
    with house_of(tmp_path / "house", DEMO_PASSWORD="drill-drill") as house:
        house.manage("migrate", "-v0")
        told = house.manage("generate", "--customers", str(rows), "--contracts", str(rows), "--users", "200").stdout
        house.ask(OPENED)
        who = next(line.split()[0] for line in told.splitlines() if f"{rows:,}" in line.split()[1:2])
        for name in ("customers", "contracts"):
            for kind in ("xlsx", "csv"):
                words = house.ask(MADE.format(name=name, kind=kind, who=who)).split()
                count, seconds, cpu, before, peak, size = words
                print(
                    f"\n{name} {kind}: {count} rows in {seconds} s ({cpu} of CPU), {before} MB → {peak} MB, {size} KB"
                )
                assert count.isdigit() and int(peak) - int(before) <= MEMORY
