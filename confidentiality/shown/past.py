"""What one person could see on a past day (2.1.6, 8.2.2): posts, NDA, grants by number, counts by kind and right."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bizdept.access.changes import classified_models
from bizdept.access.doors import sources_of
from bizdept.access.grants import all_given_to, grant_tables
from bizdept.access.levels import Level, highest_level
from bizdept.access.models import EndedGrant
from bizdept.access.past import House
from bizdept.access.reading import count_at, end_of, past_of
from bizdept.access.sources import Reader
from bizdept.people.models import User
from bizdept.web.trail import RIGHTS
from confidentiality.shown.grants import MOST, Held, Reached, Row, posts_of, told_of_grants


@dataclass(frozen=True)
class Then:
    """Somebody at the end of a day, as far as it was kept; `whom` is the account as it was."""

    on: date
    whom: User
    posts: list[Held]
    highest: Level
    grants: list[Row]
    reached: list[Reached]
    is_exact: bool
    exact_from: date
    unknown: str  # their name, where it wasn't kept until when their NDA held


def then_of(person: User, viewer: User, day: date, today: Any) -> Then | None:
    """None where they had no account yet. `today` is the moment at which it is asked."""
    house = House(end_of(day))
    whom = house.people.get(person.pk)
    if whom is None:
        return None
    reader = house.reader(whom)
    grants = [] if reader.is_out else grants_then(reader, viewer, house, today)
    return Then(
        day, whom, posts_of(whom), highest_level(whom, day), grants, reached_on(reader, house), house.is_exact,
        house.begins_on, str(whom) if whom.pk in house.unknown else "",
    )  # fmt: skip


def reached_on(reader: Reader, house: House) -> list[Reached]:
    """8.2.2: counted by the sources of the doors, asked of what was kept; no record is named."""
    rows = []
    for model in classified_models():
        for source in sources_of(model, reader, house.at):
            count = count_at(model, source, reader, house.at, MOST + 1)
            why, kind = str(RIGHTS.get(source.name, source.name)), str(model._meta.verbose_name)
            rows.append(Reached(kind, why, min(count, MOST), count > MOST))
    return [row for row in rows if row.count]


def grants_then(reader: Reader, viewer: User, house: House, today: Any) -> list[Row]:
    """What ran that day, whatever has become of it since, with the level that the record had."""
    found = []
    for table in grant_tables():
        for rows in all_given_to(table._meta.get_field("content_object").related_model, reader, house.at):
            found += rows
    return [as_then(row, house) for row in told_of_grants(found, viewer, today)]


def as_then(row: Row, house: House) -> Row:
    grant = row.grant
    record = grant.record if isinstance(grant, EndedGrant) else grant.content_object
    past = past_of(record, house.at) if record is not None else None
    return replace(row, level=past.line.level if past else None, may_end=False, is_ending=False)
