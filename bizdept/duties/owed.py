"""Which reminders are owed to whom at a moment: a hundred thousand in a few seconds.

Duties are read as plain rows. What many have in common (their stages, who hears of them, the record's number and
address) is reckoned once a round and looked up by what it depends on.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet

from bizdept.access.models import Guarded
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import SHANGHAI
from bizdept.duties.hearers import Hearers
from bizdept.duties.kinds import approvals
from bizdept.duties.models import Duty, section_of
from bizdept.duties.rules import STAGES, Pace, Term, is_outdone, stages_of
from bizdept.notices.outbox import keys_told
from bizdept.people.among import OneOf
from bizdept.people.models import User
from bizdept.regulation.numbers import value

FURTHER = {stage: [one for one in STAGES if is_outdone(stage, [one])] for stage in STAGES}  # what makes it old news


class Due(NamedTuple):
    """An open duty as its row has it."""

    pk: int
    content_type_id: int
    object_id: int
    kind: str
    person_id: int | None
    post: str
    department_id: int | None
    opened_on: date
    due_on: date
    opened_at: datetime | None
    due_at: datetime | None
    hidden_from_id: int | None

    @property
    def term(self) -> tuple:
        return self.opened_on, self.due_on, self.opened_at, self.due_at

    @property
    def bearer(self) -> tuple:
        return self.person_id, self.post, self.department_id

    def duty(self) -> Duty:
        """The duty itself, which costs more than the rest of a reminder: for the first of many alike."""
        return Duty(**self._asdict())


class Named(NamedTuple):
    """What a reminder must know of a record, and its department, on which depends who is above."""

    reference: str
    address: str
    department_id: int | None


class Owed(NamedTuple):
    """One reminder that one person may still have to get; `absent` is in whose place."""

    key: str
    due: Due
    named: Named
    stage: str
    absent: User | None


class Heard(NamedTuple):
    """Who hears which stage of a duty."""

    person: User
    stage: str
    absent: User | None


class Round:
    """One round of reminders at the moment `at`, and what it found out on the way."""

    def __init__(self, at: datetime):
        on = at.astimezone(SHANGHAI).date()
        self.at, self.special, self.hearers = at, SpecialDay.objects.as_mapping(), Hearers(on)
        self.pace = Pace(int(value("duties.warn_share", on)), int(value("duties.escalate_after", on)))
        self.approvals = frozenset(approvals())
        self.stages: dict[tuple, tuple[str, ...]] = {}
        self.hearings: dict[tuple, list[Heard]] = {}
        self.records: dict[tuple[int, int], Named] = {}

    def owed(self, batch: int) -> dict[User, list[Owed]]:
        """For each person what has come due, told or not; `batch` duties are read at a time."""
        by_person: dict[User, list[Owed]] = {}
        last = 0
        while rows := [Due._make(row) for row in Duty.objects.open_after(last).values_list(*Due._fields)[:batch]]:
            for person, owed in self.reached(rows):
                by_person.setdefault(person, []).append(owed)
            last = rows[-1].pk
        return by_person

    def reached(self, rows: list[Due]) -> Iterator[tuple[User, Owed]]:
        """For each hearer of each duty the furthest stage that was reached."""
        reached = [(due, stages) for due in rows if (stages := self.stages_of(due))]
        self.look_up([due for due, _stages in reached])
        for due, stages in reached:
            named = self.records.get((due.content_type_id, due.object_id))
            if named is not None:
                for person, stage, absent in self.heard(due, named, stages):
                    yield person, Owed(f"duty:{due.pk}:{stage}", due, named, stage, absent)

    def stages_of(self, due: Due) -> tuple[str, ...]:
        term = due.term
        if term not in self.stages:
            self.stages[term] = tuple(stages_of(Term(*term), self.at, self.special, self.pace))
        return self.stages[term]

    def heard(self, due: Due, named: Named, stages: tuple[str, ...]) -> list[Heard]:
        """Who hears of a duty, each the furthest of these stages alone."""
        place = (due.bearer, due.hidden_from_id, named.department_id, due.kind in self.approvals, stages)
        if place not in self.hearings:
            duty, found = due.duty(), dict[User, Heard]()
            for stage in reversed(stages):
                for person, absent in self.hearers.of(duty, stage).items():
                    found.setdefault(person, Heard(person, stage, absent))
            self.hearings[place] = list(found.values())
        return self.hearings[place]

    def look_up(self, rows: list[Due]) -> None:
        """Find out what is not known yet of these duties' records. One that is gone stays unknown."""
        unknown: dict[int, set[int]] = {}
        for due in rows:
            if (due.content_type_id, due.object_id) not in self.records:
                unknown.setdefault(due.content_type_id, set()).add(due.object_id)
        for kind, pks in unknown.items():
            for record in named_among(ContentType.objects.get_for_id(kind).model_class(), pks):
                named = Named(record.reference(), record.get_absolute_url(), section_of(record))
                self.records[kind, record.pk] = named


def named_among(model: Any, pks: Iterable[int]) -> QuerySet:
    """The records with these ids, with what `Named` keeps of them."""
    rows = model._base_manager.filter(OneOf(F("pk"), pks))
    return rows.only("department", *model.named_by) if issubclass(model, Guarded) else rows


def not_told(person: User, owed: list[Owed]) -> list[Owed]:
    """Without what has been told: that stage, or one further, which a clock that was set back must not undo."""
    told = keys_told(person, [f"duty:{one.due.pk}:{stage}" for one in owed for stage in FURTHER[one.stage]])
    if not told:
        return owed
    return [one for one in owed if not any(f"duty:{one.due.pk}:{stage}" in told for stage in FURTHER[one.stage])]
