"""Watching over the audit chain: read over every night, its end written down outside, whoever watches told."""

from datetime import datetime
from decimal import Decimal
from time import monotonic

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bizdept.audit import anchors, chain
from bizdept.audit.chain import sealed
from bizdept.audit.check import Reading, read
from bizdept.audit.models import AuditCheck
from bizdept.manage import notices, rules
from bizdept.notices.outbox import tell
from bizdept.people.actor import Actor
from bizdept.workflow.strays import strays


def watch(*, at: datetime) -> AuditCheck | None:
    """Read the chain over once a day (1.3.1) and write its end down; None where that is done. Safe to repeat.

    Done means that today's end is written down outside: who can put a row into the table of readings must not stop
    them by it. Raises OSError where the anchor can't be written: that is the job's failure, and shows as one.
    """
    last, day = AuditCheck.objects.order_by("-pk").first(), timezone.localdate(at)
    is_done = any(timezone.localdate(then) == day for then, _anchor in anchors.written_down())
    if last is not None and last.is_whole and is_done:
        return None
    return read_over(at=at)


def read_over(*, at: datetime) -> AuditCheck:
    """Read the chain now, keep what was found, and write its end down where it is whole."""
    began = monotonic()
    reading = read((anchor for _at, anchor in anchors.written_down()), strays=strays())
    if reading.is_whole and reading.seq:
        anchors.write_down(reading.end, at=at)
    return keep(reading, at=at, seconds=Decimal(monotonic() - began))


@sealed()
def keep(reading: Reading, *, at: datetime, seconds: Decimal) -> AuditCheck:
    """Write down what a reading found, and tell officers its end, or that it is broken."""
    row = AuditCheck.objects.create(
        at=at,
        lines=reading.seq,
        rows=reading.rows,
        unread=reading.unread,
        mac=reading.mac,
        found=[[finding.code, finding.seq, finding.what] for finding in reading.found],
        seconds=seconds,
    )
    if reading.is_whole:
        tell(notices.of_anchor(reading.end, timezone.localdate(at)))
    else:
        tell(notices.of_broken_chain(row, timezone.localdate(at)))
    return row


def read_now(*, by: Actor, at: datetime) -> AuditCheck:
    """The same at a press. Raises PermissionDenied for posts that don't watch over it."""
    if not rules.may_watch_chain(by):
        raise PermissionDenied
    return read_over(at=at)


@sealed()
def change_key(*, lost: bool, at: datetime) -> str:
    """Let a new key seal the chain (the old one is kept for checking), and tell who watches; its name.

    Raises RuntimeError with a sentence: the keys come from the environment, or the old one is not where it should be.
    """
    name = chain.change_key(lost=lost)
    tell(notices.of_key_changed(name, lost, at))
    return name
