"""The register of levels (8.1.1, 8.2.2): what was raised, kept on, lowered, lapsed, and whose period has ended.

The officer reads numbers, kinds and levels; a chief the section's, with title and reason. Two tables tell of it, the
changes and what is owed for a period that ended: they are put together, newest first, in one question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q, QuerySet, Value

from bizdept.access.changes import classified_models
from bizdept.access.doors import together
from bizdept.access.labels import parted
from bizdept.access.models import LevelChange
from bizdept.access.sources import Narrow, Reader
from bizdept.duties.models import Duty
from bizdept.people.actor import who_of
from bizdept.people.models import User
from bizdept.workflow.levels import REVIEW
from confidentiality.forms.levels import DIRECTIONS, ENDED, LevelFilter
from confidentiality.shown.grants import led_by
from confidentiality.shown.log import label_of as label_of_number

SIZE = 50
NOTHING = Value("", models.CharField())
NAMES = {"customers.customer": "name"}  # the column by which a record is called; else its title
OF_CHANGE = (
    "opened_on", "about_type", "about_id", "pk", "state", "before", "after", "until", "reason", "owner",
    "proposed_for", "decided_by", "decided_for",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One change; or the end of one period, for which `change` is None, and the level is the record's now. Of people
    it has the names."""

    day: date
    label: str
    number: str
    kind: str
    state: str
    change: LevelChange | None
    before: int | None
    after: int | None
    until: date | None
    wanted_by: str  # of a period: who owes or owed the review; the post's matter is nobody's by name
    decided_by: str
    record: Any = None  # for whoever may see it, and with it the reason
    reason: str = ""

    @property
    def code(self) -> str:
        """What names the reason for whoever does not read it: the change's number, or the article of a period."""
        return self.change.reference() if self.change else REVIEW.article

    @property
    def said(self) -> str:
        return str(DIRECTIONS[self.state])


@dataclass(frozen=True)
class Page:
    """Some rows of the register."""

    rows: list[Row]
    number: int
    has_next: bool


def page(form: LevelFilter, at: datetime) -> Page:
    start = (form.number - 1) * SIZE
    rows = found(form, at, start, start + SIZE + 1)
    return Page(in_words(rows[:SIZE], form, at), form.number, len(rows) > SIZE)


def found(form: LevelFilter, at: datetime, start: int, end: int) -> list[tuple]:
    """What meets the conditions, newest first, between two places. One query."""
    if form.errors:
        return []
    parts = [part for part in (changes(form, at), periods(form)) if part is not None]
    first, *others = parts
    rows = first.union(*others, all=True) if others else first
    return list(rows.order_by("-opened_on", "-what", "-pk")[start:end])


def of_record(form: LevelFilter, kind: str, pk: str) -> Q:
    """The record that was asked for, and its kind."""
    given = {kind: form.good("kind")} if form.good("kind") else {}
    if number := form.good("record"):
        label, _colon, key = label_of_number(number).partition(":")
        models_by_label = {model._meta.label_lower: model for model in classified_models()}
        if label not in models_by_label:
            return Q(pk__in=[])
        return Q(**given) & Q(**{kind: ContentType.objects.get_for_model(models_by_label[label]).pk, pk: int(key)})
    return Q(**given)


def days(form: LevelFilter) -> Q:
    given = {"opened_on__gte": form.good("first"), "opened_on__lte": form.good("last")}
    return Q(**{name: day for name, day in given.items() if day})


def changes(form: LevelFilter, at: datetime) -> QuerySet | None:
    """The changes: all for the officer, by number; else those that the doors open."""
    state, person = form.good("direction"), form.good("person")
    if state == ENDED:
        return None
    rows: Any = LevelChange.objects.all() if form.is_by_number else LevelChange.objects.visible_to(form.user, at)
    rows = rows.filter(of_record(form, "about_type", "about_id"), days(form))
    if state:
        rows = rows.filter(state=state)
    if person:
        rows = rows.filter(Q(owner=person) | Q(decided_by=person))
    return rows.order_by().annotate(what=Value(1)).values_list(*OF_CHANGE, "what")


def periods(form: LevelFilter) -> QuerySet | None:
    """The ends of periods: what was or is owed for them; of the records that somebody leads."""
    if form.good("direction") not in (None, ENDED):
        return None
    rows = Duty.objects.filter(of_record(form, "content_type", "object_id"), days(form), kind=REVIEW.name)
    if person := form.good("person"):
        rows = rows.filter(Q(person=person) | Q(done_by=person))
    if not form.is_by_number:
        led = Q(pk__in=[])
        for model in classified_models():
            ids = model.objects.filter(led_by(form.user)).values("pk")
            led |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)
        rows = rows.filter(led)
    none, number = Value(None, models.PositiveSmallIntegerField()), Value(None, models.BigIntegerField())
    return rows.order_by().annotate(what=Value(0)).values_list(
        "opened_on", "content_type", "object_id", "pk", Value(ENDED, models.CharField()), none, none,
        Value(None, models.DateField()), Value("", models.CharField()), "person", number, "done_by", number, "what",
    )  # fmt: skip


def in_words(rows: list[tuple], form: LevelFilter, at: datetime) -> list[Row]:
    """These rows, with names and numbers; titles and reasons for whoever reads the section's. One query or two."""
    found = [told(row, form.everybody) for row in rows]
    reader = Reader.of(form.user, at)
    known = {} if form.is_by_number else named(found, lambda rows: rows.open_to(reader, at), by_title=True)
    rest = named([row for row in found if row.label not in known], lambda rows: rows)
    return [with_number(row, form, known.get(row.label), rest.get(row.label)) for row in found]


def named(rows: Iterable[Row], narrow: Narrow, *, by_title: bool = False) -> dict[str, Any]:
    """The records that these rows are about, with their numbers, and titles if they are asked for. One query for all
    kinds."""
    columns = {}
    for model in parted(row.label for row in rows):
        label = model._meta.label_lower
        columns[label] = [*model.named_by, *([NAMES.get(label, "title")] if by_title else [])]
    most = max(map(len, columns.values()), default=0)
    parts = []
    for model, ids in parted(row.label for row in rows).items():
        names = columns[model._meta.label_lower]
        filled = [*map(F, names), *[NOTHING] * (most - len(names))]
        found = narrow(model.objects.filter(pk__in=ids)).order_by()
        parts.append(found.values_list(Value(model._meta.label_lower, models.CharField()), "pk", "level", *filled))
    told: dict[str, Any] = {}
    for label, pk, level, *words in together(parts, all=True) if parts else ():
        named_by = dict(zip(columns[label], words, strict=False))
        told[f"{label}:{pk}"] = apps.get_model(label)(pk=pk, level=level, **named_by)
    return told


def with_number(row: Row, form: LevelFilter, known: Any, other: Any) -> Row:
    called = known or other
    if called is None:
        return replace(row, number="—", reason="")
    if row.change is None:
        row = replace(row, before=called.level, after=called.level)
    return replace(row, number=called.reference(), record=known, reason="" if form.is_by_number else row.reason)


def told(row: tuple, people: Mapping[int, User]) -> Row:
    opened_on, kind, about, pk, state, before, after, until, reason, *hands, what = row
    owner, proposed_for, decided_by, decided_for = (people.get(person) for person in hands)
    model: Any = ContentType.objects.get_for_id(kind).model_class()
    return Row(
        opened_on, f"{model._meta.label_lower}:{about}", "", str(model._meta.verbose_name), state,
        LevelChange(pk=pk) if what else None, before, after, until, said_of(owner, proposed_for),
        said_of(decided_by, decided_for), reason=reason,
    )  # fmt: skip


def said_of(person: User | None, principal: User | None) -> str:
    return who_of(person, principal) if person else ""
