"""Simulated years: duties that are opened and done, the moments at which the clock ticks, and what an oracle in plain
Python says must have been told to whom at which of them. The oracle shares no line with what it judges."""

import os
import random
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import time_machine
from chinese_calendar import constants
from django.core.management import call_command
from django.db import connection

from bizdept.calendar.models import SpecialDay
from bizdept.duties.actions import close_duties, open_duty, remind
from bizdept.duties.models import Duty
from bizdept.duties.rules import Bearer
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Post

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
EIGHT = timedelta(hours=8)  # Shanghai's clock is that far before UTC's, all year round
BEAT = [7 * 60 + 30, 7 * 60 + 45, *range(8 * 60, 20 * 60 + 1, 15)]  # minutes of a day at which reminders are called


def shanghai(day: date, minutes: int = 0) -> datetime:
    """A moment of Shanghai's day, in UTC as the host has it."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + minutes * MINUTE - EIGHT


def day_there(moment: datetime) -> date:
    return (moment + EIGHT).date()


def special_days() -> dict[date, bool]:
    """The official days of 2026, and invented ones for the two years after it."""
    known = dict.fromkeys(constants.holidays, False) | dict.fromkeys(constants.workdays, True)
    found = {day: worked for day, worked in known.items() if day.year == 2026}
    for year in (2027, 2028):
        for month, first, last in ((1, 1, 3), (2, 5, 11), (5, 1, 5), (10, 1, 7)):
            found |= {date(year, month, day): False for day in range(first, last + 1)}
    return found | {date(2027, 2, 14): True, date(2027, 10, 9): True, date(2028, 2, 27): True, date(2028, 4, 29): True}


SPECIAL = special_days()


def works(day: date) -> bool:
    return SPECIAL.get(day, day.isoweekday() <= 5)


def nth_working_day(after: date, count: int) -> date:
    day = after
    for _ in range(count):
        day += DAY
        while not works(day):
            day += DAY
    return day


def after_office_minutes(start: datetime, minutes: int) -> datetime:
    """Count the minutes of the office one by one."""
    moment = start
    while minutes:
        clock = moment + EIGHT
        minute = clock.hour * 60 + clock.minute
        if works(clock.date()) and (510 <= minute < 720 or 780 <= minute < 1050):
            minutes -= 1
        moment += MINUTE
    return moment


@dataclass(frozen=True)
class Plan:
    """A duty to be: opened at one moment, done at another, of days or hours, borne by a person or the chief's post."""

    number: int
    opened: datetime
    days: int
    hours: int
    by_chief: bool
    done: datetime

    @property
    def kind(self) -> str:
        return f"test.{self.number}"

    def stages(self) -> dict[str, datetime]:
        """From which moment on each stage is owed."""
        if self.hours:
            soon = after_office_minutes(self.opened, self.hours * 48)  # four fifths
            due = after_office_minutes(self.opened, self.hours * 60)
            return {"soon": soon, "due": due, "escalated": due}
        on = day_there(self.opened)
        due = nth_working_day(on, self.days)
        soon = nth_working_day(on, -(-self.days * 4 // 5))
        return {"soon": shanghai(soon), "due": shanghai(due), "escalated": shanghai(nth_working_day(due, 3))}


@dataclass
class World:
    """Who is told: the bearer, who is above, and who stands in for the chief in some days."""

    company: object
    record: object
    absent: tuple[date, date] | None = None
    seen: dict = field(default_factory=dict)

    def bearers(self, plan: Plan, day: date) -> list[str]:
        return self.chiefs(day) if plan.by_chief else ["li"]

    def above(self, plan: Plan, day: date) -> list[str]:
        return ["leader"] if plan.by_chief else self.chiefs(day)

    def chiefs(self, day: date) -> list[str]:
        away = self.absent is not None and self.absent[0] <= day <= self.absent[1]
        return ["chief", "zhao"] if away else ["chief"]


def expected(world: World, plans: Iterable[Plan], ticks: list[datetime]) -> dict[tuple[str, str], datetime]:
    """The oracle: (who, kind and stage) → the tick at which it is told. Each once; of several the furthest alone."""
    told: dict[tuple[str, str], datetime] = {}
    for plan in plans:
        stages, last = plan.stages(), {}
        for tick in (tick for tick in ticks if plan.opened <= tick < plan.done):
            day, hears = day_there(tick), {}
            for rank, stage in enumerate(("soon", "due", "escalated")):
                if tick >= stages[stage]:
                    people = world.above(plan, day) if stage == "escalated" else world.bearers(plan, day)
                    hears |= dict.fromkeys(people, (rank, stage))
            for person, (rank, stage) in hears.items():
                if rank > last.get(person, -1):
                    last[person] = rank
                    told[person, f"{plan.kind}:{stage}"] = tick
    return told


def plans_for(first: date, days: int, lot: random.Random, *, per_day: float = 0.8) -> list[Plan]:
    """Duties opened on many of the days, at the boundaries of days too."""
    found: list[Plan] = []
    for offset in range(days):
        if lot.random() > per_day:
            continue
        day = first + offset * DAY
        hours = lot.choice([0] * 6 + [1, 2, 5, 8, 24])
        minute = lot.choice([0, 1439, *range(480, 1080, 7)])
        opened = shanghai(day, minute)
        term = 0 if hours else lot.choice([1, 2, 3, 5, 10, 20])
        done = shanghai(day, lot.choice([60, 700])) + DAY * lot.choice([2, 6, 9, 14, 30, 45])
        found.append(Plan(len(found), opened, term, hours, lot.random() < 0.25, done))
    return found


def ticks_for(plans: Iterable[Plan], first: date, days: int, lot: random.Random) -> list[datetime]:
    """Beat's moments round each change, the last second of a day and the first of the next, and some by lot."""
    found: set[datetime] = set()
    for offset in range(days):
        day = first + offset * DAY
        found |= {shanghai(day, BEAT[0]), shanghai(day, lot.choice(BEAT))}
        if lot.random() < 0.2:
            found |= {shanghai(day), shanghai(day) - SECOND}
    for plan in plans:
        for moment in plan.stages().values():
            day = day_there(moment)
            beats = [shanghai(day, minute) for minute in BEAT]
            found |= set(
                [beat for beat in beats if beat < moment][-1:] + [beat for beat in beats if beat >= moment][:1]
            )
            found |= {moment, moment - SECOND}
    ends = shanghai(first + days * DAY)
    return sorted(tick for tick in found if shanghai(first) <= tick < ends)


@contextmanager
def host_in(zone: str):
    """The process as on a host whose clock is set to another zone: Django has set Shanghai's."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.__setitem__("TZ", before)
        time.tzset()


def tick_once(moment: datetime) -> None:
    call_command("tick", at=moment.isoformat(), stdout=StringIO())


def remind_at(moment: datetime) -> None:
    """What of a tick concerns duties, without the rest of it."""
    remind(at=moment)


class Schedulers:
    """Several schedulers, each a thread with a connection of its own, that tick in the same moment."""

    def __init__(self, count: int):
        self.count, self.pool, self.start = count, ThreadPoolExecutor(count), threading.Barrier(count)

    def tick(self, moment: datetime) -> None:
        list(self.pool.map(self.one, [moment] * self.count))

    def one(self, moment: datetime) -> None:
        self.start.wait()
        tick_once(moment)

    def leave(self) -> None:
        list(self.pool.map(lambda _: (self.start.wait(), connection.close()), range(self.count)))
        self.pool.shutdown()


def live(world: World, plans: list[Plan], ticks: list[datetime], tick: Callable[[datetime], None] = tick_once) -> dict:
    """Let the time pass: open, tick, close in their order. What was told: (who, kind and stage) → when."""
    company, known = world.company, {}
    events = [(plan.opened, 0, plan) for plan in plans] + [(plan.done, 1, plan) for plan in plans]
    events += [(moment, 2, None) for moment in ticks]
    for moment, order, plan in sorted(events, key=lambda event: event[:2]):
        with time_machine.travel(moment, tick=False):
            if order == 2:
                tick(moment)
            elif order == 1:
                close_duties(world.record, plan.kind, by=Actor(company.li), on=day_there(moment))
            else:
                known[open_plan(world, plan).pk] = plan.kind
    people = {person.pk: person.username for person in company.people()}
    found: dict[tuple[str, str], datetime] = {}
    for notice in Notice.objects.filter(key__startswith="duty:").order_by("pk"):
        _duty, pk, stage = notice.key.split(":")
        if stage != "opened" and int(pk) in known:
            found[people[notice.person_id], f"{known[int(pk)]}:{stage}"] = notice.told_at
    return found


def open_plan(world: World, plan: Plan) -> Duty:
    company = world.company
    by_post = Bearer(post=Post.CHIEF, department_id=company.team.pk)
    bearer = by_post if plan.by_chief else Bearer(person_id=company.li.pk)
    if plan.hours:
        return open_duty(world.record, plan.kind, bearer, article="5.3", hours=plan.hours, at=plan.opened)
    on = day_there(plan.opened)
    return open_duty(world.record, plan.kind, bearer, article="9.1", within=plan.days, on=on)


def world_of(company, absent: tuple[date, date] | None = None) -> World:
    SpecialDay.objects.all().delete()
    SpecialDay.objects.bulk_create(SpecialDay(day=day, worked=worked) for day, worked in SPECIAL.items())
    if absent:
        company.delegate(company.chief, company.zhao, starts_on=absent[0], ends_on=absent[1])
    record = company.contract(amount=0)
    Notice.objects.all().delete()
    return World(company, record, absent)


def differences(found: dict, wanted: dict) -> list[str]:
    """What was told and should not have been, what was not told, and what was told at another tick."""
    wrong = [f"not told: {key} at {wanted[key]}" for key in wanted.keys() - found.keys()]
    wrong += [f"told for nothing: {key} at {found[key]}" for key in found.keys() - wanted.keys()]
    return wrong + [
        f"{key}: at {found[key]} instead of {wanted[key]}" for key in found.keys() & wanted.keys()
        if found[key] != wanted[key]
    ]  # fmt: skip
