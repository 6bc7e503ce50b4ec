"""What the clock does for the access log (8.2.2): it reads the newest lines, and raises alerts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from bizdept.access.labels import PEOPLE
from bizdept.access.models import AccessLog
from bizdept.access.pace import STOPS
from bizdept.access.trail import seq_at
from bizdept.audit.chain import sealed
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import Special
from bizdept.people.models import Appointment, User
from bizdept.regulation.numbers import values
from confidentiality.actions.alerts import raise_alert
from confidentiality.models import HandOver, LogWatch
from confidentiality.rules import alerts as rules

HOUR = timedelta(hours=1)
BATCH = 20_000  # lines looked at in one go
WATCHED = ("look", "refusal")
EXPORTS = "look.export"  # how each line of a list begins


def watch(*, at: datetime) -> int:
    """Read what has been written since the last time, and judge the last hour of whoever wrote it; how many alerts are
    new. Safe to repeat: a person, a kind and an hour have one alert."""
    newest = AccessLog.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    since = seq_at(at - HOUR, newest)
    begun = begun_at()
    start = max(begun, since - 1)  # what is older than an hour is not told of any more
    fresh = AccessLog.objects.filter(seq__gt=start, seq__lte=start + BATCH, kind__in=WATCHED)
    people = User.objects.in_bulk(set(fresh.values_list("actor", flat=True)))
    found = judge(people.values(), since, at=at) if people else 0
    if (reached := min(newest, start + BATCH)) != begun:
        remember(reached)
    return found


def begun_at() -> int:
    return LogWatch.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


@sealed()
def remember(seq: int) -> None:
    LogWatch.objects.update_or_create(pk=1, defaults={"seq": seq})


def judge(people: Iterable[User], since: int, *, at: datetime) -> int:
    """The last hour of each of these people."""
    on = timezone.localdate(at)
    special, limits = SpecialDay.objects.as_mapping(), values(on)
    found = 0
    for person in people:
        tally = tally_of(person, since, special, on)
        found += sum(raise_alert(person, one, tally, at=at) for one in rules.beyond(tally, limits))
    return found


def tally_of(person: User, since: int, special: Special, on: date) -> rules.Tally:
    """What somebody did since that line: three queries. A list counts where it has left: its line vouches for a row of
    the register, which that of a file that a worker has only written does not."""
    tally = rules.Tally()
    rows = AccessLog.objects.filter(actor=person.pk, seq__gte=since, kind__in=WATCHED).order_by("seq")
    for seq, kind, action, record, moment, row in rows.values_list(
        "seq", "kind", "action", "record", "at", "data__row"
    ):
        tally.reach(seq, moment)
        is_odd = rules.is_odd(moment, special)
        tally.is_stopped |= action == "access.stop"
        tally.refusals += kind == "refusal" and action not in STOPS
        if kind == "look" and not record.startswith(PEOPLE):
            tally.records.add(record)
            tally.odd |= {record} if is_odd else set()
        if action.startswith(EXPORTS) and row:
            tally.lists += 1
            tally.odd_lists += is_odd
    posts = Appointment.objects.filter(person=person)
    tally.is_leaving = rules.leaves(person, posts, on) or HandOver.objects.leaving().filter(owner=person).exists()
    return tally
