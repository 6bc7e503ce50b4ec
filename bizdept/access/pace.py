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
from bizdept.audit.clock import moment
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.regulation.numbers import value
from bizdept.remembered import Remembered

HOUR = timedelta(hours=1)
STOPS = ("access.stop", "access.stopped")  # as the chain calls the stop itself, and what was refused for it
FURTHEST = 5  # limits of lines, among which the records of an hour are counted
limit = Remembered(lambda: int(value("access.stop_views_per_hour", timezone.localdate())))


class Stopped(PermissionDenied):
    """8.2.2: so many records were opened in an hour that no more are shown today."""


def is_stopped(person: User, on: date) -> bool:
    """Told by the person's own row, which each request has: nothing is asked for it."""
    return person.stopped_on == on and person.lifted_on != on


def refuse_if_stopped(by: Actor) -> None:
    """8.2.2: nothing confidential is opened or taken any more, nor by a clock that is set back. Raises Stopped, with
    a line in the log."""
    if is_stopped(by.person, timezone.localdate(moment())):
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
    """Stop whoever has reached the limit with the look that was just noted. Of whoever was let go on, or is stopped,
    nothing is counted for the rest of the day."""
    most, person, on = limit(), by.person, timezone.localdate(at)
    if on in (person.lifted_on, person.stopped_on):
        return
    last = AccessLog.objects.filter(actor=person.pk).order_by("-seq").values_list("at", flat=True)[most - 1 : most]
    if any(noted > at - HOUR for noted in last) and records_since(person, at - HOUR, FURTHEST * most) >= most:
        stop(person, by=by, on=on)


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
