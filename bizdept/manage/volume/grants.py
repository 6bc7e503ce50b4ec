"""Which records of the volume are open to others: some at random, a part of them expired, and those of the guests."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from bizdept.access.grants import grant_model
from bizdept.access.levels import LONGEST_GRANT, Level
from bizdept.access.models import Grant, Guarded
from bizdept.calendar.rules import SHANGHAI
from bizdept.manage.volume.people import House

GUESTS = (10, 1_000, 10_000, 100_000)  # records of each kind that the guests see, where there are twice as many
EVERY = 67  # one record in so many is open to somebody at random
EXPIRED = 0.3
REASONS = [
    "参与该客户投标，需查阅资料。",
    "项目交接期间查阅合同条款。",
    "协助该客户的售后谈判。",
    "配合财务核对收款计划。",
]


def drawn(rows: Sequence[Guarded], numbers: range, total: int, house: House, dice: Random, on: date) -> list[Grant]:
    """The grants on one chunk of records, which are the `numbers` of `total`."""
    pairs = zip(rows, numbers, strict=True)
    return [grant for row, number in pairs for grant in of_one(row, number, total, house, dice, on)]


def of_one(row: Guarded, number: int, total: int, house: House, dice: Random, on: date) -> Iterator[Grant]:
    chief = house.places[row.department_id].chief
    for place, (guest, count) in enumerate(zip(house.guests, GUESTS, strict=True)):
        every = total // count
        if every >= 2 and number % every == (place + 1) % every and number < every * count:
            yield made(row, guest, chief, on - timedelta(days=2), LONGEST_GRANT[Level(row.level)], dice)
    if number % EVERY == 5:
        _section, person = house.pick(dice)
        is_over = dice.random() < EXPIRED and row.opened_on < on - timedelta(days=420)
        span = min(LONGEST_GRANT[Level(row.level)], timedelta(days=90))
        longest = max(min(span.days - 5, (on - row.opened_on).days), 1)
        ago = dice.randint(370, 410) if is_over else dice.randint(1, longest)
        if person.pk != row.owner_id:
            yield made(row, person, chief, on - timedelta(days=ago), span, dice)


def made(row: Guarded, person, chief, day: date, span: timedelta, dice: Random) -> Grant:
    starts = datetime.combine(day, time(9), SHANGHAI)
    table: Any = grant_model(type(row))
    return table(
        content_object=row, user_id=person.pk, granted_by_id=chief.pk, reason=dice.choice(REASONS), starts_at=starts,
        expires_at=starts + span,
    )  # fmt: skip
