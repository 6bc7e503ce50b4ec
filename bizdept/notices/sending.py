"""What waits in the outbox goes out: claimed, sent and marked in three steps, by any number of workers at once.

It sends outside any transaction: a slow mail server must not hold the database, which on SQLite would stop all
writing. Killed between sending and marking, a dispatch is sent again after its lease, with the same dedupe key.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from smtplib import SMTPConnectError, SMTPServerDisconnected

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from bizdept.audit.chain import sealed
from bizdept.notices.channels import Channels, is_reached
from bizdept.notices.models import ChannelState, Dispatch, Notice

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # after which a claimed dispatch counts as lost with its worker
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]  # after the first failure, the second …
HELD = LEASE + PAUSES[-1]  # at most; what is held for longer was claimed by a clock that ran ahead
LONGEST = 120  # seconds that one worker sends in one go: well under the lease
MANY = 20  # that wait for one person, by one channel, for longer than LATE: they go out as one
LATE = timedelta(minutes=30)
TROUBLES = (OSError, ValueError, LookupError, TypeError, AttributeError)  # smtplib's are OSErrors; an address that is
# none is a ValueError; the others are nobody's thought, and would take the rest of the batch with them
CHANNEL_IS_DEAD = (ConnectionError, TimeoutError, SMTPConnectError, SMTPServerDisconnected)


def drain(channels: Channels, *, at: datetime, batch: int = 100) -> int:
    """Send one batch of what waits and return how many dispatches went out; safe in any number of workers at once.

    One that fails is tried again after a pause that grows, and left for the administrator after ATTEMPTS. A channel
    that is dead is left alone for the rest of the batch, so that others, and the database, don't wait for it. Who has
    left meanwhile, or has no address any more, gets nothing.
    """
    sent, dead, ends = 0, set(), time.monotonic() + LONGEST
    went: dict[str, list[Exception | None]] = {}
    for group in together(claim(at, batch), at):
        name = group[0].channel
        if name not in channels or name in dead or time.monotonic() > ends:
            give_back(group)
        elif not is_reached(group[0].notice.person):
            Dispatch.objects.filter(pk__in=pks(group)).update(dropped_at=at, trouble="nobody there any more")
        elif (trouble := send(channels[name], group)) is None:
            went.setdefault(name, []).append(None)
            Dispatch.objects.filter(pk__in=pks(group)).update(sent_at=at, trouble="")
            sent += len(group)
        else:
            went.setdefault(name, []).append(trouble)
            postpone(group, trouble, at)
            if isinstance(trouble, CHANNEL_IS_DEAD):
                dead.add(name)
    for name, troubles in went.items():
        remember(name, troubles, at)
    return sent


def remember(name: str, troubles: list[Exception | None], at: datetime) -> None:
    """Write down how a channel did: None stands for what went out."""
    if not ChannelState.objects.filter(name=name).exists():
        ChannelState.objects.bulk_create([ChannelState(name=name)], ignore_conflicts=True)
    row = ChannelState.objects.filter(name=name)
    if failures := [trouble for trouble in troubles if trouble is not None]:
        row.update(failed_at=at, trouble=words_of(failures[-1]))
    if None in troubles:
        row.update(sent_at=at, failing_since=None)
    else:
        row.filter(failing_since=None).update(failing_since=at)


def words_of(trouble: Exception) -> str:
    return f"{type(trouble).__name__}: {trouble}"[:200]


def pks(group: list[Dispatch]) -> list[int]:
    return [dispatch.pk for dispatch in group]


def send(channel: Callable[[Notice, str], None], group: list[Dispatch]) -> Exception | None:
    """Send a dispatch, or one notice for many; what went wrong, if anything did."""
    first = group[0]
    notice, key = (first.notice, f"dispatch:{first.pk}") if len(group) == 1 else (sum_of(group), key_of(group))
    try:
        channel(notice, key)
    except TROUBLES as trouble:
        logger.warning("Dispatch %d was not sent (attempt %d).", first.pk, first.attempts, exc_info=True)
        return trouble
    return None


def key_of(group: list[Dispatch]) -> str:
    return f"dispatch:{group[0].pk}-{group[-1].pk}"


def sum_of(group: list[Dispatch]) -> Notice:
    """What is sent in place of many; it is written nowhere, for in the app each stands by itself."""
    person = group[0].notice.person
    with translation.override(person.language or settings.LANGUAGE_CODE):
        text = _("%(count)d notices wait for you.") % {"count": len(group)}
    return Notice(person=person, key=key_of(group), text=text, address="/notices/")


def postpone(group: list[Dispatch], trouble: Exception, at: datetime) -> None:
    """Try again later: after a minute, then five, then a quarter of an hour, then an hour."""
    pause = PAUSES[min(max(dispatch.attempts for dispatch in group), len(PAUSES)) - 1]
    Dispatch.objects.filter(pk__in=pks(group)).update(trouble=words_of(trouble), claimed_until=at + pause)


def give_back(group: list[Dispatch]) -> None:
    """Not tried after all: no attempt, and free for the next worker."""
    Dispatch.objects.filter(pk__in=pks(group)).update(claimed_until=None, attempts=F("attempts") - 1)


def together(claimed: list[Dispatch], at: datetime) -> Iterator[list[Dispatch]]:
    """What goes out as one: each by itself, but MANY and more of one person that a dead channel left behind."""
    late: dict[tuple[int, str], list[Dispatch]] = {}
    for dispatch in claimed:
        if dispatch.notice.told_at < at - LATE:
            late.setdefault((dispatch.notice.person_id, dispatch.channel), []).append(dispatch)
    for dispatch in claimed:
        group = late.get((dispatch.notice.person_id, dispatch.channel), [])
        if len(group) <= MANY or dispatch not in group:
            yield [dispatch]
        elif dispatch is group[0]:
            yield group


@sealed()
def claim(at: datetime, batch: int) -> list[Dispatch]:
    """Take the oldest waiting dispatches that no other worker holds, and hold them for the lease.

    Where many have waited long for one of these people, all of theirs are taken.
    """
    skip_locked = connection.features.has_select_for_update_skip_locked  # SQLite: one writer at a time anyway
    is_free = Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_until__gt=at + HELD)
    free = Dispatch.objects.waiting().filter(is_free).order_by("pk")
    rows = free.select_for_update(skip_locked=skip_locked, of=("self",)).select_related("notice")
    taken = list(rows[:batch])
    people = {dispatch.notice.person_id for dispatch in taken}
    late = Dispatch.objects.waiting().filter(notice__told_at__lt=at - LATE, notice__person__in=people)
    counted = late.values("notice__person_id").annotate(n=Count("pk")).filter(n__gt=MANY)
    crowded = [row["notice__person_id"] for row in counted]
    taken += rows.filter(notice__person__in=crowded) if crowded else []
    claimed = Dispatch.objects.filter(pk__in=set(pks(taken)))
    claimed.update(claimed_until=at + LEASE, attempts=F("attempts") + 1)
    return list(claimed.select_related("notice__person").order_by("pk"))
