"""What the register of grants shows (8.2.2): by numbers and levels; and what one person can see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import pgettext

from bizdept.access.doors import sources_of
from bizdept.access.grants import grant_tables
from bizdept.access.labels import numbers_of, open_among
from bizdept.access.levels import Level
from bizdept.access.models import EndedGrant, last_day_of
from bizdept.access.sources import Reader
from bizdept.audit.seals import label_of
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.web.lists.listing import LISTINGS
from bizdept.web.trail import RIGHTS
from confidentiality.forms.grants import GrantFilter
from confidentiality.rules import grants as rules
from confidentiality.shown.log import label_of as label_of_number

SIZE, MOST = 50, 1000


@dataclass(frozen=True)
class Row:
    """One grant, in force or ended, as the register tells of it."""

    grant: Any
    label: str
    number: str
    record: Any  # for whoever may see it
    level: int | None
    kind: int  # its table, within an address
    may_end: bool
    is_ending: bool
    reason: str
    because: str  # why it ended

    @property
    def last_day(self) -> date:
        return last_day_of(self.grant.expires_at)


@dataclass(frozen=True)
class Page:
    """Some grants of the register."""

    rows: list[Row]
    number: int
    has_next: bool


def led_by(person: User, prefix: str = "") -> Q:
    """Records whose grants somebody answers for: a chief's section's, up to core secrets; a leader's, whatever the
    level."""
    department, level = f"{prefix}department__in", f"{prefix}level__lte"
    chiefs = Q(**{department: person.reach_of(Post.CHIEF), level: Level.CORE})
    return chiefs | Q(**{department: person.reach_of(Post.LEADER)})


def running(at: datetime, led: Q | None) -> Iterable[Any]:
    """The grants in force, whichever ends first first; of the records that somebody leads, if given. One query a
    table."""
    parts = []
    for table in grant_tables():
        rows = table.objects.in_force(at).select_related("user", "granted_by", "granted_for", "content_object")
        parts.append((rows if led is None else rows.filter(led)).order_by("expires_at", "pk"))
    return parts


def page(form: GrantFilter, at: datetime) -> Page:
    start = (form.number - 1) * SIZE
    rows = found(form, at, start + SIZE + 1)[start:]
    return Page(in_words(rows[:SIZE], form.user, at), form.number, len(rows) > SIZE)


def found(form: GrantFilter, at: datetime, most: int) -> list[Any]:
    """The first so many grants under the conditions."""
    if form.errors:
        return []
    reads_all = form.shown_scope == rules.ALL
    label = label_of_number(form.good("record")) if form.good("record") else ""
    given = {"user": form.good("person"), "granted_by": form.good("giver")}
    given = {name: value for name, value in given.items() if value is not None}
    if form.shown_view == "ended":
        rows = EndedGrant.objects.select_related("user", "granted_by", "ended_by").filter(**given)
        return list(
            of_records(rows, None if reads_all else led_by(form.user), label).order_by("-ended_at", "-pk")[:most]
        )
    if form.good("level") is not None:
        given["content_object__level"] = form.good("level")
    if form.shown_view == "ending":
        given["expires_at__lt"] = at + rules.ENDING
    led = None if reads_all else led_by(form.user, "content_object__")
    parts = [rows.filter(**given) for rows in running(at, led)]
    if label:
        kind, _colon, pk = label.partition(":")
        parts = [rows.filter(content_object=pk) for rows in parts if of_table(rows.model) == kind]
    return list(islice(merge(*(rows[:most] for rows in parts), key=lambda row: (row.expires_at, row.pk)), most))


def of_table(table) -> str:
    return table._meta.get_field("content_object").related_model._meta.label_lower


def of_records(rows, led: Q | None, label: str):
    """Ended grants on records that somebody leads, or on one record: they name theirs by kind and id."""
    if label:
        kind, _colon, pk = label.partition(":")
        app, model = kind.split(".") if "." in kind else ("", "")
        rows = rows.filter(content_type__app_label=app, content_type__model=model, object_id=pk)
    if led is None:
        return rows
    near = rows.none()
    for table in grant_tables():
        model = table._meta.get_field("content_object").related_model
        ids = model.objects.filter(led).values("pk")
        near |= rows.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    return near


def in_words(rows: list[Any], person: User, at: datetime) -> list[Row]:
    labels = [label_of_record(row) for row in rows]
    numbers, known, by = numbers_of(labels), open_among(labels, person, at), Actor(person)
    return [told(row, label, numbers, known, by, at) for row, label in zip(rows, labels, strict=True)]


def label_of_record(row) -> str:
    if isinstance(row, EndedGrant):
        return f"{row.content_type.app_label}.{row.content_type.model}:{row.object_id}"
    return f"{of_table(type(row))}:{row.content_object_id}"


def told(row, label: str, numbers, known, by: Actor, at: datetime) -> Row:
    runs = not isinstance(row, EndedGrant)
    reads = rules.may_read_reason(by.person, known.get(label))
    reason, because = (row.reason, "" if runs else row.ended_because) if reads else ("—", "" if runs else "—")
    return Row(
        row, label_of(row), numbers.get(label, "—"), known.get(label), row.content_object.level if runs else None,
        ContentType.objects.get_for_model(type(row)).pk, runs and rules.may_end_grant(by, row),
        runs and rules.is_ending(row, at), reason, because,
    )  # fmt: skip


# What one person can see


@dataclass(frozen=True)
class Reached:
    """How many records of one kind are open to somebody for one reason; capped."""

    kind: str
    why: str
    count: int
    is_capped: bool


def reached_by(person: User, at: datetime) -> list[Reached]:
    """8.2.2: counts by kind and right, asked of the doors' own sources; no record is named."""
    rows, reader = [], Reader.of(person, at)
    for listing in LISTINGS.values():
        for source in sources_of(listing.model, reader, at):
            count = source.rows.order_by()[: MOST + 1].count()
            why = str(RIGHTS.get(source.name, source.name))
            rows.append(Reached(str(listing.title), why, min(count, MOST), count > MOST))
    return [row for row in rows if row.count]


@dataclass(frozen=True)
class Held:
    """A post that somebody fills, in person or in another's place."""

    label: str
    principal_id: int


def posts_of(person: User) -> list[Held]:
    return [Held(str(Post(one.post).label), one.principal_id) for one in person.standings]


def grants_of(person: User, viewer: User, at: datetime) -> list[Row]:
    """What was opened to somebody. Who is no officer is told neither number nor reason of what is closed to them."""
    return told_of_grants([row for rows in running(at, None) for row in rows.filter(user=person)], viewer, at)


def told_of_grants(given: list[Any], viewer: User, at: datetime) -> list[Row]:
    """The same of these grants."""
    found = in_words(sorted(given, key=lambda row: row.expires_at), viewer, at)
    if viewer.holds(Post.OFFICER):
        return found
    closed = {"number": pgettext("of a record", "not the section's"), "reason": "—", "because": "—"}
    return [row if row.record else replace(row, **closed) for row in found]


def grant_by(kind: int, pk: int, at: datetime) -> Any:
    """A grant that runs, by its table and number; None where there is none."""
    for table in grant_tables():
        if ContentType.objects.get_for_model(table).pk == kind:
            rows = table.objects.in_force(at).select_related("user", "granted_by", "granted_for", "content_object")
            return rows.filter(pk=pk).first()
    return None
