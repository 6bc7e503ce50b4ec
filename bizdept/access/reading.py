"""To whom a record is open, or was on a day, and why: asked of the doors' own rule, for each account."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from bizdept.access.doors import rights_to, sources_of, together
from bizdept.access.grants import all_given_to, given_to, grant_model
from bizdept.access.levels import Level
from bizdept.access.models import EndedGrant, Grant, Guarded
from bizdept.access.past import House
from bizdept.access.sources import Past, Reader, Source
from bizdept.audit.seals import label_of
from bizdept.people.models import Department, Post, Standing, User

WHY: dict[str, str | Promise] = {  # by the names of sources
    "owner": _("keeper"),
    "pool": _("in the pool: everybody in sales"),
    "chief": _("section chief"),
    "assistant": _("assistant"),
    "signed": _("signed contracts"),
    "review": _("under review with them"),
    "submitted": _("put before them to decide"),
    "everybody": _("everybody in the house"),
}

GRANT = pgettext_lazy("access log", "grant")


@dataclass(frozen=True)
class Reading:
    """One person to whom a record is open, by the reasons in words, and the grants among them."""

    person: User
    why: tuple[str | Promise, ...]
    grants: tuple[Grant, ...]


def readings_of(record: Guarded, at: datetime) -> list[Reading]:
    """8.2.2: everybody to whom this record is open at that moment, whoever keeps it first. Three queries an account.

    No rule is told a second time here: each account is asked for as it would ask itself.
    """
    given: dict[int, list[Grant]] = {}
    for row in grants_on(record, at):
        given.setdefault(row.user_id, []).append(row)
    found = []
    for person in User.objects.active().select_related("department").order_by("name", "pk"):
        if rights := rights_to(person, record, at):
            rows = tuple(given.get(person.pk, ())) if "grant" in rights else ()
            found.append(Reading(person, tuple(WHY[name] for name in WHY if name in rights), rows))
    return sorted(found, key=lambda one: one.person.pk != record.owner_id)


def grants_on(record: Guarded, at: datetime) -> Iterable[Grant]:
    """The grants on one record that have not ended."""
    rows = grant_model(type(record)).objects.in_force(at).filter(content_object=record)
    return rows.select_related("user", "granted_by", "granted_for").order_by("expires_at", "pk")


# On a past day


@dataclass(frozen=True)
class Filled:
    """The post by which a record was open: somebody's own, or that of `principal`, for whom they stood in."""

    post: Post
    department: Department | None
    principal: User | None


@dataclass(frozen=True)
class Ground:
    """One reason for which a record was open to one person: by a post, by a grant, or by neither."""

    person: User
    why: str | Promise
    post: Filled | None = None
    grant: Grant | EndedGrant | None = None
    nda_until: date | None = None  # of the NDA without which that level opens to nobody
    is_grace: bool = False  # or of the days for which none was asked for


@dataclass(frozen=True)
class Then:
    """To whom a record was open at the end of a day. `level` and `keeper` are what they were then."""

    on: date
    level: Level
    keeper: User | None
    grounds: list[Ground]
    exact_from: date  # what is told of days before follows the terms alone
    is_exact: bool
    unknown: list[User]  # of whom it wasn't kept until when their NDA held

    @property
    def names_unknown(self) -> str:
        return pgettext("between names", ", ").join(map(str, self.unknown))

    @property
    def people(self) -> int:
        return len({one.person.pk for one in self.grounds})


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(midnight) - timedelta(microseconds=1)


def past_of(record: Guarded, at: datetime) -> Past | None:
    """The record as it stood at that moment; None where there was none."""
    lines: Any = record.history  # type: ignore[attr-defined]  # every kind that has this page keeps one
    line = lines.filter(history_date__lte=at).order_by("-history_date", "-history_id").first()
    return None if line is None or line.history_type == "-" else Past(record.pk, label_of(record), line, at)


def first_day_of(record: Guarded) -> date | None:
    """The day of the first line of its history."""
    lines: Any = record.history  # type: ignore[attr-defined]
    first = lines.order_by("history_date", "history_id").values_list("history_date", flat=True).first()
    return timezone.localdate(first) if first else None


def opened(model: type[Guarded], reader: Reader, past: Past) -> set[str]:
    """The names of the sources that opened the record to somebody: the doors' own, asked of what was kept."""
    parts = [rows for source in sources_of(model, reader, past.at) for rows in source.opened(past)]
    return {name for (name,) in together(parts, all=True)} if parts else set()


def readings_on(record: Guarded, day: date) -> Then | None:
    """2.1.6, 8.2.2: everybody to whom this record was open at the end of that day, and why, its keeper first. None
    where there was no such record. Two queries an account, and some for each to whom it was open.
    """
    at = end_of(day)
    past = past_of(record, at)
    if past is None:
        return None
    house, departments = House(at), Department.objects.in_bulk()
    found: list[Ground] = []
    for person, reader in house.readers():
        if rights := opened(type(record), reader, past):
            found += grounds_of(person, reader, rights, past, record, house, departments)
    keeper = past.line.owner_id
    return Then(
        day, Level(past.line.level), house.people.get(keeper), sorted(found, key=lambda one: one.person.pk != keeper),
        house.begins_on, house.is_exact,
        [house.people[pk] for pk in sorted(house.unknown)],
    )  # fmt: skip


def grounds_of(
    person: User, reader: Reader, rights: set[str], past: Past, record: Guarded, house: House,
    departments: dict[int, Department],
) -> list[Ground]:  # fmt: skip
    """Each right with the post or the grant that gave it: the rule is asked again for the person with one post."""
    model = type(record)
    term: dict[str, Any] = {}
    if past.line.level > Level.INTERNAL:
        is_grace = not person.has_nda(house.on)
        term = {"nda_until": person.nda_grace_until if is_grace else person.nda_until, "is_grace": is_grace}
    found = []
    bare = opened(model, replace(reader, standings=()), past) & rights if reader.standings else rights
    for name in (name for name in WHY if name in bare):
        found.append(Ground(person, WHY[name], **term))
    for standing in reader.standings if rights - bare else ():
        names = opened(model, replace(reader, standings=(standing,)), past) if len(reader.standings) > 1 else rights
        for name in (name for name in WHY if name in names - bare):
            found.append(Ground(person, WHY[name], filled(standing, person, house, departments), **term))
    if "grant" in rights:
        running, ended = given_to(model, reader, past)
        for row in [*running, *ended]:
            found.append(Ground(person, GRANT, grant=row, **term))
    return found


def filled(standing: Standing, person: User, house: House, departments: dict[int, Department]) -> Filled:
    principal = house.people.get(standing.principal_id) if standing.principal_id != person.pk else None
    return Filled(Post(standing.post), departments.get(standing.department_id), principal)


def lines_at(model: Any, at: datetime) -> QuerySet:
    """Every record of a model as it stood at that moment: the newest line of each by then."""
    lines = model.history.model.objects.filter(history_date__lte=at)
    same = Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id"))
    newer = lines.filter(Q(history_date__gt=OuterRef("history_date")) | same, id=OuterRef("id"))
    return lines.filter(~Exists(newer)).exclude(history_type="-")


def count_at(model: Any, source: Source, reader: Reader, at: datetime, most: int) -> int:
    """How many records a source opened to somebody at that moment, counted no further than `most`."""
    lines = lines_at(model, at).filter(source.where if source.own is None else source.own).order_by()
    if source.beside is None:
        return lines[:most].count()
    if source.name == "grant":
        running, ended = all_given_to(model, reader, at)
        given = {*running.values_list("content_object", flat=True), *ended.values_list("object_id", flat=True)}
        lines = lines.filter(id__in=given)
    found = (Past(line.id, f"{model._meta.label_lower}:{line.id}", line, at) for line in lines[:most])
    return sum(any(rows.exists() for rows in source.opened(past)) for past in found)
