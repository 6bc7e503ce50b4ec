"""The customers of the volume with their contacts, in chunks: each its own transaction, so that memory stays flat."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.contrib.contenttypes.models import ContentType

from bizdept.access.grants import keep_grants
from bizdept.access.levels import Level
from bizdept.audit.chain import note, sealed
from bizdept.calendar.rules import SHANGHAI
from bizdept.manage.volume import grants, names
from bizdept.manage.volume.people import House
from bizdept.people.history import keep_many
from bizdept.people.lived import Saved, keep_lived
from bizdept.people.models import User
from bizdept.workflow.lived import keep_moves
from bizdept.workflow.models import MoveLog
from customers.models import Contact, Customer

CHUNK = 10_000  # rows written in one transaction
POOL_EVERY, FROZEN_EVERY, INTERNAL_SHARE, SECRET_EVERY = 100, 53, 0.2, 200
S = Customer.State
MOVES: dict[str, str] = {S.POOL: "release", S.FROZEN: "freeze"}
YEARS = timedelta(days=3652)


@dataclass
class Written:
    """Which files contracts may be with: their numbers, in the order in which the files were opened."""

    active: array = field(default_factory=lambda: array("q"))
    opened: array = field(default_factory=lambda: array("q"))  # of each, the ordinal of its day


def chunks(total: int) -> Iterator[range]:
    for start in range(0, total, CHUNK):
        yield range(start, min(start + CHUNK, total))


@sealed()
def write_customers(numbers: range, total: int, house: House, written: Written, *, seed: str, on: date) -> None:
    """One chunk of customers with contacts, grants, and the moves of what lies in the pool or is frozen.

    Each chunk has dice of its own, so that its rows don't depend on those before.
    """
    dice = Random(f"{seed} customers {numbers.start}")  # the same rows for the same seed
    rows = [one(number, total, house, dice, on) for number in numbers]
    active = keep_many([row for row in rows if row.state == S.ACTIVE], by=house.who(house.head.pk), reason="import")
    keep_moved([row for row in rows if row.state != S.ACTIVE], house, dice, on)
    for row in active:
        written.active.append(row.pk)
        written.opened.append(row.opened_on.toordinal())
    people = [person for row in rows for person in with_customer(row)]
    keep_many(people, by=house.who(house.head.pk), reason="import")
    keep_grants(grants.drawn(rows, numbers, total, house, dice, on), who=house.who)
    told: dict[str, Any] = {"rows": len(rows), "contacts": len(people), "first": rows[0].pk, "last": rows[-1].pk}
    note("record", "volume.customers", house.head, by=house.who(house.head.pk), **told)


def one(number: int, total: int, house: House, dice: Random, on: date) -> Customer:
    section, owner = house.pick(dice)
    state = S.ACTIVE
    if number % POOL_EVERY == POOL_EVERY // 2:
        state = S.POOL
    elif number % FROZEN_EVERY == FROZEN_EVERY - 3:
        state = S.FROZEN
    level = Level.INTERNAL if dice.random() < INTERNAL_SHARE else Level.CONFIDENTIAL
    if number % SECRET_EVERY == 3:
        level = Level.CORE
    facts = names.company(dice, number)
    row = Customer(
        **facts,
        **{"state": str(state)},
        code=names.code(dice, number) if dice.random() < 0.9 else "",
        grade=dice.choices("ABCD", (2, 4, 6, 3))[0],
        address=f"{facts['region']}市样板区创业路 {dice.randint(1, 400)} 号",
        legal_representative=names.person(dice),
        registered_capital=f"{dice.choice(names.CAPITALS)} 万元人民币",
        founded_on=date(dice.randint(1998, 2015), dice.randint(1, 12), dice.randint(1, 28)),
        phone=names.landline(dice) if dice.random() < 0.8 else names.mobile(dice),
        website=f"www.example{number}.com" if dice.random() < 0.4 else "",
        bank=f"{dice.choice(names.BANKS)}{facts['region']}支行",
        account=f"{dice.randrange(10**15):019}",
        found_by=dice.choice(Customer.Source.values),
        owner_id=owner.pk,
        department_id=section.department.pk,
        level=int(level),
        opened_on=on - YEARS + timedelta(days=number * 3651 // total),
    )
    people = [contact(place == 0, dice) for place in range(dice.choice((1, 1, 1, 2)))]
    row.__dict__["to_come"] = people  # by whom it is found, too
    row.derive()
    return row


def with_customer(row: Customer) -> list[Contact]:
    """The people of a file that is written now: by them it is found too, so they were there before it."""
    people: list[Contact] = row.__dict__["to_come"]
    for person in people:
        person.customer_id = row.pk
    return people


def contact(is_main: bool, dice: Random) -> Contact:
    return Contact(
        name=names.person(dice),
        position=dice.choice(names.POSITIONS),
        phone=names.mobile(dice),
        is_main=is_main,
    )


def keep_moved(rows: list[Customer], house: House, dice: Random, on: date) -> None:
    """Files that lie in the pool or are frozen: made by their keeper, moved there by the chief of their section."""
    lives, logs = [], []
    for row in rows:
        chief, day = chief_of(row, house), min(row.opened_on + timedelta(days=dice.randint(30, 900)), on)
        at = datetime.combine(day, time(10, dice.randrange(60)), SHANGHAI) - timedelta(days=1)
        made = min(at, datetime.combine(row.opened_on, time(9), SHANGHAI))
        row.version = 1
        before = {"state": str(S.ACTIVE), "version": 0}
        lives.append([Saved(made, row.owner_id, "create", before), Saved(at, chief.pk, MOVES[row.state])])
        logs.append((chief, at))
    kept = keep_lived(rows, lives)
    kind = ContentType.objects.get_for_model(Customer).pk
    moves = [
        MoveLog(
            content_type_id=kind, object_id=row.pk, about_type_id=kind, about_id=row.pk, move=MOVES[row.state],
            source=str(S.ACTIVE), target=row.state, version=1, by_id=chief.pk, post=house.who(chief.pk).post,
            on=at.date(), at=at,
        )
        for row, (chief, at) in zip(kept, logs, strict=True)
    ]  # fmt: skip
    files = {row.pk: row for row in kept}
    keep_moves(moves, of=lambda log: files[log.object_id], who=house.who)


def chief_of(row: Customer, house: House) -> User:
    return house.places[row.department_id].chief
