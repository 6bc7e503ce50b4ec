"""The house as it stood at a past moment (2.1.6, 8.2.2): who was here, which posts they filled, what their NDA opened.

Nothing here says who may see what. The terms of posts and delegations stand in their tables; what is written over
(accounts that close, NDAs, the tree of departments) is read off the lines that told of the change. So the doors' own
rule can be asked for another day. Lines are there from the first one on: what is told of earlier days follows the
terms alone.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from bizdept.access.sources import Reader
from bizdept.audit.models import AuditEntry
from bizdept.people.models import (
    Appointment,
    Company,
    Delegation,
    Department,
    User,
    filled_by,
)
from bizdept.people.posts import FILLED, Standing, in_order_of_rank

BEFORE = "_before"  # ends the name of what a line says was there before
UNKNOWN = object()
CLOSED = {"account.close": False, "account.reopen": True}
TELLING = (
    *CLOSED, "account.nda", "company.small_office", "department.open", "department.revise", "post.give",
    "delegation.sign",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """That something became `now`, and was `before`."""

    at: datetime
    now: Any
    before: Any = UNKNOWN


def as_of(changes: Iterable[Change], at: datetime, today: Any) -> Any:
    """What something was at that moment, by its changes in their order; `today`: what it is now."""
    last: Change | None = None
    for change in changes:
        if change.at > at:
            return last.now if last else change.before
        last = change
    return last.now if last else today


class House:
    """The accounts and the tree of departments at one moment, each as it was then."""

    def __init__(self, at: datetime):
        self.at, self.on = at, timezone.localdate(at)
        first = AuditEntry.objects.order_by("seq").values_list("at", flat=True).first()
        self.begins = first or at  # from when on lines tell of what was written over
        self.is_exact = self.begins <= at
        self.unknown: set[int] = set()  # the people of whom it wasn't kept until when their NDA held

    @property
    def begins_on(self) -> date:
        return timezone.localdate(self.begins)

    @cached_property
    def lines(self) -> list[AuditEntry]:
        return list(AuditEntry.objects.filter(kind="account", action__in=TELLING).order_by("seq"))

    def lines_of(self, *actions: str) -> Mapping[int, list[AuditEntry]]:
        """The lines of these kinds, by the number of what each is about."""
        found: dict[int, list[AuditEntry]] = {}
        for line in self.lines:
            if line.action in actions:
                found.setdefault(int(line.record.partition(":")[2]), []).append(line)
        return found

    def later(self, action: str) -> list[int]:
        """What was done after that moment only."""
        return [pk for pk, lines in self.lines_of(action).items() if self.is_exact and lines[0].at > self.at]

    # Who was here

    @cached_property
    def people(self) -> dict[int, User]:
        """Every account there was, as it was then."""
        closed, ndas = self.lines_of(*CLOSED), self.lines_of("account.nda")
        rows = User.objects.select_related("department").order_by("name", "pk")
        if self.is_exact:
            rows = rows.filter(date_joined__lte=self.at)
        return {row.pk: self.then(row, closed.get(row.pk, []), ndas.get(row.pk, [])) for row in rows}

    def then(self, person: User, closed: Iterable[AuditEntry], ndas: Iterable[AuditEntry]) -> User:
        was = copy(person)
        doors = [Change(line.at, CLOSED[line.action], not CLOSED[line.action]) for line in closed]
        was.is_active = as_of(doors, self.at, person.is_active)
        for name in ("nda_until", "nda_grace_until"):
            days = [
                Change(line.at, line.data[name], line.data.get(f"{name}{BEFORE}", UNKNOWN))
                for line in ndas
                if name in line.data
            ]
            day = as_of(days, self.at, getattr(person, name))
            if day is UNKNOWN:
                self.unknown.add(person.pk)
            setattr(was, name, day_in(day))
        return was

    @cached_property
    def small_office(self) -> bool:
        lines = (line for rows in self.lines_of("company.small_office").values() for line in rows)
        changes = [Change(line.at, bool(line.data["on"]), not line.data["on"]) for line in lines]
        return as_of(changes, self.at, Company.ours().small_office)

    # Which posts they filled

    @cached_property
    def parents(self) -> dict[int, int | None]:
        """The tree as it was: above each department the one it belonged to."""
        opened, moved = self.lines_of("department.open"), self.lines_of("department.open", "department.revise")
        found = {}
        for pk, parent in Department.objects.values_list("pk", "parent"):
            lines = moved.get(pk, [])
            changes = [
                Change(line.at, line.data["parent"], line.data.get("before", line.data["parent"])) for line in lines
            ]
            was_there = not (self.is_exact and pk in opened and opened[pk][0].at > self.at)
            if was_there:
                found[pk] = as_of(changes, self.at, parent)
        return found

    @cached_property
    def reaches(self) -> dict[int, set[int]]:
        """What lay below each department, itself included."""
        found: dict[int, set[int]] = {}
        for pk in self.parents:
            above: int | None = pk
            while above is not None:
                found.setdefault(above, set()).add(pk)
                above = self.parents.get(above)
        return found

    @cached_property
    def disciplines(self) -> dict[int, str]:
        """Which departments reviewed what, where it has been changed since."""
        found = {}
        for pk, lines in self.lines_of("department.revise").items():
            told = [line for line in lines if "discipline" in line.data]
            changes = [Change(line.at, line.data["discipline"], line.data["discipline_before"]) for line in told]
            if told:
                found[pk] = as_of(changes, self.at, told[-1].data["discipline"])
        return found

    @cached_property
    def given(self) -> Any:
        """The appointments that were there: one that was given for an earlier day had not been given yet, and who had
        left filled none."""
        gone = [pk for pk, person in self.people.items() if not person.is_active]
        return Appointment.objects.exclude(pk__in=self.later("post.give")).exclude(person__in=gone)

    @cached_property
    def delegations(self) -> Any:
        return Delegation.objects.exclude(pk__in=self.later("delegation.sign"))

    def standings_of(self, pk: int) -> list[Standing]:
        held = filled_by(pk, self.on, self.given, self.delegations)
        rows = set(held.values_list(*FILLED[:4]))
        return in_order_of_rank(
            pk,
            (
                (post, department, principal, self.disciplines.get(department, discipline), below)
                for post, department, principal, discipline in rows
                for below in self.reaches.get(department, ())
            ),
        )

    # Who asks

    def reader(self, person: User) -> Reader:
        """What the doors knew of somebody then. One query."""
        person.__dict__["standings"] = self.standings_of(person.pk)
        return Reader.of(person, self.at, self.small_office)

    def readers(self) -> Iterable[tuple[User, Reader]]:
        """Everybody who was here, each as `reader` has it."""
        return ((person, self.reader(person)) for person in self.people.values())


def day_in(told: Any) -> date | None:
    """A day as a row has it, or as a line tells it; none where nothing is known."""
    if not told or told is UNKNOWN:
        return None
    return told if isinstance(told, date) else date.fromisoformat(told)
