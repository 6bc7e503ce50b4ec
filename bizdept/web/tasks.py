"""Clockwork of the pages: long work that somebody ordered."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from bizdept.notices.runs import recorded
from bizdept.web.works.actions import do_waiting
from bizdept.web.works.models import Work


@shared_task
def do_works(at: datetime | None = None) -> object:
    """Do the long work that waits. Asked every two seconds: where there is none, nothing is written."""
    at = at or timezone.now()
    return works_done(at) if Work.objects.waiting(at).exists() else None


@recorded(alone=True)
def works_done(at: datetime | None = None) -> int:
    """One worker at a time: others are free for what the clock wants."""
    return do_waiting(at=at or timezone.now())
