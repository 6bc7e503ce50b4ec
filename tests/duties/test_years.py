"""Sixty simulated days against the oracle, on hosts of several zones; and lies that the oracle must find."""

import random
from contextlib import nullcontext
from datetime import UTC, date, timedelta, timezone

import pytest

from bizdept.duties import actions, rules
from bizdept.notices import runs
from bizdept.notices.models import Notice
from tests.company import Company
from tests.duties.years import (
    DAY,
    Schedulers,
    differences,
    expected,
    host_in,
    live,
    plans_for,
    remind_at,
    tick_once,
    ticks_for,
    world_of,
)

FIRST, DAYS = date(2026, 9, 7), 60  # with the National Day, and a Saturday worked for it
ABSENT = (date(2026, 9, 14), date(2026, 10, 20))


def sample(seed: int = 3, first: date = FIRST, days: int = DAYS):
    lot = random.Random(seed)
    plans = plans_for(first, days, lot)
    return plans, ticks_for(plans, first, days, lot)


@pytest.mark.parametrize("zone, tick", [("UTC", tick_once), ("America/New_York", remind_at)])
def test_sixty_days_on_a_host_elsewhere(company, zone, tick):
    world, (plans, ticks) = world_of(company, ABSENT), sample()
    with host_in(zone):
        found = live(world, plans, ticks, tick)
    wanted = expected(world, plans, ticks)
    assert differences(found, wanted) == []
    assert len(wanted) > 60


def test_an_unknown_year_and_the_turn_of_the_year(company):
    world, (plans, ticks) = world_of(company), sample(seed=5, first=date(2026, 12, 7), days=45)
    with host_in("UTC"):
        found = live(world, plans, ticks, remind_at)
    assert differences(found, expected(world, plans, ticks)) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_lock", [True, False])
def test_three_schedulers_at_once_tell_what_one_tells(has_lock, monkeypatch):
    """By the unique key alone: also where the lock that saves doing it twice is taken away."""
    if not has_lock:
        monkeypatch.setattr(runs, "alone_at", lambda name: nullcontext(True))
    company, schedulers = Company(), Schedulers(3)
    world, (plans, ticks) = world_of(company, ABSENT), sample(seed=7, days=14)
    try:
        found = live(world, plans, ticks, schedulers.tick)
    finally:
        schedulers.leave()
    assert differences(found, expected(world, plans, ticks)) == []
    keys = list(Notice.objects.values_list("person", "key"))
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("off", [1, 7, 40])
def test_a_scheduler_that_slept_catches_up_once(company, off):
    world, (plans, ticks) = world_of(company), sample(seed=off, days=30)
    sleeps = FIRST + 10 * DAY
    awake = [tick for tick in ticks if not sleeps <= tick.date() < sleeps + off * DAY]
    assert len(awake) < len(ticks)
    assert differences(live(world, plans, awake, remind_at), expected(world, plans, awake)) == []


# ── lies


def late_by_one(*arguments, **facts):
    """Escalates a day too early."""
    opened, due, on, special, pace = arguments
    return TRUE_STAGES(opened, due, on, special, rules.Pace(pace.warn_share, pace.escalate_after - 1))


def due_a_day_late(opened, due, on, special, pace):
    return TRUE_STAGES(opened, due + DAY, on, special, pace)


def due_a_day_early(opened, due, on, special, pace):
    return TRUE_STAGES(opened, due - DAY, on, special, pace)


def warned_too_late(opened, due, on, special, pace):
    return TRUE_STAGES(opened, due, on, special, rules.Pace(pace.warn_share + 1, pace.escalate_after))


def hours_over_one_second_late(opened_at, due_at, at, special, pace):
    return TRUE_HOURS(opened_at, due_at, at - timedelta(seconds=1), special, pace)


def every_day_counts(opened, due, on, special, pace):
    return TRUE_STAGES(opened, due, on, {}, pace)


TRUE_STAGES, TRUE_HOURS = rules.stages_reached, rules.stages_reached_by_hours
LIES = {
    "escalated a day early": (rules, "stages_reached", late_by_one),
    "due a day late": (rules, "stages_reached", due_a_day_late),
    "due a day early": (rules, "stages_reached", due_a_day_early),
    "warned too late": (rules, "stages_reached", warned_too_late),
    "holidays are worked": (rules, "stages_reached", every_day_counts),
    "hours end a second late": (rules, "stages_reached_by_hours", hours_over_one_second_late),
    "the day is that of UTC": (rules, "SHANGHAI", UTC),
    "the day is that of Tokyo": (rules, "SHANGHAI", timezone(timedelta(hours=9))),
    "whoever stands in is not told": (actions.Hearers, "delegates", {}),
}


@pytest.mark.parametrize("lie", LIES)
def test_the_oracle_finds_the_lie(company, monkeypatch, lie):
    monkeypatch.setattr(*LIES[lie])
    world, (plans, ticks) = world_of(company, ABSENT), sample(days=21)
    found = live(world, plans, ticks, remind_at)
    wrong = differences(found, expected(world, plans, ticks))
    assert wrong, f"{lie}: not found among {len(found)} reminders"
