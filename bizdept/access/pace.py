"""How fast somebody looks at records: whoever opens too many in an hour is stopped until tomorrow (8.2.2).

The log itself is counted: one look at its index of persons for each line that is written. What a person did is known
by the line that lies as many back as the limit says: where that one is older than an hour, nobody counts further.
"""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bizdept.access.labels import PEOPLE
from bizdept.access.models import AccessLog
from bizdept.audit.chain import note, sealed
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.regulation.numbers import value
from bizdept.remembered import Remembered

HOUR = timedelta(hours=1)
FURTHEST = 5  # limits of lines, among which the records of an hour are counted
limit = Remembered(lambda: int(value("access.stop_views_per_hour", timezone.localdate())))


class Stopped(PermissionDenied):
    """8.2.2: so many records were opened in an hour that no more are shown today."""


def is_stopped(person: User, on: date) -> bool:
    """Told by the person's own row, which each request has: nothing is asked for it."""
    return person.stopped_on == on and person.lifted_on != on


def refuse_if_stopped(by: Actor) -> None:
    """8.2.2: nothing confidential is opened or taken any more. Raises Stopped, with a line in the log."""
    if is_stopped(by.person, timezone.localdate()):
        with sealed():
            note("refusal", "access.stopped", by.person, by=by)
        raise Stopped


def records_since(person: User, since: datetime, most: int) -> int:
    """How many different records somebody opened since that moment, among their last `most` lines."""
    lines = AccessLog.objects.filter(actor=person.pk).order_by("-seq").values_list("kind", "record", "at")[:most]
    return len(
        {record for kind, record, at in lines if kind == "look" and at > since and not record.startswith(PEOPLE)}
    )


def watch(by: Actor, at: datetime) -> None:
    """Stop whoever has reached the limit with the look that was just noted."""
    most, person = limit(), by.person
    last = AccessLog.objects.filter(actor=person.pk).order_by("-seq").values_list("at", flat=True)[most - 1 : most]
    if any(moment > at - HOUR for moment in last) and records_since(person, at - HOUR, FURTHEST * most) >= most:
        stop(person, by=by, on=timezone.localdate(at))


@sealed()
def stop(person: User, *, by: Actor, on: date) -> None:
    """No more records today, unless that was lifted."""
    if person.lifted_on == on or person.stopped_on == on:
        return
    person.stopped_on = on
    person.save(update_fields=["stopped_on"])
    note("refusal", "access.stop", person, by=by, limit=limit())


def may_lift(by: Actor, person: User) -> bool:
    """8.2.2: the officer, the chief above and the leader let somebody go on; nobody themselves."""
    above = by.holds(Post.CHIEF, Post.LEADER, within=person.department_id)
    return (by.holds(Post.OFFICER) or above) and not by.is_any_of(person.pk)


@sealed()
def lift(person: User, *, by: Actor, on: date) -> None:
    """Let somebody go on for the rest of the day. Raises PermissionDenied."""
    if not may_lift(by.renewed(), person):
        raise PermissionDenied
    User.objects.filter(pk=person.pk).update(lifted_on=on)
    note("grant", "access.lift", person, by=by, to=person.pk)
