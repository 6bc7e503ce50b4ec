"""Three simulated years, a leap day among them, against the oracle: on a host in UTC, with three schedulers at once,
and after sleeps of one to forty days. DRILLS=60 shortens the years to so many days."""

import os
import random
import time
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from bizdept.notices.models import Notice
from tests.company import Company, undone
from tests.duties.years import (
    DAY,
    Schedulers,
    day_there,
    differences,
    expected,
    host_in,
    live,
    open_plan,
    plans_for,
    remind_at,
    tick_once,
    ticks_for,
    world_of,
)

pytestmark = [pytest.mark.drills, pytest.mark.django_db(transaction=True)]
FIRST = date(2026, 1, 1)
DAYS = int(os.environ.get("DRILLS") or 1096)
ABSENT = (date(2026, 7, 1), date(2028, 3, 15))


def test_every_reminder_comes_once_and_on_the_right_day_of_shanghai():
    company, lot, began = Company(), random.Random(1096), time.monotonic()
    world = world_of(company, ABSENT)
    plans = plans_for(FIRST, DAYS, lot)
    ticks = ticks_for(plans, FIRST, DAYS, lot)
    crowd, together = Schedulers(3), Counter()

    def tick(moment: datetime) -> None:
        """Three at once where something is to be told; one in between."""
        together[moment in changes] += 1
        (crowd.tick if moment in changes else tick_once)(moment)

    wanted = expected(world, plans, ticks)
    changes = set(wanted.values())
    try:
        with host_in("UTC"):
            found = live(world, plans, ticks, tick)
    finally:
        crowd.leave()
    wrong = differences(found, wanted)
    wrong_days = sum(day_there(found[key]) != day_there(wanted[key]) for key in found.keys() & wanted.keys())
    twice = [key for key, count in Counter(Notice.objects.values_list("person", "key")).items() if count > 1]
    print(
        f"\n{DAYS} days to {FIRST + (DAYS - 1) * DAY}, "
        f"{len(plans)} duties ({sum(p.hours > 0 for p in plans)} in hours), "
        f"{len(ticks)} ticks ({together[True]} of three schedulers at once), {len(found)} reminders: "
        f"{len(wrong)} wrong, {wrong_days} on a wrong day, {len(twice)} twice; {time.monotonic() - began:.0f} s"
    )
    assert (wrong, wrong_days, twice) == ([], 0, [])


@pytest.mark.django_db
def test_after_a_sleep_of_one_to_forty_days_all_that_was_missed_comes_once(company):
    total = 0
    for off in range(1, min(DAYS, 40) + 1):
        lot = random.Random(off)
        first = FIRST + lot.randrange(1000) * DAY
        plans = plans_for(first, 30, lot, per_day=0.7)
        sleeps = datetime.combine(first + 10 * DAY, datetime.min.time(), UTC)
        ticks = [t for t in ticks_for(plans, first, 90, lot) if not sleeps <= t < sleeps + off * DAY]
        with undone():
            world = world_of(company)
            found, wanted = live(world, plans, ticks, remind_at), expected(world, plans, ticks)
            assert differences(found, wanted) == [], f"after {off} days"
            total += len(found)
    print(f"\nslept 1 to {off} days: {total} reminders, each once, of several stages the furthest")
    assert total > off


def test_a_clock_that_jumps_forty_days_ahead_and_back_makes_no_mass_and_repeats_nothing():
    company = Company()
    world = world_of(company)
    lot = random.Random(40)
    plans = [plan for plan in plans_for(FIRST, 200, lot, per_day=1) if not plan.by_chief][:120]
    start = max(plan.opened for plan in plans)
    for plan in plans:
        open_plan(world, plan)
    counts = {}
    for days in (40, 0, 41, -200, 40):
        remind_at(start + days * DAY)
        counts[days] = {p.username: Notice.objects.for_person(p).exclude(key__endswith=":opened").count() for p in
                        (company.li, company.chief)}  # fmt: skip
    print(f"\n{len(plans)} duties at once overdue: {counts}")
    assert counts[40] == {"li": 1, "chief": 1}
    assert all(count <= 2 for found in counts.values() for count in found.values())
