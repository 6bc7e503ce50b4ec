"""Clockwork of requests, grants and the access log."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from bizdept.notices.runs import recorded
from confidentiality.actions import grants
from confidentiality.follows import alerts
from confidentiality.follows import requests as follows


@shared_task
@recorded(alone=True)
def follow(at: datetime | None = None) -> int:
    """Requests follow their records; whoever was let in hears before it ends."""
    at = at or timezone.now()
    return follows.follow_records(at=at) + follows.tell_of_ends(at=at)


@shared_task
@recorded(alone=True)
def watch_log(at: datetime | None = None) -> int:
    """Whoever looks at or takes out more than the measure is put before the officer."""
    return alerts.watch(at=at or timezone.now())


@shared_task
@recorded(alone=True)
def open_reviews(at: datetime | None = None) -> int:
    """The grants of each section are reviewed once a quarter."""
    at = at or timezone.now()
    return grants.open_reviews(at=at, on=timezone.localdate(at))
