"""The calendar changes: by hand or from a list, and open deadlines with it."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bizdept.audit.chain import note, sealed
from bizdept.calendar.actions import hold_days, write_days
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.reading import Days
from bizdept.calendar.rules import Special
from bizdept.duties.actions import reckon_anew
from bizdept.manage import rules
from bizdept.people.actor import Actor
from bizdept.refusal import refuse

Source = SpecialDay.Source


@sealed()
def enter_days(first: date, last: date, worked: bool, *, by: Actor, at: datetime) -> int:
    """Say of a span of days that they are free, or worked; returns how many deadlines moved."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    refuse(rules.reasons_against_days(first, last, timezone.localdate(at)))
    days: Days = {first + timedelta(days=number): worked for number in range((last - first).days + 1)}
    return _write(days, hold_days(), Source.HAND, by=by, at=at)


@sealed()
def import_days(days: Days, *, by: Actor, at: datetime, seen: str) -> int:
    """Enter what a list says, as its check showed it; returns how many deadlines moved.

    `seen` stands for the calendar that was checked against: refused where that has changed meanwhile.
    """
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    before = hold_days()
    refuse(rules.reasons_against_import(days, before, seen, timezone.localdate(at)))
    return _write(days, before, Source.LIST, by=by, at=at)


def _write(days: Days, before: Special, source: str, *, by: Actor, at: datetime) -> int:
    changed = write_days(days, source, by_id=by.person.pk, on=timezone.localdate(at))
    moved = reckon_anew(before, SpecialDay.objects.as_mapping(), at=at)
    first, last = str(min(days)), str(max(days))
    note("account", f"calendar.{source}", by.person, by=by, first=first, last=last, changed=changed, moved=moved)
    return moved
