"""What the clock does for the access log (8.2.2): it reads the newest lines, and raises alerts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from bizdept.access.labels import PEOPLE
from bizdept.access.models import AccessLog, Taken
from bizdept.access.trail import seq_at
from bizdept.audit.chain import sealed
from bizdept.calendar.models import SpecialDay
from bizdept.people.models import Appointment, User
from bizdept.regulation.numbers import values
from confidentiality.actions.alerts import raise_alert
from confidentiality.models import HandOver, LogWatch
from confidentiality.rules import alerts as rules

HOUR = timedelta(hours=1)
BATCH = 20_000  # lines looked at in one go
WATCHED = ("look", "refusal")


def watch(*, at: datetime) -> int:
    """Read what has been written since the last time, and judge the last hour of whoever wrote it; how many alerts are
    new. Safe to repeat: a person, a kind and an hour have one alert."""
    newest = AccessLog.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    since = seq_at(at - HOUR, newest)
    start = max(begun_at(), since - 1)  # what is older than an hour is not told of any more
    fresh = AccessLog.objects.filter(seq__gt=start, seq__lte=start + BATCH, kind__in=WATCHED)
    people = User.objects.in_bulk(set(fresh.values_list("actor", flat=True)))
    found = sum(judge(person, since, at=at) for person in people.values())
    remember(min(newest, start + BATCH))
    return found


def begun_at() -> int:
    return LogWatch.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


@sealed()
def remember(seq: int) -> None:
    LogWatch.objects.update_or_create(pk=1, defaults={"seq": seq})


def judge(person: User, since: int, *, at: datetime) -> int:
    """The last hour of one person."""
    tally = tally_of(person, since, at)
    return sum(raise_alert(person, one, tally, at=at) for one in rules.beyond(tally, values(timezone.localdate(at))))


def tally_of(person: User, since: int, at: datetime) -> rules.Tally:
    """What somebody did since that line: five queries."""
    special, tally = SpecialDay.objects.as_mapping(), rules.Tally()
    rows = AccessLog.objects.filter(actor=person.pk, seq__gte=since, kind__in=WATCHED).order_by("seq")
    for seq, kind, action, record, moment in rows.values_list("seq", "kind", "action", "record", "at"):
        tally.first, tally.last = tally.first or (seq, moment), (seq, moment)
        tally.is_stopped |= action == "access.stop"
        tally.refusals += kind == "refusal" and not action.startswith("access.")
        if kind == "look" and not record.startswith(PEOPLE):
            tally.records.add(record)
            if rules.is_odd(moment, special):
                tally.odd.add(record)
    taken = moments_of_lists(person, at)
    tally.lists, tally.odd_lists = len(taken), sum(rules.is_odd(moment, special) for moment in taken)
    posts, on = Appointment.objects.filter(person=person), timezone.localdate(at)
    tally.is_leaving = rules.leaves(person, posts, on) or HandOver.objects.leaving().filter(owner=person).exists()
    return tally


def moments_of_lists(person: User, at: datetime) -> list[datetime]:
    """When somebody took a list out within the last hour."""
    rows: Iterable[datetime] = Taken.objects.under(person=person, how=Taken.How.LIST, since=at - HOUR).values_list(
        "at", flat=True
    )
    return list(rows)
